import { Dither } from "./dither.js";
import type { Inks } from "./inks.js";

const WHITE = 0xffffff;
const BLACK = 0;
/** Rec. 601 luma in 256ths. */
const RED = 77;
const GREEN = 150;
const BLUE = 29;
/** Two levels only: the pattern covers the whole range between them. */
const GRAIN = 256;

/** No colours at all, as `NO_COLOR` wishes: the terminal's own two, whatever they are. */
export class MonoInks implements Inks {
  readonly initial = { fg: WHITE, bg: BLACK };
  readonly all = false;
  readonly #dither = new Dither(GRAIN);

  grain(pixels: Int32Array, cols: number): void {
    for (let at = 0; at < pixels.length; at++) pixels[at] = grey(pixels[at]!);
    this.#dither.grain(pixels, cols);
  }

  /** Only green counts: it carries the pattern unshifted, and grey is the same in every channel. */
  nearest(color: number): number {
    return ((color >> 8) & 255) < 128 ? BLACK : WHITE;
  }

  /** No price buys a third colour. */
  bytes(): number {
    return 1 << 16;
  }

  /** Never called: both colours are set from the beginning. */
  select(at: number): number {
    return at;
  }
}

function grey(color: number): number {
  const luma = (color >> 16) * RED + ((color >> 8) & 255) * GREEN + (color & 255) * BLUE;
  return (luma >> 8) * 0x010101;
}
