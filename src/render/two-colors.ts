/**
 * Divides the pixels of a cell into two groups and finds a colour for each.
 *
 * The pixels are parted at their mean brightness; the line between the means of
 * both parts is the one along which they differ most, about; in their order along
 * that they are then parted where it leaves the least error. That is as good as
 * trying every division, to 0.01 dB.
 *
 * Pixels are looked at once: how wrong any one colour is for a group of them
 * follows from their sums and squares, |p - c|^2 = |p|^2 - 2pc + |c|^2, in
 * quarters because that is how the channels are weighed (see `distance`).
 *
 * The result stands in this module's arrays until the next call: an object
 * for each cell of each picture would be a million of them a second.
 */

/** Most pixels of a cell. */
export const MOST_PIXELS = 8;

/** Of a group of pixels: red and blue apart in one number, green, the squares of all levels, and how many. */
const RED_BLUE = 0;
const GREEN = 1;
const SQUARES = 2;
const COUNT = 3;
/** Numbers a group takes. */
const GROUP = 4;

/** The pixels of group 0, of group 1, and all of them. */
const sums = new Int32Array(3 * GROUP);
const ALL = 2 * GROUP;
/** The squares of each pixel's levels. */
const squares = new Int32Array(MOST_PIXELS);
/** How wrong the last {@link split} is. */
const outcome = new Int32Array(1);

/** How many quarters of its square each channel counts. */
const RED_QUARTERS = 4;
const GREEN_QUARTERS = 5;
const BLUE_QUARTERS = 3;
const QUARTERS = 2;

/** In quarters. */
const square = (red: number, green: number, blue: number): number =>
  Math.imul(red * RED_QUARTERS, red) +
  Math.imul(green * GREEN_QUARTERS, green) +
  Math.imul(blue * BLUE_QUARTERS, blue);

/** Adds up all pixels of a cell; to be called before the rest. */
export function addUp(pixels: Int32Array, count: number): void {
  let redBlue = 0;
  let green = 0;
  let all = 0;
  for (let i = 0; i < count; i++) {
    const one = pixels[i]!;
    const own = square(one >> 16, (one >> 8) & 255, one & 255);
    squares[i] = own;
    all += own;
    redBlue += one & 0xff00ff;
    green += (one >> 8) & 255;
  }
  sums[ALL + RED_BLUE] = redBlue;
  sums[ALL + GREEN] = green;
  sums[ALL + SQUARES] = all;
  sums[ALL + COUNT] = count;
}

/** How far each pixel is from the mean, channel by channel, times how many there are. */
const reds = new Int32Array(MOST_PIXELS);
const greens = new Int32Array(MOST_PIXELS);
const blues = new Int32Array(MOST_PIXELS);

/** How far along the line each pixel is, in the lowest bits which of them it is. */
const places = new Int32Array(MOST_PIXELS);
const WHICH = MOST_PIXELS - 1;

/** Comparisons that put four, six or eight numbers in order, whatever they are: no processor guesses how pixels lie. */
const NETWORKS: ReadonlyMap<number, readonly (readonly [number, number])[]> = new Map([
  [4, pairs("01 23 02 13 12")],
  [6, pairs("05 13 24 12 34 03 25 01 23 45 12 34")],
  [8, pairs("02 13 46 57 04 15 26 37 01 23 45 67 24 35 14 36 12 34 56")],
]);

function pairs(text: string): readonly (readonly [number, number])[] {
  return text.split(" ").map((pair) => [Number(pair[0]), Number(pair[1])] as const);
}
const lowers = networks(0);
const uppers = networks(1);

/** By how many there are; none for other numbers. */
function networks(side: 0 | 1): readonly Uint8Array[] {
  return Array.from({ length: MOST_PIXELS + 1 }, (_, count) =>
    Uint8Array.from(NETWORKS.get(count) ?? [], (pair) => pair[side]),
  );
}

/** Divides the pixels added up: the brighter ones are group 1, unless all are alike. */
export function divide(pixels: Int32Array, count: number): void {
  line(pixels, count);
  order(count);
  part(pixels, count, bestPart(count));
}

/** Finds the line along which the pixels differ most, and the {@link places} on it. */
function line(pixels: Int32Array, count: number): void {
  const redBlue = sums[ALL + RED_BLUE]!;
  const green = sums[ALL + GREEN]!;
  let alongRed = 0;
  let alongGreen = 0;
  let alongBlue = 0;
  for (let i = 0; i < count; i++) {
    const one = pixels[i]!;
    const r = Math.imul(one >> 16, count) - (redBlue >>> 16);
    const g = Math.imul((one >> 8) & 255, count) - green;
    const b = Math.imul(one & 255, count) - (redBlue & 0xffff);
    // all ones for the brighter ones
    const bright = -(2 * r + 5 * g + b) >> 31;
    alongRed += r & bright;
    alongGreen += g & bright;
    alongBlue += b & bright;
    reds[i] = r;
    greens[i] = g;
    blues[i] = b;
  }
  for (let i = 0; i < count; i++) {
    const along =
      Math.imul(reds[i]!, alongRed * RED_QUARTERS) +
      Math.imul(greens[i]!, alongGreen * GREEN_QUARTERS) +
      Math.imul(blues[i]!, alongBlue * BLUE_QUARTERS);
    places[i] = (along & ~WHICH) | i;
  }
}

