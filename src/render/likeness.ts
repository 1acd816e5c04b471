import type { Frame, Size } from "../frame/frame.js";
import { fillStretch } from "../frame/fit.js";
import { Letterbox } from "../frame/letterbox.js";
import type { Rect } from "./rect.js";

/** Pixels of a cell in most fonts: on them all shapes are judged alike, the finer by what they show more. */
const WIDTH = 8;
const HEIGHT = 16;

/** Pixels on which a picture in so many cells is judged. */
export const judgedSize = ({ cols, rows }: Pick<Rect, "cols" | "rows">): Size => ({
  width: cols * WIDTH,
  height: rows * HEIGHT,
});

/** How far what a terminal shows is from the pictures it should show, on one grid for all shapes. */
export class Likeness {
  readonly #size: Size;
  readonly #letterbox: Letterbox;

  /** `first`: whose aspect the cells have. */
  constructor(cells: Pick<Rect, "cols" | "rows">, first: Size) {
    this.#size = judgedSize(cells);
    this.#letterbox = new Letterbox(this.#size, fillStretch(this.#size, first));
  }

  /** The mean squared error of a channel. `shown` has `size` pixels, 0xRRGGBB each, row-major. */
  error(picture: Frame, shown: Int32Array, size: Size): number {
    const { pixels } = this.#letterbox.fit(picture);
    const { width, height } = this.#size;
    let squares = 0;
    for (let y = 0, at = 0; y < height; y++) {
      const line = Math.floor((y * size.height) / height) * size.width;
      for (let x = 0; x < width; x++, at += 3) {
        const color = shown[line + Math.floor((x * size.width) / width)]!;
        const blue = (color & 255) - pixels[at]!;
        const green = ((color >> 8) & 255) - pixels[at + 1]!;
        const red = ((color >> 16) & 255) - pixels[at + 2]!;
        squares += blue * blue + green * green + red * red;
      }
    }
    return squares / pixels.length;
  }
}
