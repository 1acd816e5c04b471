import type { Frame, Size } from "../frame/frame.js";
import { Shrinker } from "../frame/shrink.js";

/** Sizes kept in mind; more than that, and those of viewers who left are among them. */
const MOST_SIZES = 32;

/** One picture in all the sizes that somebody wants, each made once. */
export class SizedPictures {
  readonly #shrinkers = new Map<string, Shrinker>();
  readonly #made = new Map<string, Frame>();
  #of: Frame | undefined;

  /** `frame` inside `box`: the very same picture for everybody with the same box. */
  inside(frame: Frame, { width, height }: Size): Frame {
    if (frame !== this.#of) this.#made.clear();
    this.#of = frame;
    const key = `${width}x${height}`;
    const made = this.#made.get(key) ?? this.#shrinker(key).shrink(frame, { width, height });
    this.#made.set(key, made);
    return made;
  }

  #shrinker(key: string): Shrinker {
    if (this.#shrinkers.size > MOST_SIZES) this.#shrinkers.clear();
    const shrinker = this.#shrinkers.get(key) ?? new Shrinker();
    this.#shrinkers.set(key, shrinker);
    return shrinker;
  }
}