/** Puts the places in order, the least first. */
function order(count: number): void {
  const lower = lowers[count]!;
  const upper = uppers[count]!;
  for (let n = 0; n < lower.length; n++) {
    const a = places[lower[n]!]!;
    const b = places[upper[n]!]!;
    const swaps = (a ^ b) & ((b - a) >> 31);
    places[lower[n]!] = a ^ swaps;
    places[upper[n]!] = b ^ swaps;
  }
}

/** One by the product of how many pixels are in each group, by how many there are and are in group 1. */
const INVERSES = Array.from({ length: MOST_PIXELS + 1 }, (_, count) =>
  Float64Array.from({ length: count }, (_one, ones) => 1 / (ones * (count - ones))),
);

/** The mask of the last pixels in order, as many of them as leave the least error: their mean is farthest from that of all. */
function bestPart(count: number): number {
  const inverse = INVERSES[count]!;
  let red = 0;
  let green = 0;
  let blue = 0;
  let mask = 0;
  let best = 0;
  let farthest = 0;
  for (let ones = 1; ones < count; ones++) {
    const which = places[count - ones]! & WHICH;
    mask |= 1 << which;
    red += reds[which]!;
    green += greens[which]!;
    blue += blues[which]!;
    const far = square(red, green, blue) * inverse[ones]!;
    if (far > farthest) {
      farthest = far;
      best = mask;
    }
  }
  return best;
}

/** Adds up both groups, given which pixels are in group 1. */
function part(pixels: Int32Array, count: number, mask: number): void {
  let redBlue = 0;
  let green = 0;
  let own = 0;
  let ones = 0;
  for (let i = 0; i < count; i++) {
    const one = pixels[i]!;
    const bit = (mask >> i) & 1;
    redBlue += one & 0xff00ff & -bit;
    green += (one >> 8) & 255 & -bit;
    own += squares[i]! & -bit;
    ones += bit;
  }
  sums[GROUP + RED_BLUE] = redBlue;
  sums[GROUP + GREEN] = green;
  sums[GROUP + SQUARES] = own;
  sums[GROUP + COUNT] = ones;
  for (let i = 0; i < GROUP; i++) sums[i] = sums[ALL + i]! - sums[GROUP + i]!;
}

/** The mean colour of a group, rounded; of all if the group is empty. */
export function meanOf(group: 0 | 1): number {
  const at = sums[group * GROUP + COUNT] === 0 ? ALL : group * GROUP;
  const redBlue = sums[at + RED_BLUE]!;
  const count = sums[at + COUNT]!;
  const half = count >> 1;
  const red = (((redBlue >>> 16) + half) / count) | 0;
  const green = ((sums[at + GREEN]! + half) / count) | 0;
  const blue = (((redBlue & 0xffff) + half) / count) | 0;
  return (red << 16) | (green << 8) | blue;
}

/** How wrong a colour is for a group: squared distances, added up. */
export const wrongFor = (group: 0 | 1, color: number): number =>
  wrong(group * GROUP, color) >> QUARTERS;

/** How wrong it is for all pixels. */
export const wrongForAll = (color: number): number => wrong(ALL, color) >> QUARTERS;

/** In quarters. */
function wrong(at: number, color: number): number {
  const red = color >> 16;
  const green = (color >> 8) & 255;
  const blue = color & 255;
  const redBlue = sums[at + RED_BLUE]!;
  const product =
    Math.imul(redBlue >>> 16, red * RED_QUARTERS) +
    Math.imul(sums[at + GREEN]!, green * GREEN_QUARTERS) +
    Math.imul(redBlue & 0xffff, blue * BLUE_QUARTERS);
  return sums[at + SQUARES]! - 2 * product + Math.imul(sums[at + COUNT]!, square(red, green, blue));
}

/** Two colours for the pixels of a cell, by their bits. */
interface Pair {
  readonly ones: number;
  readonly zeros: number;
}

/** @returns the mask of the pixels that are nearer to `ones`; {@link wrongSplit} says how wrong that leaves them. */
export function split(pixels: Int32Array, { ones, zeros }: Pair, count: number): number {
  const red = RED_QUARTERS * ((zeros >> 16) - (ones >> 16));
  const green = GREEN_QUARTERS * (((zeros >> 8) & 255) - ((ones >> 8) & 255));
  const blue = BLUE_QUARTERS * ((zeros & 255) - (ones & 255));
  const apart =
    square(ones >> 16, (ones >> 8) & 255, ones & 255) -
    square(zeros >> 16, (zeros >> 8) & 255, zeros & 255);
  let gained = 0;
  let mask = 0;
  for (let i = 0; i < count; i++) {
    const one = pixels[i]!;
    const product =
      Math.imul(one >> 16, red) + Math.imul((one >> 8) & 255, green) + Math.imul(one & 255, blue);
    // how much farther from `ones` than from `zeros`
    const farther = 2 * product + apart;
    mask |= (farther >>> 31) << i;
    gained += farther & (farther >> 31);
  }
  outcome[0] = wrong(ALL, zeros) + gained;
  return mask;
}

/** How wrong the last {@link split} is. */
export const wrongSplit = (): number => outcome[0]! >> QUARTERS;
