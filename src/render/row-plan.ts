/**
 * What a row shall show, as the pen will be set for it: which colours it sets
 * anew, where, and what both colours are used for in each cell.
 *
 * What is set once may show for many pixels, and then suits them best if it is
 * their mean, not the colour of the first of them: that takes no more bytes and
 * is 8 % fewer of them at equal PSNR. Where colours are few it gains nothing,
 * for the mean of a grain is mostly a colour that is not to be had.
 *
 * Everything stands in arrays of this module until the next row is planned;
 * the trellis fills them and knows them by names of its own.
 */
import type { Cells } from "./cells.js";
import type { Inks } from "./colors/inks.js";

/** The widest row. */
export const MAX_COLS = 9999;

/** Which colour each pixel of a cell has: the foreground's where the bit is set, else the background's. */
export const UPPER_IN_FG = 1;
export const LOWER_IN_FG = 2;
const SHAPE = UPPER_IN_FG | LOWER_IN_FG;
/** Whether a cell sets the foreground anew, and the background. */
export const SETS_FG = 4;
export const SETS_BG = 8;
/** The cell is left as it is. */
export const LEFT = 16;
/** In the way noted, the cell before is that of the second way. */
export const FROM_SECOND = 32;

/** The planned cells' columns, and for each the two best ways: what they do there, and the colours the pen then has. */
export const cols = new Int32Array(MAX_COLS);
export const deeds = new Uint8Array(2 * MAX_COLS);
export const fgs = new Int32Array(2 * MAX_COLS);
export const bgs = new Int32Array(2 * MAX_COLS);

/** The colours set one after the other, the pen's own two before them. */
const FIRST_SET = 2;
const MAX_SET = 2 * MAX_COLS + FIRST_SET;
const inkOf = new Int32Array(MAX_SET);
/** The pixels that show each: sums of red and blue, of green and how many. */
const redBlue = new Int32Array(MAX_SET);
const greenCount = new Int32Array(MAX_SET);
const RED_BLUE = 0xff00ff;
const GREEN = 0x00ff00;
const ONE = 1 << 24;
/** No more are summed up, so that no sum runs into the next. */
const MOST = 127;
const MOST_COUNTED = MOST * ONE;
const INVERSE = Float64Array.from({ length: MOST + 2 }, (_, n) => (n === 0 ? 0 : 1 / n));

/** The column of the n-th planned cell. */
export const plannedCol = (n: number): number => cols[n]!;
/** Whether that is left as it is; if so the rest means nothing. */
export const isLeft = (n: number): boolean => (deeds[2 * n]! & LEFT) !== 0;
/** The colours that the pen is to have there. */
export const plannedFg = (n: number): number => inkOf[fgs[2 * n]!]!;
export const plannedBg = (n: number): number => inkOf[bgs[2 * n]!]!;
/** Which of its pixels are in the foreground's colour: {@link UPPER_IN_FG} and {@link LOWER_IN_FG}. */
export const plannedShape = (n: number): number => deeds[2 * n]! & SHAPE;

/** Where the pixels are that a row shall show. */
interface Row {
  readonly cells: Cells;
  readonly row: number;
}

/** Walks back from the best end of `planned` cells, and keeps only that way. */
export function trace(planned: number): void {
  let way = 0;
  for (let n = planned - 1; n >= 0; n--) {
    const at = 2 * n + way;
    const deed = deeds[at]!;
    fgs[2 * n] = fgs[at]!;
    bgs[2 * n] = bgs[at]!;
    deeds[2 * n] = deed;
    way = (deed & FROM_SECOND) === 0 ? 0 : 1;
  }
}

/** Makes each colour set the mean of the pixels that show it, if there are inks for every mean; those of the pen as it is are given. */
export function blend(planned: number, { cells, row }: Row, inks: Inks): void {
  const { wanted, cols: width } = cells;
  const first = 2 * row * width;
  redBlue.fill(0, 0, 2 * planned + FIRST_SET);
  greenCount.fill(0, 0, 2 * planned + FIRST_SET);
  let fg = 0;
  let bg = 1;
  let last = 1;
  for (let n = 0; n < planned; n++) {
    const deed = deeds[2 * n]!;
    const at = first + cols[n]!;
    const setsFg = (deed >> 2) & 1;
    const setsBg = (deed >> 3) & 1;
    const painted = ((deed >> 4) & 1) - 1;
    fg ^= (fg ^ (last + setsFg)) & -setsFg;
    bg ^= (bg ^ (last + setsFg + setsBg)) & -setsBg;
    last += setsFg + setsBg;
    inkOf[fg] = fgs[2 * n]!;
    inkOf[bg] = bgs[2 * n]!;
    fgs[2 * n] = fg;
    bgs[2 * n] = bg;
    add(bg ^ ((fg ^ bg) & -(deed & 1)), wanted[at]!, painted);
    add(bg ^ ((fg ^ bg) & -((deed >> 1) & 1)), wanted[at + width]!, painted);
  }
  if (!inks.all) return;
  for (let set = FIRST_SET; set <= last; set++) inkOf[set] = mean(set);
}

/** Adds a pixel to those that show a colour, if `mask` is all ones. */
function add(set: number, color: number, mask: number): void {
  const before = greenCount[set]!;
  const counted = mask & ((before - MOST_COUNTED) >> 31);
  greenCount[set] = before + ((((color & GREEN) >> 8) + ONE) & counted);
  redBlue[set] = redBlue[set]! + (color & RED_BLUE & counted);
}

/** Rounded. */
function mean(set: number): number {
  const both = redBlue[set]!;
  const rest = greenCount[set]!;
  const inverse = INVERSE[rest >> 24]!;
  const red = ((both >> 16) * inverse + 0.5) | 0;
  const blue = ((both & 0xffff) * inverse + 0.5) | 0;
  return (red << 16) | ((((rest & 0xffffff) * inverse + 0.5) | 0) << 8) | blue;
}
