/**
 * Speech made a little shorter or longer without changing its pitch: one period is left out, or said
 * twice, and the seam is cross-faded (WSOLA: Verhelst and Roelands, 1993).
 */
import { PER_MS } from "./sound.js";

/** Periods of voices: 400 Hz down to 100 Hz. */
const SHORTEST = 2.5 * PER_MS;
const LONGEST = 10 * PER_MS;
/** Two periods less alike than this make an audible seam. */
const ALIKE = 0.75;
/** Root mean square below which any seam goes unheard: -50 dBFS. */
const QUIET = 100;
/** Every second lag and every third sample find the period as well as all of them, at a sixth of the work. */
const LAG_STEP = 2;
const SAMPLE_STEP = 3;

/** Without one period, or undefined where that would be heard. `speech` is at least 20 ms and stays as it is. */
export function shorten(speech: Int16Array): Int16Array | undefined {
  const period = findPeriod(speech);
  if (period === undefined) return undefined;
  const shorter = new Int16Array(speech.length - period);
  fade(shorter, speech, speech.subarray(period), period);
  shorter.set(speech.subarray(2 * period), period);
  return shorter;
}

/** With one period said twice, or undefined where that would be heard. `speech` is at least 20 ms and stays as it is. */
export function lengthen(speech: Int16Array): Int16Array | undefined {
  const period = findPeriod(speech);
  if (period === undefined) return undefined;
  const longer = new Int16Array(speech.length + period);
  longer.set(speech.subarray(0, period));
  fade(longer.subarray(period), speech.subarray(period), speech, period);
  longer.set(speech.subarray(period), 2 * period);
  return longer;
}

/** Writes `count` samples that begin as `from` and end as `to`. */
function fade(out: Int16Array, from: Int16Array, to: Int16Array, count: number): void {
  for (let n = 0; n < count; n++) {
    const weight = n / count;
    out[n] = (from[n] as number) * (1 - weight) + (to[n] as number) * weight;
  }
}

/** The lag in samples at which the speech is most like itself; the longest where it is quiet. */
function findPeriod(speech: Int16Array): number | undefined {
  if (isQuiet(speech)) return LONGEST;
  let best = ALIKE;
  let period: number | undefined;
  for (let lag = SHORTEST; lag <= LONGEST; lag += LAG_STEP) {
    const likeness = correlation(speech, lag);
    if (likeness > best) [best, period] = [likeness, lag];
  }
  return period;
}

function isQuiet(speech: Int16Array): boolean {
  let energy = 0;
  for (const sample of speech) energy += sample * sample;
  return energy < speech.length * QUIET * QUIET;
}

/** Of the first 10 ms with what stands `lag` later: 1 for the same, 0 for nothing in common. */
function correlation(speech: Int16Array, lag: number): number {
  let product = 0;
  let here = 1;
  let there = 1;
  for (let n = 0; n < LONGEST; n += SAMPLE_STEP) {
    const a = speech[n] as number;
    const b = speech[n + lag] as number;
    product += a * b;
    here += a * a;
    there += b * b;
  }
  return product / Math.sqrt(here * there);
}
