import { PER_MS, RATE } from "./sound.js";

/** How much faster than ours a device's clock may run: no real one is off by a tenth of it. */
const SPARE = 1.02;
/** Samples that may come at once, after a device or a thread stood still. */
const BURST = RATE;
/** Samples too many that nobody is told of. */
const HICCUP = RATE;
/** A device that gave no more than its due for so long, in milliseconds, is well again. */
const WELL = 3000;

/**
 * Holds what a microphone delivers to real time, as a token bucket of samples: a device that is broken, or a
 * program that is no microphone, gives all it has, and a peer would take that for a flood.
 */
export class Pacer {
  #left = BURST;
  #at = -Infinity;
  /** Samples left out since it was well. */
  #excess = 0;
  #excessAt = -Infinity;

  /** The part of `samples` that there was time for; a view. `now`: monotonic milliseconds. */
  take(samples: Int16Array, now: number): Int16Array {
    this.#left = Math.min(BURST, this.#left + Math.max(0, now - this.#at) * PER_MS * SPARE);
    this.#at = Math.max(now, this.#at);
    const kept = samples.subarray(0, Math.floor(this.#left));
    this.#left -= kept.length;
    if (kept.length < samples.length) this.#leaveOut(samples.length - kept.length, now);
    return kept;
  }

  /** Whether much too much came lately. */
  floods(now: number): boolean {
    return this.#excess > HICCUP && now - this.#excessAt < WELL;
  }

  #leaveOut(count: number, now: number): void {
    if (now - this.#excessAt >= WELL) this.#excess = 0;
    this.#excess += count;
    this.#excessAt = now;
  }
}
