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

/** Levels are looked up by their six highest bits, the fewest that tell all of xterm's colours apart. */
const BITS = 6;
const LOW = 8 - BITS;
const MASK = (1 << BITS) - 1;

/** A few colours, and which of them is nearest to any other. */
export class Palette {
  readonly colors: readonly number[];
  /** One more than the place of the nearest of {@link colors}; 0 where it was never asked for. */
  readonly #nearest = new Uint8Array(1 << (3 * BITS));
  readonly #numbers: ReadonlyMap<number, number>;

  /** At most 255 colours, numbered from `first` on. */
  constructor(colors: readonly number[], first = 0) {
    this.colors = colors;
    this.#numbers = new Map(colors.map((color, i) => [color, first + i]));
    for (const [i, color] of colors.entries()) this.#nearest[keyOf(color)] = i + 1;
  }

  /** Which of these colours comes nearest; each of them is its own. */
  nearest(color: number): number {
    const key = keyOf(color);
    const known = this.#nearest[key]!;
    return this.colors[known === 0 ? this.#find(key) : known - 1]!;
  }

  /** The number a terminal knows a colour of this palette by. */
  numberOf(color: number): number {
    return this.#numbers.get(color) ?? 0;
  }

  #find(key: number): number {
    const color = middleOf(key);
    const { colors } = this;
    let best = 0;
    for (let i = 1; i < colors.length; i++) {
      if (distance(color, colors[i]!) < distance(color, colors[best]!)) best = i;
    }
    this.#nearest[key] = best + 1;
    return best;
  }
}

const keyOf = (color: number): number =>
  ((color >> 6) & (MASK << (2 * BITS))) | ((color >> 4) & (MASK << BITS)) | ((color >> 2) & MASK);

/** The colour in the middle of those that have a key. */
function middleOf(key: number): number {
  const level = (shift: number): number => (((key >> shift) & MASK) << LOW) + (1 << (LOW - 1));
  return (level(2 * BITS) << 16) | (level(BITS) << 8) | level(0);
}
