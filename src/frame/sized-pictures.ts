import type { Frame, Size } from "./frame.js";
import { Shrinker } from "./shrink.js";

/** Sizes kept in mind; more than that, and those of viewers who left are among them. */
const MOST_SIZES = 64;

/** Pictures in all the sizes that somebody wants, each made once. */
export class SizedPictures {
  readonly #shrinkers = new Map<string, Shrinker>();
  readonly #made = new WeakMap<Frame, Map<string, Frame>>();

  /** `frame` inside `box`: the very same picture for everybody with the same box. */
  inside(frame: Frame, { width, height }: Size): Frame {
    const sizes = this.#made.get(frame) ?? new Map<string, Frame>();
    this.#made.set(frame, sizes);
    const box = `${width}x${height}`;
    const way = `${frame.width}x${frame.height} ${box}`;
    const made = sizes.get(box) ?? this.#shrinker(way).shrink(frame, { width, height });
    sizes.set(box, made);
    return made;
  }

  #shrinker(way: string): Shrinker {
    if (this.#shrinkers.size > MOST_SIZES) this.#shrinkers.clear();
    const shrinker = this.#shrinkers.get(way) ?? new Shrinker();
    this.#shrinkers.set(way, shrinker);
    return shrinker;
  }
}
