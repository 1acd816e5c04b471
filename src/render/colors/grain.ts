import * as pattern from "./dither.js";
import * as lines from "./mixtures.js";

/** Names of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const { redOf, greenOf, blueOf } = lines;

const SIDE = pattern.SIDE;
/** From half a line back to half a line ahead, in 256ths. */
const OFFSETS = pattern.offsetsOf(256);

/**
 * Adds a fixed pattern to 0xRRGGBB pixels of which `cols` make a line, in
 * place, before they are rounded to the nearest ink: areas then keep their
 * mean, and an ink's own colour stays as it is. The pattern stands still: error
 * diffusion looks better in one picture, but its grains crawl in the next and
 * cost 2.5 to 7 times the bytes.
 */
export function grain(pixels: Int32Array, cols: number, mixtures: lines.Mixtures): void {
  for (let at = 0, y = 0; at < pixels.length; y++) {
    const line = (y & (SIDE - 1)) * SIDE;
    for (let x = 0; x < cols; x++, at++) {
      const color = pixels[at]!;
      const axis = mixtures.axisOf(color);
      const offset = OFFSETS[line | (x & (SIDE - 1))]!;
      pixels[at] =
        (level((color >> 16) + ((redOf(axis) * offset) >> 8)) << 16) |
        (level(((color >> 8) & 255) + ((greenOf(axis) * offset) >> 8)) << 8) |
        level((color & 255) + ((blueOf(axis) * offset) >> 8));
    }
  }
}

const level = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
