import { BYTES_PER_PIXEL, type Frame, type Size } from "./frame.js";
import { fitWhole } from "./fit.js";
import { Scaler, type ScalerOptions, type Window } from "./scale.js";

/** Fits pictures of any size into a box of one size: whole, in their own aspect, centred between black bars. */
export class Letterbox {
  readonly #box: Size;
  readonly #stretch: number;
  readonly #scaling: ScalerOptions;
  readonly #pixels: Uint8Array;
  #scaled: Size = { width: 0, height: 0 };
  #scaler: Scaler | undefined;
  #window: Window;

  /** `stretch`: how much taller than wide one pixel of the box is; 1 is square. */
  constructor(box: Size, stretch = 1, scaling: ScalerOptions = {}) {
    this.#box = box;
    this.#scaling = scaling;
    this.#stretch = stretch;
    this.#pixels = new Uint8Array(box.width * box.height * BYTES_PER_PIXEL);
    this.#window = { offset: 0, stride: box.width * BYTES_PER_PIXEL };
  }

  /**
   * `frame` as a picture of the box's size.
   *
   * The pixels belong to the letterbox and are valid until the next `fit`;
   * a frame that fits already is handed back as it is.
   */
  fit(frame: Frame): Frame {
    const { width, height } = this.#box;
    const fitted = fitWhole(frame, this.#box, this.#stretch);
    if (fitted.width === frame.width && fitted.height === frame.height) {
      if (width === frame.width && height === frame.height) return frame;
    }
    if (frame.width !== this.#scaled.width || frame.height !== this.#scaled.height) {
      this.#prepare(frame, fitted);
    }
    if (fitted.width === frame.width && fitted.height === frame.height) this.#copy(frame);
    else this.#scaler?.scale(frame.pixels, this.#pixels, this.#window);
    return { width, height, pixels: this.#pixels, capturedAt: frame.capturedAt };
  }

  /** A picture of the right size needs only its bars: the usual case, and ten times quicker than scaling. */
  #copy({ width, height, pixels }: Frame): void {
    const { offset, stride } = this.#window;
    const line = width * BYTES_PER_PIXEL;
    for (let y = 0; y < height; y++) {
      this.#pixels.set(pixels.subarray(y * line, (y + 1) * line), offset + y * stride);
    }
  }

  #prepare({ width, height }: Size, fitted: Size): void {
    const left = (this.#box.width - fitted.width) >> 1;
    const top = (this.#box.height - fitted.height) >> 1;
    const { stride } = this.#window;
    this.#window = { offset: top * stride + left * BYTES_PER_PIXEL, stride };
    this.#pixels.fill(0);
    this.#scaled = { width, height };
    this.#scaler =
      fitted.width > 0 ? new Scaler({ width, height }, fitted, this.#scaling) : undefined;
  }
}
