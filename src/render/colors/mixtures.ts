/**
 * From which two inks a colour is mixed, pixel by pixel.
 *
 * Between the two lies a line, and the colour near it; the nearer it is to one
 * end, the more pixels show that one (see grain). Of all lines the one is taken
 * that passes nearest, but rather a short one: inks that are far apart show as
 * grains. Against a grain of one strength in all three channels, what is seen
 * from afar (the mean of 3x3 pixels) is 0.5 to 2.5 dB nearer at no more bytes.
 */
import * as color from "./distance.js";
import type { Palette } from "./palette.js";

/** A name of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const { distance } = color;

/** Colours are told apart by the five highest bits of each channel. */
const BITS = 5;
const LOW = 8 - BITS;
const MASK = (1 << BITS) - 1;
/** So many of the nearest inks are tried with each other. */
const NEAREST = 8;
/** See the constructor. With 0.1 grains are coarser, with 0.3 less is left of what is seen from afar (0.5 dB). */
const SPREAD = 0.2;
/** Not looked for yet. */
const UNKNOWN = 0x7fffffff;

/** From one end of a line to the other, as three numbers of ten bits with a sign: at most 255 each way. */
const packed = (red: number, green: number, blue: number): number =>
  (red << 20) | ((green & 1023) << 10) | (blue & 1023);
export const redOf = (axis: number): number => axis >> 20;
export const greenOf = (axis: number): number => (axis << 12) >> 22;
export const blueOf = (axis: number): number => (axis << 22) >> 22;

export class Mixtures {
  readonly #palette: Palette;
  readonly #spread: number;
  readonly #axes = new Int32Array(1 << (3 * BITS)).fill(UNKNOWN);

  /**
   * `spread` is what counts of how far a grain strays from its mean, against
   * the mean's own error: with more of it colours near to an ink have no grain.
   */
  constructor(palette: Palette, spread = SPREAD) {
    this.#palette = palette;
    this.#spread = spread;
  }

  /** The line from one ink to the other for a colour: {@link redOf} and so on; looked for when it is first asked for. */
  axisOf(wanted: number): number {
    if (this.#palette.nearest(wanted) === wanted) return 0;
    const key =
      ((wanted >> 9) & (MASK << (2 * BITS))) |
      ((wanted >> 6) & (MASK << BITS)) |
      ((wanted >> 3) & MASK);
    const known = this.#axes[key]!;
    if (known !== UNKNOWN) return known;
    const axis = this.#find(middleOf(key));
    this.#axes[key] = axis;
    return axis;
  }

  #find(wanted: number): number {
    findNear(wanted, this.#palette.colors);
    let least = distances[0]!;
    let axis = 0;
    for (let n = 0; n < NEAREST; n++) {
      for (let m = n + 1; m < NEAREST; m++) {
        const wrong = wrongBetween(n, m, this.#spread);
        if (wrong >= least) continue;
        least = wrong;
        axis = lineBetween(Math.min(near[n]!, near[m]!), Math.max(near[n]!, near[m]!));
      }
    }
    return axis;
  }
}

/** The colour in the middle of those that have a key. */
function middleOf(key: number): number {
  const level = (shift: number): number => (((key >> shift) & MASK) << LOW) + (1 << (LOW - 1));
  return (level(2 * BITS) << 16) | (level(BITS) << 8) | level(0);
}

/** The nearest inks to the colour at hand and how far they are, the nearest first; if there are fewer, the rest is too far away. */
const near = new Int32Array(NEAREST + 1);
const distances = new Int32Array(NEAREST + 1);
const FAR = 1 << 26;

function findNear(wanted: number, inks: readonly number[]): void {
  distances.fill(FAR);
  for (const ink of inks) {
    const away = distance(wanted, ink);
    let at = NEAREST;
    for (; at > 0 && distances[at - 1]! > away; at--) {
      distances[at] = distances[at - 1]!;
      near[at] = near[at - 1]!;
    }
    distances[at] = away;
    near[at] = ink;
  }
}

const lineBetween = (from: number, to: number): number =>
  packed(
    (to >> 16) - (from >> 16),
    ((to >> 8) & 255) - ((from >> 8) & 255),
    (to & 255) - (from & 255),
  );

/** How wrong a mixture of two of the nearest inks is at best: its mean, and in part its grain. Infinite beyond the ends. */
function wrongBetween(one: number, other: number, spread: number): number {
  const toOne = distances[one]!;
  const apart = distance(near[one]!, near[other]!);
  // the foot of the perpendicular, by the three sides of the triangle
  const part = (toOne + apart - distances[other]!) / (2 * apart);
  if (!(part > 0 && part < 1)) return Infinity;
  return toOne - part * part * apart + spread * part * (1 - part) * apart;
}
