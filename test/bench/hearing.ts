/** What became of speech on its way: how late each part of it came, and how well it can be understood. */
import { RATE } from "../../src/voice/sound.js";

/** Delays are looked for at a sixth of the rate, in steps of an eighth of a millisecond. */
const STEP = 6;
/** Milliseconds of speech that are looked for at a time, and how often. */
const WINDOW = 500;
const HOP = 250;
/** Less alike than this, nothing was recognised. */
const LIKE = 0.5;

export interface Heard {
  /** Milliseconds by which each window of speech came late. */
  readonly delays: readonly number[];
  /** How alike said and heard are, window by window: the median, 1 for the same. */
  readonly likeness: number;
  /** What was heard, every window of it moved by its own delay to where it was said. */
  readonly aligned: Int16Array;
  /** Windows with speech in which nothing of it was recognised. */
  readonly lost: number;
}

/** Every `STEP`th sample, each the mean of its neighbourhood. */
function coarse(sound: Int16Array): Float32Array {
  return Float32Array.from({ length: Math.floor(sound.length / STEP) }, (_, n) => {
    let sum = 0;
    for (let k = 0; k < STEP; k++) sum += sound[n * STEP + k] as number;
    return sum / STEP;
  });
}

/** Compares what was said with what was heard, both from the same moment on; delays up to `most` milliseconds. */
export function compare(said: Int16Array, heard: Int16Array, most: number): Heard {
  const [a, b] = [coarse(said), coarse(heard)];
  const perMs = RATE / 1000 / STEP;
  const length = WINDOW * perMs;
  const lags = most * perMs;
  const found: { readonly at: number; readonly lag: number; readonly correlation: number }[] = [];
  for (let at = 0; at + length < a.length && at + length + lags < b.length; at += HOP * perMs) {
    const window = a.subarray(at, at + length);
    if (loudness(window) < 300) continue;
    found.push({ at, ...bestLag(window, b.subarray(at, at + length + lags), lags) });
  }
  const aligned = new Int16Array(said.length);
  for (const { at, lag } of found) {
    const from = (at + lag) * STEP;
    aligned.set(
      heard.subarray(from, from + length * STEP).subarray(0, said.length - at * STEP),
      at * STEP,
    );
  }
  const known = found.filter(({ correlation }) => correlation >= LIKE);
  return {
    delays: known.map(({ lag }) => lag / perMs).toSorted((x, y) => x - y),
    likeness: quantile(
      found.map(({ correlation }) => correlation).toSorted((x, y) => x - y),
      0.5,
    ),
    aligned,
    lost: found.length - known.length,
  };
}

const loudness = (part: Float32Array): number =>
  Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);

function bestLag(window: Float32Array, heard: Float32Array, lags: number) {
  let best = { lag: 0, correlation: -1 };
  const own = loudness(window);
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    let energy = 1;
    for (let n = 0; n < window.length; n++) {
      const sample = heard[n + lag] as number;
      product += sample * (window[n] as number);
      energy += sample * sample;
    }
    const correlation = product / (own * Math.sqrt(energy * window.length));
    if (correlation > best.correlation) best = { lag, correlation };
  }
  return best;
}

export const quantile = (sorted: readonly number[], q: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
