import { fitInside } from "./fit.js";
import { BYTES_PER_PIXEL, type Frame, NO_SIZE, type Size } from "./frame.js";
import { Scaler } from "./scale.js";

/** Makes pictures small enough for a box that changes seldom; those that fit are handed back as they are. */
export class Shrinker {
  #scaler: Scaler | undefined;
  #from: Size = NO_SIZE;
  #to: Size = NO_SIZE;

  /** `frame` inside `box`, in its own aspect and in pixels of its own; a box without room changes nothing. */
  shrink(frame: Frame, box: Size): Frame {
    const to = fitInside(frame, box);
    if (to.width === 0 || same(to, frame)) return frame;
    if (!this.#scaler || !same(to, this.#to) || !same(frame, this.#from)) {
      this.#scaler = new Scaler(frame, to);
      this.#from = { width: frame.width, height: frame.height };
      this.#to = to;
    }
    const stride = to.width * BYTES_PER_PIXEL;
    const pixels = new Uint8Array(stride * to.height);
    this.#scaler.scale(frame.pixels, pixels, { offset: 0, stride });
    return { ...to, pixels, capturedAt: frame.capturedAt };
  }
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
