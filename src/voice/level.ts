/** How loud a sound is, as a bar shows it: up at once, down slowly enough to be seen. */
import { RATE } from "./sound.js";

/** Decibels a second by which the bar falls. */
const FALL = 40;
/** Below this is nothing to be seen. */
export const FLOOR = -60;

export class Level {
  #db = -Infinity;

  /** dBFS, the peak of what came lately: 0 is as loud as can be, {@link FLOOR} and less is silence. */
  get db(): number {
    return Math.max(FLOOR, this.#db);
  }

  /** The next samples, without a gap. */
  take(samples: Int16Array): void {
    let peak = 0;
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
    const fallen = this.#db - (FALL * samples.length) / RATE;
    this.#db = Math.max(fallen, 20 * Math.log10(peak / 32_768));
  }
}

/** Notices a microphone that delivers nothing but zeros: switched off at its cable, or by the system. */
export class SilenceWatch {
  #samples = 0;

  /** Milliseconds without any sound at all; a quiet room is not that quiet. */
  get silentFor(): number {
    return (this.#samples / RATE) * 1000;
  }

  take(samples: Int16Array): void {
    this.#samples = samples.some((sample) => sample > 1 || sample < -1)
      ? 0
      : this.#samples + samples.length;
  }

  reset(): void {
    this.#samples = 0;
  }
}

/** Makes `samples` `gain` times as loud, in a copy; what is louder than loudest is cut off. */
export function amplified(samples: Int16Array, gain: number): Int16Array {
  if (gain === 1) return samples;
  return samples.map((sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample * gain))));
}
