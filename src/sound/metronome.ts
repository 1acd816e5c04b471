/**
 * Beats real time for sound that has no device to do it: says how many
 * samples are due. It counts from its beginning, so that no beat that came
 * late makes the sound slower; one that came very late (a closed lid) begins anew.
 */
import type { Timing } from "../ports.js";
import { SAMPLES_PER_MS } from "./sample.js";

/** How often, in milliseconds. */
const BEAT = 10;
/** Later than this nobody wants to catch up. */
const OVERSLEPT = 500;

export class Metronome implements Disposable {
  readonly #timing: Timing;
  readonly #due: (samples: number) => void;
  #begun: number;
  /** Samples counted out since {@link #begun}. */
  #counted = 0;
  #timer: Disposable;

  /** Calls `due` with how many samples are due since the last time, until disposed. */
  constructor(timing: Timing, due: (samples: number) => void) {
    this.#timing = timing;
    this.#due = due;
    this.#begun = timing.now();
    this.#timer = timing.after(BEAT, () => this.#beat());
  }

  [Symbol.dispose](): void {
    this.#timer[Symbol.dispose]();
  }

  #beat(): void {
    const now = this.#timing.now();
    const late = now - this.#begun - this.#counted / SAMPLES_PER_MS;
    if (late > OVERSLEPT) {
      this.#begun = now - BEAT;
      this.#counted = 0;
    }
    const samples = Math.floor((now - this.#begun) * SAMPLES_PER_MS) - this.#counted;
    this.#counted += samples;
    const next = this.#begun + this.#counted / SAMPLES_PER_MS + BEAT;
    this.#timer = this.#timing.after(Math.max(0, next - now), () => this.#beat());
    if (samples > 0) this.#due(samples);
  }
}
