/** Cuts what a microphone delivers into frames of 20 ms that know when they were heard. */
import { FRAME, FRAME_MS, PER_MS } from "./sound.js";

export interface CapturedFrame {
  /** {@link FRAME} of them. */
  readonly samples: Int16Array;
  /** Frames since the beginning, those that the device swallowed included. */
  readonly sequence: number;
  /** When the first sample was heard, in milliseconds. */
  readonly at: number;
}

/** A device that was away for longer than this left frames out; less is a stamp that wavers. */
const GAP_MS = 100;

export class Framer {
  #frame = new Int16Array(FRAME);
  #filled = 0;
  #sequence = 0;
  /** When the next sample is due, by those before it. */
  #due: number | undefined;

  /** The frames that `samples` complete, of which the first was heard `at`. */
  take(samples: Int16Array, at: number): readonly CapturedFrame[] {
    if (this.#due !== undefined && at - this.#due > GAP_MS) this.#skip(at - this.#due);
    const frames: CapturedFrame[] = [];
    let rest = samples;
    while (rest.length > 0) {
      const part = rest.subarray(0, FRAME - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      rest = rest.subarray(part.length);
      if (this.#filled === FRAME) {
        const end = at + (samples.length - rest.length) / PER_MS;
        frames.push({ samples: this.#frame, sequence: this.#sequence++, at: end - FRAME_MS });
        this.#frame = new Int16Array(FRAME);
        this.#filled = 0;
      }
    }
    this.#due = at + samples.length / PER_MS;
    return frames;
  }

  #skip(gap: number): void {
    this.#sequence += Math.round(gap / FRAME_MS);
    this.#filled = 0;
  }
}
