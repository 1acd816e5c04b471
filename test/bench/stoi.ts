/**
 * How well speech can be understood, from 0 to 1: the short-time objective intelligibility measure
 * (Taal, Hendriks, Heusdens, Jensen: IEEE Transactions on Audio, Speech and Language Processing 19, 2011).
 */
import { RATE } from "../../src/voice/sound.js";

const STOI_RATE = 10_000;
const FRAME = 256;
const HOP = 128;
const BANDS = 15;
const LOWEST = 150;
/** Frames that are looked at together: 384 ms. */
const SEGMENT = 30;
/** Quieter frames than this below the loudest are no speech, in dB. */
const RANGE = 40;
/** Clipping: what is beyond -15 dB of signal to distortion counts as that. */
const CLIP = 1 + 10 ** (15 / 20);

/** Compares `said` with what was `heard` of it, both beginning at once. */
export function intelligibility(said: Int16Array, heard: Int16Array): number {
  const [clean, other] = [resampled(said), resampled(heard)];
  const frames = speechFrames(clean, other.length);
  const [x, y] = [clean, other].map((sound) => frames.map((at) => bands(sound, at)));
  let sum = 0;
  let count = 0;
  for (let end = SEGMENT; end <= frames.length; end++)
    for (let band = 0; band < BANDS; band++) {
      const part = (all: readonly Float64Array[] | undefined) =>
        Array.from({ length: SEGMENT }, (_, n) => all?.[end - SEGMENT + n]?.[band] ?? 0);
      sum += segmentLikeness(part(x), part(y));
      count++;
    }
  return sum / count;
}

/** At 10 kHz: each sample the mean of those it stands for. */
function resampled(sound: Int16Array): Float64Array {
  const ratio = RATE / STOI_RATE;
  return Float64Array.from({ length: Math.floor(sound.length / ratio) }, (_, n) => {
    const [from, to] = [Math.floor(n * ratio), Math.floor((n + 1) * ratio)];
    let total = 0;
    for (let at = from; at < to; at++) total += sound[at] as number;
    return total / (to - from);
  });
}

function speechFrames(sound: Float64Array, most: number): readonly number[] {
  const frames: { readonly at: number; readonly db: number }[] = [];
  for (let at = 0; at + FRAME <= Math.min(sound.length, most); at += HOP) {
    let energy = 1e-9;
    for (let n = 0; n < FRAME; n++) energy += (sound[at + n] as number) ** 2;
    frames.push({ at, db: 10 * Math.log10(energy) });
  }
  const loudest = Math.max(...frames.map(({ db }) => db));
  return frames.filter(({ db }) => db > loudest - RANGE).map(({ at }) => at);
}

const WINDOW = Float64Array.from(
  { length: FRAME },
  (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 1)) / (FRAME + 1)),
);
const BINS = FRAME;
const WIDTH = 2 * BINS;
const COS = Float64Array.from({ length: WIDTH }, (_, n) => Math.cos((2 * Math.PI * n) / WIDTH));
const SIN = Float64Array.from({ length: WIDTH }, (_, n) => Math.sin((2 * Math.PI * n) / WIDTH));

/** Amplitudes of fifteen third-octave bands from 150 Hz up. */
function bands(sound: Float64Array, at: number): Float64Array {
  const energy = new Float64Array(BANDS);
  for (let band = 0; band < BANDS; band++) {
    const centre = LOWEST * 2 ** (band / 3);
    const [low, high] = [centre * 2 ** (-1 / 6), centre * 2 ** (1 / 6)].map((frequency) =>
      Math.round((frequency * WIDTH) / STOI_RATE),
    ) as [number, number];
    for (let bin = low; bin < high; bin++)
      energy[band] = (energy[band] as number) + power(sound, at, bin);
  }
  return energy.map(Math.sqrt);
}

function power(sound: Float64Array, at: number, bin: number): number {
  let re = 0;
  let im = 0;
  for (let n = 0; n < FRAME; n++) {
    const sample = (sound[at + n] as number) * (WINDOW[n] as number);
    re += sample * (COS[(n * bin) % WIDTH] as number);
    im += sample * (SIN[(n * bin) % WIDTH] as number);
  }
  return re * re + im * im;
}

const norm = (values: readonly number[]): number => Math.hypot(...values);

function centred(values: readonly number[]): readonly number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

function segmentLikeness(x: readonly number[], y: readonly number[]): number {
  const gain = norm(x) / (norm(y) + 1e-12);
  const clipped = y.map((value, n) => Math.min(value * gain, (x[n] as number) * CLIP));
  const [a, b] = [centred(x), centred(clipped)];
  const product = a.reduce((sum, value, n) => sum + value * (b[n] as number), 0);
  return product / (norm(a) * norm(b) + 1e-12);
}
