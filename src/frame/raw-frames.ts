import { BYTES_PER_PIXEL, makeFrame, type Frame, type Size } from "./frame.js";

/** Cuts a stream of raw BGR pictures of one size into frames, however its bytes arrive. */
export class RawFrames {
  readonly #size: Size;
  readonly #bytes: number;
  #pixels: Uint8Array;
  #filled = 0;
  #count = 0;

  constructor(size: Size) {
    this.#size = size;
    this.#bytes = size.width * size.height * BYTES_PER_PIXEL;
    this.#pixels = new Uint8Array(this.#bytes);
  }

  /** Bytes of a picture that has begun and is not complete. */
  get begun(): number {
    return this.#filled;
  }

  /** The frames that `chunk` completes, captured at 0, 1, 2 and so on; each owns its pixels. */
  *push(chunk: Uint8Array): Generator<Frame> {
    const { width, height } = this.#size;
    for (let at = 0; at < chunk.length;) {
      const taken = Math.min(chunk.length - at, this.#bytes - this.#filled);
      this.#pixels.set(chunk.subarray(at, at + taken), this.#filled);
      at += taken;
      this.#filled += taken;
      if (this.#filled < this.#bytes) return;
      yield makeFrame(width, height, this.#pixels, this.#count++);
      this.#pixels = new Uint8Array(this.#bytes);
      this.#filled = 0;
    }
  }
}
