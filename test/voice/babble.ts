import { RATE } from "../../src/voice/sound.js";
import { dice } from "./simulated-talk.js";

/** One resonance of a throat: a two-pole filter. */
function resonance(sound: Float64Array, frequency: number, width: number): Float64Array {
  const radius = Math.exp((-Math.PI * width) / RATE);
  const turn = 2 * radius * Math.cos((2 * Math.PI * frequency) / RATE);
  const gain = 1 - radius;
  const out = new Float64Array(sound.length);
  for (let n = 0; n < sound.length; n++) {
    out[n] =
      gain * (sound[n] as number) + turn * (out[n - 1] ?? 0) - radius * radius * (out[n - 2] ?? 0);
  }
  return out;
}

/** A vowel or a hiss with a soft beginning and end. */
function syllable(length: number, roll: () => number): Float64Array {
  const hiss = roll() < 0.25;
  const pitch = 100 + roll() * 60;
  let phase = 0;
  const source = Float64Array.from({ length }, (_, n) => {
    if (hiss) return (roll() - 0.5) * 0.5;
    phase += (pitch * (1 + 0.1 * Math.sin((4 * n) / RATE))) / RATE;
    if (phase < 1) return (roll() - 0.5) * 0.02;
    phase -= 1;
    return 8;
  });
  const formants = hiss ? [4200, 6000] : [300 + roll() * 500, 900 + roll() * 1400, 2600];
  const voice = new Float64Array(length);
  for (const formant of formants) {
    resonance(source, formant, 60 + formant / 15).forEach((sample, n) => {
      const edge = Math.min(1, n / 700, (length - n) / 1200);
      voice[n] = (voice[n] as number) + sample * edge;
    });
  }
  return voice;
}

/** `seconds` of something that is to codecs and echo cancellers as good as speech: syllables, hisses, gaps. -20 dBFS. */
export function babble(seconds: number, seed = 1): Int16Array {
  const roll = dice(seed);
  const sound = new Float64Array(seconds * RATE);
  for (let at = 0; at < sound.length;) {
    const said = syllable(Math.floor((0.1 + roll() * 0.2) * RATE), roll);
    sound.set(said.subarray(0, sound.length - at), at);
    at += said.length + Math.floor((roll() < 0.15 ? 0.4 : 0.03) * RATE);
  }
  const energy = sound.reduce((sum, sample) => sum + sample * sample, 0) / sound.length;
  const gain = 3277 / Math.sqrt(energy);
  return Int16Array.from(sound, (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))),
  );
}

/** Loudness in dBFS from second `from` to second `to`. */
export function loudness(sound: Int16Array, from = 0, to = sound.length / RATE): number {
  const part = sound.subarray(from * RATE, to * RATE);
  const energy = part.reduce((sum, sample) => sum + sample * sample, 1e-3) / part.length;
  return 10 * Math.log10(energy / 32_768 ** 2);
}

/** How alike two sounds are when one is moved by the best lag up to `within` samples: 1 for the same. */
export function likeness(
  one: Int16Array,
  other: Int16Array,
  within: number,
): { readonly lag: number; readonly correlation: number } {
  let best = { lag: 0, correlation: -1 };
  const length = Math.min(one.length, other.length) - within;
  for (let lag = 0; lag <= within; lag++) {
    let product = 0;
    let here = 1;
    let there = 1;
    for (let n = 0; n < length; n += 7) {
      const a = one[n] as number;
      const b = other[n + lag] as number;
      product += a * b;
      here += a * a;
      there += b * b;
    }
    const correlation = product / Math.sqrt(here * there);
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}
