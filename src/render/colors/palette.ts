import { distance } from "./distance.js";

/** Levels of the 6x6x6 cube that xterm made the standard for colours 16 to 231. */
const CUBE = [0, 95, 135, 175, 215, 255];

/**
 * xterm's own first sixteen. A user may have others: every terminal lets them
 * be changed and none tells in time, so 256-colour pictures never use them.
 */
const FIRST_SIXTEEN = [
  0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
  0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
];

/** xterm's 256 colours as 0xRRGGBB, by their numbers. */
export const XTERM: readonly number[] = [
  ...FIRST_SIXTEEN,
  ...CUBE.flatMap((red) =>
    CUBE.flatMap((green) => CUBE.map((blue) => (red << 16) | (green << 8) | blue)),
  ),
  ...Array.from({ length: 24 }, (_, i) => (8 + 10 * i) * 0x010101),
];

/** Levels are looked up by their five highest bits: 32 kB, which stays in the processor's first cache. */
const BITS = 5;
const STEP = 255 / ((1 << BITS) - 1);

/** Some of xterm's colours, and which of them is nearest to any other. */
export class Palette {
  readonly #nearest: Int32Array;
  readonly #numbers: ReadonlyMap<number, number>;

  /** The colours numbered `from` up to but not including `to`. */
  constructor(from: number, to: number) {
    const colors = XTERM.slice(from, to);
    this.#numbers = new Map(colors.map((color, i) => [color, from + i]));
    this.#nearest = new Int32Array(1 << (3 * BITS));
    for (let key = 0; key < this.#nearest.length; key++) {
      const color = colorOf(key);
      this.#nearest[key] = colors.reduce((best, other) =>
        distance(color, other) < distance(color, best) ? other : best,
      );
    }
  }

  nearest(color: number): number {
    return this.#nearest[keyOf(color)]!;
  }

  /** The number a terminal knows a colour of this palette by. */
  numberOf(color: number): number {
    return this.#numbers.get(color) ?? 0;
  }
}

const keyOf = (color: number): number =>
  ((color >> 9) & 0x7c00) | ((color >> 6) & 0x3e0) | ((color >> 3) & 0x1f);

const level = (bits: number): number => Math.round((bits & 31) * STEP);

function colorOf(key: number): number {
  return (level(key >> 10) << 16) | (level(key >> 5) << 8) | level(key);
}
