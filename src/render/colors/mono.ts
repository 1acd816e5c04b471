import { grain } from "./grain.js";
import type { Inks } from "./inks.js";
import { Mixtures } from "./mixtures.js";
import { Palette } from "./palette.js";

const WHITE = 0xffffff;
const BLACK = 0;
/** Rec. 601 luma in 256ths. */
const RED = 77;
const GREEN = 150;
const BLUE = 29;

const MIXTURES = new Mixtures(new Palette([BLACK, WHITE]), 0.1);

/**
 * What a grain of two shades swallows is given back beforehand: each pixel is
 * moved away from the mean of its neighbours by so many times what it differs,
 * which draws eyes and mouths, and from the middle grey.
 */
const SHARPNESS = 2;
const CONTRAST = 1.25;
const MIDDLE = 128;

/** No colours at all, as `NO_COLOR` wishes: the terminal's own two, whatever they are. */
export class MonoInks implements Inks {
  readonly initial = { fg: WHITE, bg: BLACK };
  readonly all = false;
  readonly #grained: boolean;
  #luma = new Uint8Array(0);

  /** Without a grain for pixels that have shades of their own. */
  constructor(grained = true) {
    this.#grained = grained;
  }

  grain(pixels: Int32Array, cols: number): void {
    if (this.#luma.length !== pixels.length) this.#luma = new Uint8Array(pixels.length);
    const luma = this.#luma;
    for (let at = 0; at < pixels.length; at++) luma[at] = lumaOf(pixels[at]!);
    if (this.#grained) {
      sharpen(luma, cols, pixels);
      grain(pixels, cols, MIXTURES);
    } else {
      for (let at = 0; at < pixels.length; at++) pixels[at] = grey(luma[at]!);
    }
  }

  /** Only green counts: grey is the same in every channel. */
  nearest(color: number): number {
    return ((color >> 8) & 255) < 128 ? BLACK : WHITE;
  }

  /** Whatever it is: no colour is nearer than the two that are set from the beginning. */
  bytes(): number {
    return 16;
  }

  /** Never called. */
  select(at: number): number {
    return at;
  }
}

/** Writes sharpened greys of lines of `cols`; beyond an edge everything is as on it. */
function sharpen(luma: Uint8Array, cols: number, greys: Int32Array): void {
  const last = luma.length - cols;
  for (let at = 0, x = 0; at < luma.length; at++, x = x + 1 === cols ? 0 : x + 1) {
    const own = luma[at]!;
    const beside = luma[x === 0 ? at : at - 1]! + luma[x + 1 === cols ? at : at + 1]!;
    const above = luma[at < cols ? at : at - cols]!;
    const below = luma[at < last ? at + cols : at]!;
    const sharp = own + SHARPNESS * (own - (beside + above + below) / 4);
    const level = MIDDLE + (sharp - MIDDLE) * CONTRAST;
    greys[at] = grey(level < 0 ? 0 : level > 255 ? 255 : Math.round(level));
  }
}

const lumaOf = (color: number): number =>
  ((color >> 16) * RED + ((color >> 8) & 255) * GREEN + (color & 255) * BLUE) >> 8;

const grey = (luma: number): number => luma * 0x010101;
