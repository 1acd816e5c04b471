/**
 * Says again what it was told, as soon as that is over: somebody to try one's sound with.
 *
 *     waiting --- something loud ---> listening --- quiet for a while ---> speaking
 *        ^                                                                     |
 *        +------------------ said it all, and a moment more -------------------+
 *
 * While it speaks it does not listen, so that it never repeats its own words, however loud the other side's
 * speaker is.
 */
import { SAMPLES_PER_MS } from "./sample.js";

/** Louder than this is worth repeating: -40 dBFS. */
const LOUD = 328;
/** Milliseconds of quiet that end what was said, and that are kept of those before it began. */
const QUIET = 800;
const BEFORE = 200;
/** Nobody is interrupted sooner; and what stays silent longer after it spoke is no echo of its own. */
const LONGEST = 10_000;
const MOMENT = 700;

type Mood =
  | { readonly at: "waiting" }
  | { readonly at: "listening"; readonly quietFor: number }
  | { readonly at: "speaking" };

export class Parrot {
  #mood: Mood = { at: "waiting" };
  /** Told and not yet said; while waiting, what may turn out to be the beginning. */
  #told: Int16Array[] = [];
  /** Samples in it. */
  #length = 0;

  /** The next samples of what it is told, which it may keep. */
  hear(samples: Int16Array): void {
    if (this.#mood.at === "speaking" || samples.length === 0) return;
    this.#told.push(samples);
    this.#length += samples.length;
    const isLoud = samples.some((sample) => Math.abs(sample) > LOUD);
    if (this.#mood.at === "listening" || isLoud) this.#listen(samples.length, isLoud);
    else this.#forget();
  }

  /** The next `count` samples of what it says; silence where it has nothing to say. */
  say(count: number): Int16Array {
    const said = new Int16Array(count);
    if (this.#mood.at !== "speaking") return said;
    let filled = 0;
    while (filled < count && this.#told.length > 0) {
      const first = this.#told[0] as Int16Array;
      const part = first.subarray(0, count - filled);
      said.set(part, filled);
      filled += part.length;
      if (part.length < first.length) this.#told[0] = first.subarray(part.length);
      else this.#told.shift();
    }
    if (this.#told.length === 0) this.#mood = { at: "waiting" };
    return said;
  }

  #listen(count: number, isLoud: boolean): void {
    const before = this.#mood.at === "listening" ? this.#mood.quietFor : 0;
    const quietFor = isLoud ? 0 : before + count / SAMPLES_PER_MS;
    this.#mood = { at: "listening", quietFor };
    if (quietFor < QUIET && this.#length < LONGEST * SAMPLES_PER_MS) return;
    // Said at the end, and in silence: its own echo must have come back before it listens again.
    this.#told.push(new Int16Array(MOMENT * SAMPLES_PER_MS));
    this.#length = 0;
    this.#mood = { at: "speaking" };
  }

  /** All but the last moments of what it hears while nobody speaks. */
  #forget(): void {
    while (this.#length - (this.#told[0] as Int16Array).length >= BEFORE * SAMPLES_PER_MS)
      this.#length -= (this.#told.shift() as Int16Array).length;
  }
}
