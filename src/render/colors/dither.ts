/** Side of the matrix. */
export const SIDE = 8;

/** Bayer's ordered matrix: each of 0..63 once, neighbours far apart (Bayer, 1973). */
function bayer(x: number, y: number): number {
  let rank = 0;
  for (let bit = 1; bit < SIDE; bit *= 2) {
    const right = (x & bit) === 0 ? 0 : 1;
    const down = (y & bit) === 0 ? 0 : 1;
    rank = rank * 4 + ((right ^ down) * 2 + down);
  }
  return rank;
}

/** The pattern, row-major; `amplitude`: from the deepest to the highest offset. */
export const offsetsOf = (amplitude: number): Int16Array =>
  Int16Array.from({ length: SIDE * SIDE }, (_, i) => {
    const rank = bayer(i % SIDE, Math.floor(i / SIDE));
    return Math.round(((rank + 0.5) / (SIDE * SIDE) - 0.5) * amplitude);
  });

/**
 * Adds a fixed pattern before colours are rounded to few, so that areas keep
 * their mean. The pattern stands still: error diffusion looks better in one
 * picture, but its grains crawl in the next and cost 2.5 to 7 times the bytes.
 *
 * Channels get the pattern shifted against each other, or their grains would
 * fall on the same pixels and show as dark and bright instead of as colour.
 */
export class Dither {
  readonly #offsets: Int16Array;

  /** `amplitude`: about the distance of the colours rounded to. */
  constructor(amplitude: number) {
    this.#offsets = offsetsOf(amplitude);
  }

  /** Adds the pattern to 0xRRGGBB pixels of which `cols` make a line, in place. */
  grain(pixels: Int32Array, cols: number): void {
    const offsets = this.#offsets;
    for (let at = 0, y = 0; at < pixels.length; y++) {
      const green = (y & 7) << 3;
      const red = ((y + 3) & 7) << 3;
      const blue = ((y + 6) & 7) << 3;
      for (let x = 0; x < cols; x++, at++) {
        const color = pixels[at]!;
        pixels[at] =
          (level((color >> 16) + offsets[red | ((x + 5) & 7)]!) << 16) |
          (level(((color >> 8) & 255) + offsets[green | (x & 7)]!) << 8) |
          level((color & 255) + offsets[blue | ((x + 2) & 7)]!);
      }
    }
  }
}

const level = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);
