/**
 * Decides what the cells of a row shall show, so that what is wrong with them
 * plus `lambda` times the bytes it takes is least.
 *
 * A cell has a dozen choices: leave it, reuse the colours the pen has, set one
 * of them anew, set both, or paint both pixels the same. The cheapest choice
 * for one cell may be dear for the next, since it leaves the pen set
 * differently; so two ways through the row are kept where they cost nearly the
 * same, and only its end tells which was better (Viterbi's method with two
 * survivors: 3 to 7 % fewer bytes than the cheapest choice each time).
 *
 * Errors are squared distances from what the terminal really shows, so nothing
 * drifts: what was left wrong is seen again in the next picture.
 *
 * What is at hand stands in module-level arrays of whole numbers and means
 * nothing between two calls: as fields of objects it made a paint half as dear
 * again, and as variables twice as dear.
 */
import { COVERED, type Cells } from "./cells.js";
import * as color from "./colors/distance.js";
import type { Inks } from "./colors/inks.js";
import * as worth from "./lambda.js";
import * as plans from "./row-plan.js";
import { SETTLED } from "./stillness.js";
import type { Span } from "./thrifty.js";

/** Names of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const { between, distance } = color;
const { SIXTEENTHS, OF_UNSEEN, UNKNOWN } = worth;
const { cols, deeds, fgs, bgs } = plans;
const { UPPER_IN_FG, LOWER_IN_FG, SETS_FG, SETS_BG, LEFT, FROM_SECOND } = plans;

/** Bytes, about: to go ahead in the row, to go to the row, and to go on after leaving the cell the pen stands on. */
const AHEAD = 4;
const ELSEWHERE = 8;
const LEAVING = 3;
/** Bytes of a blank, of a block, and of either with the introducer and the end of a colour. */
const BLANK = 1;
const BLOCK = 3;
const SET_BLANK = 3;
const SET_BLOCK = 5;
/** An error worth fewer bytes than this stays, and one worth fewer than that unless the pen stands on it. */
const VISIT = 8;
const VISIT_FROM_AFAR = 24;
/** A second way this many bytes behind does not win any more. */
const HOPELESS = 6;
/** Of so many pictures, a cell that has stood still for fewer moves or stirs. */
const CALM = 2;
/**
 * What a pixel lacks of a colour set for another, by how long its cell has
 * stood still: three quarters of it in sixteenths while it moves, since in the
 * end that colour becomes the mean of all that show it (see row-plan). The whole
 * when it stands still, or it might be painted again and again for nothing.
 */
const SHARED = Int32Array.from({ length: SETTLED + 1 }, (_, still) =>
  still < CALM ? (3 << SIXTEENTHS) >> 2 : 1 << SIXTEENTHS,
);
/** The same where no mean can be had. */
const UNSHARED = new Int32Array(SETTLED + 1).fill(1 << SIXTEENTHS);

/** What a plan is made with. */
export interface Terms {
  readonly inks: Inks;
  /** What a byte is worth in sixteenths of squared error, by how long a cell has stood still. */
  readonly lambdas: Int32Array;
  /** What the terminal's pen is set to. */
  readonly pen: { readonly fg: number; readonly bg: number };
}

/** What a way to have painted the row so far left the pen set to, its cursor's column (-1 before the first), and what it costs. */
const FG = 0;
const BG = 1;
const COL = 2;
const COST = 3;
/** What it does in its last cell, see row-plan. */
const DEED = 4;
/** Numbers a way takes. */
const WAY = 5;

/** The best way so far and the second best, which may not be. */
const ways = new Int32Array(2 * WAY);
const BEST = 0;
const SECOND = WAY;

/** Each of them one cell further: with its pen as it is, and with its pen set anew. */
const options = new Int32Array(4 * WAY);

/** The cell at hand: what it should show, the nearest inks for that, and what it costs to leave it as it is. */
const cell = new Int32Array(17);
const AT = 0;
const UPPER = 1;
const LOWER = 2;
const INK_UPPER = 3;
const INK_LOWER = 4;
const INK_MEAN = 5;
const LAMBDA = 6;
const LEAVE = 7;
/** What counts of a pixel's error in a shared colour. */
const SHARE = 8;
/** What it costs to set its upper ink, its lower one, both, or that of their mean. */
const NEW_UPPER = 9;
const NEW_LOWER = 10;
const NEW_BOTH = 11;
const NEW_MEAN = 12;
/** For the way at hand: whether its foreground is the nearer of its colours, and what it costs to keep that and set one ink. */
const UPPER_ON_FG = 13;
const LOWER_ON_FG = 14;
const KEEP_LOWER = 15;
const KEEP_UPPER = 16;

/** The columns worth a look, and how wrong they are. */
const listed = new Int32Array(plans.MAX_COLS + 1);
const errors = new Int32Array(plans.MAX_COLS + 1);

/**
 * Plans a part of a row.
 *
 * @returns how many cells were planned: they are to be read, from left to
 * right, before the next plan. All others are left alone.
 */
export function plan(cells: Cells, span: Span, terms: Terms): number {
  const { inks, lambdas, pen } = terms;
  const { wanted, coverage, cols: width } = cells;
  const { of: stillness } = cells.stillness;
  const shared = inks.all ? SHARED : UNSHARED;
  const first = span.row * width;
  ways[BEST + FG] = pen.fg;
  ways[BEST + BG] = pen.bg;
  ways[BEST + COL] = -1;
  ways[BEST + COST] = 0;
  const count = list(cells, span, lambdas);
  let planned = 0;
  let two = false;
  for (let n = 0; n < count; n++) {
    const col = listed[n]!;
    if (coverage[first + col] === COVERED) continue;
    cell[AT] = col;
    cell[UPPER] = wanted[2 * first + col]!;
    cell[LOWER] = wanted[2 * first + width + col]!;
    const still = stillness[first + col]!;
    const unseen = still === 0 && errors[n]! > UNKNOWN;
    cell[LAMBDA] = lambdas[unseen ? OF_UNSEEN : still]!;
    cell[SHARE] = shared[still]!;
    cell[LEAVE] = errors[n]!;
    const worthGoing = cell[LEAVE] > Math.imul(cell[LAMBDA], VISIT_FROM_AFAR);
    if (!worthGoing && !isOn(BEST) && !(two && isOn(SECOND))) continue;
    if (!price(inks)) continue;
    extend(BEST, 0);
    if (two) extend(SECOND, 2 * WAY);
    two = advance(planned++, two);
  }
  plans.trace(planned);
  plans.blend(planned, { cells, row: span.row }, inks);
  return planned;
}

/** Lists what is wrong enough, without a branch: noise cannot be predicted. */
function list(cells: Cells, { row, from, to }: Span, lambdas: Int32Array): number {
  const { wanted, shown, cols: width } = cells;
  const still = cells.stillness.of;
  let count = 0;
  let upper = 2 * row * width + from;
  for (let at = from; at < to; at++, upper++) {
    const lower = upper + width;
    const wrong = distance(wanted[upper]!, shown[upper]!) + distance(wanted[lower]!, shown[lower]!);
    const error = wrong << SIXTEENTHS;
    listed[count] = at;
    errors[count] = error;
    count += (Math.imul(lambdas[still[row * width + at]!]!, VISIT) - error) >>> 31;
  }
  return count;
}

/** Whether a way stands on the cell at hand, so that painting it needs no move. */
const isOn = (way: number): boolean => ways[way + COL] === cell[AT];

/** Looks up what the cell's colours cost; false if what it shows is as near as inks can get. */
function price(inks: Inks): boolean {
  const upper = cell[UPPER]!;
  const lower = cell[LOWER]!;
  const lambda = cell[LAMBDA]!;
  const inkUpper = inks.nearest(upper);
  const inkLower = inks.nearest(lower);
  const mean = between(upper, lower);
  const inkMean = inks.nearest(mean);
  const upperBytes = inks.bytes(inkUpper);
  const lowerBytes = inks.bytes(inkLower);
  const missUpper = inkUpper === upper ? 0 : distance(upper, inkUpper) << SIXTEENTHS;
  const missLower = inkLower === lower ? 0 : distance(lower, inkLower) << SIXTEENTHS;
  // the mean is half as far from both as they are apart: a quarter of the square, twice
  const missMean =
    inkMean === mean
      ? distance(upper, lower) << (SIXTEENTHS - 1)
      : (distance(upper, inkMean) + distance(lower, inkMean)) << SIXTEENTHS;
  cell[INK_UPPER] = inkUpper;
  cell[INK_LOWER] = inkLower;
  cell[INK_MEAN] = inkMean;
  cell[NEW_UPPER] = missUpper + Math.imul(lambda, SET_BLOCK + upperBytes);
  cell[NEW_LOWER] = missLower + Math.imul(lambda, SET_BLOCK + lowerBytes);
  cell[NEW_BOTH] = missUpper + missLower + Math.imul(lambda, SET_BLOCK + upperBytes + lowerBytes);
  cell[NEW_MEAN] = missMean + Math.imul(lambda, SET_BLANK + upperBytes);
  return cell[LEAVE]! - missUpper - missLower > lambda;
}

/**
 * Writes two options to go on with a way: the cheapest that leaves the pen as
 * it is, and the cheapest that sets it anew. Without a branch, for no two cells
 * are alike: what could be an `if` is a mask of all ones or none.
 */
function extend(way: number, option: number): void {
  const upper = cell[UPPER]!;
  const lower = cell[LOWER]!;
  const lambda = cell[LAMBDA]!;
  const shared = cell[SHARE]!;
  const at = cell[AT]!;
  const fg = ways[way + FG]!;
  const bg = ways[way + BG]!;
  const col = ways[way + COL]!;
  const cost = ways[way + COST]!;
  const upperOnFg = Math.imul(distance(upper, fg), shared);
  const upperOnBg = Math.imul(distance(upper, bg), shared);
  const lowerOnFg = Math.imul(distance(lower, fg), shared);
  const lowerOnBg = Math.imul(distance(lower, bg), shared);
  const upperFg = (upperOnFg - upperOnBg) >> 31;
  const lowerFg = (lowerOnFg - lowerOnBg) >> 31;
  const upperError = pick(upperFg, upperOnFg, upperOnBg);
  const lowerError = pick(lowerFg, lowerOnFg, lowerOnBg);
  const away = ((col - at) | (at - col)) >> 31;
  const first = col >> 31;
  const move = Math.imul(lambda, AHEAD + (first & (ELSEWHERE - AHEAD))) & away;
  const leave = cell[LEAVE]! + (Math.imul(lambda, LEAVING) & ~away);
  const block = move + upperError + lowerError + Math.imul(lambda, BLOCK);
  const blank = move + upperOnBg + lowerOnBg + Math.imul(lambda, BLANK);
  const asBlank = (blank - block) >> 31;
  const painted = pick(asBlank, blank, block);
  const left = (leave - painted - 1) >> 31;
  options[option + FG] = fg;
  options[option + BG] = bg;
  options[option + COL] = pick(left, col, at + 1);
  options[option + COST] = cost + pick(left, leave, painted);
  options[option + DEED] = pick(
    left,
    LEFT,
    ~asBlank & ((upperFg & UPPER_IN_FG) | (lowerFg & LOWER_IN_FG)),
  );
  cell[UPPER_ON_FG] = upperFg;
  cell[LOWER_ON_FG] = lowerFg;
  cell[KEEP_LOWER] = cell[NEW_UPPER]! + lowerError;
  cell[KEEP_UPPER] = cell[NEW_LOWER]! + upperError;
  options[option + WAY + COL] = at + 1;
  options[option + WAY + COST] = cost + move + renew(option + WAY, fg, bg);
}

/** To set both colours anew, or one of them for one pixel while the other pixel keeps the other. */
const NEW_PAIR = SETS_FG | SETS_BG | UPPER_IN_FG;
const NEW_FG_ABOVE = SETS_FG | UPPER_IN_FG;
const NEW_BG_ABOVE = SETS_BG | LOWER_IN_FG;
const NEW_FG_BELOW = SETS_FG | LOWER_IN_FG;
const NEW_BG_BELOW = SETS_BG | UPPER_IN_FG;

/** Writes the cheapest option that sets the pen anew. */
function renew(option: number, fg: number, bg: number): number {
  const upper = cell[INK_UPPER]!;
  const lower = cell[INK_LOWER]!;
  const mean = cell[INK_MEAN]!;
  const upperFg = cell[UPPER_ON_FG]!;
  const lowerFg = cell[LOWER_ON_FG]!;
  const both = cell[NEW_BOTH]!;
  const keepsLower = (cell[KEEP_LOWER]! - both) >> 31;
  const one = pick(keepsLower, cell[KEEP_LOWER]!, both);
  const keepsUpper = (cell[KEEP_UPPER]! - one) >> 31;
  const two = pick(keepsUpper, cell[KEEP_UPPER]!, one);
  const flat = (cell[NEW_MEAN]! - two) >> 31;
  const fgOfOne = pick(keepsLower & lowerFg, fg, upper);
  const bgOfOne = pick(keepsLower, pick(lowerFg, upper, bg), lower);
  const fgOfTwo = pick(keepsUpper, pick(upperFg, fg, lower), fgOfOne);
  const bgOfTwo = pick(keepsUpper, pick(upperFg, lower, bg), bgOfOne);
  const deedOfOne = pick(keepsLower, pick(lowerFg, NEW_BG_ABOVE, NEW_FG_ABOVE), NEW_PAIR);
  const deedOfTwo = pick(keepsUpper, pick(upperFg, NEW_BG_BELOW, NEW_FG_BELOW), deedOfOne);
  options[option + FG] = pick(flat, fg, fgOfTwo);
  options[option + BG] = pick(flat, mean, bgOfTwo);
  options[option + DEED] = pick(flat, SETS_BG, deedOfTwo);
  return pick(flat, cell[NEW_MEAN]!, two);
}

/** One of two numbers by a mask of all ones or none. */
function pick(mask: number, one: number, other: number): number {
  return other ^ ((one ^ other) & mask);
}

/**
 * Makes the best option and the second best the ways so far, and notes what they show as the n-th planned cell.
 *
 * @returns whether the second is worth keeping.
 */
function advance(n: number, two: boolean): boolean {
  const renewed = (options[WAY + COST]! - options[COST]!) >> 31;
  let best = pick(renewed, WAY, 0);
  let next = pick(renewed, 0, WAY);
  const end = two ? 4 * WAY : 2 * WAY;
  for (let option = 2 * WAY; option < end; option += WAY) {
    const cost = options[option + COST]!;
    const better = (cost - options[best + COST]!) >> 31;
    const differs = penDiffers(option, best);
    const second = differs & ((cost - options[next + COST]!) >> 31);
    next = pick(differs & better, best, pick(second, option, next));
    best = pick(better, option, best);
  }
  cols[n] = cell[AT]!;
  const behind = options[next + COST]! - options[best + COST]!;
  const hopeless = behind >= Math.imul(cell[LAMBDA]!, HOPELESS);
  take(best, BEST, 2 * n);
  ways[BEST + COST] = 0;
  if (hopeless) return false;
  take(next, SECOND, 2 * n + 1);
  ways[SECOND + COST] = behind;
  return true;
}

/** All ones if two options leave the pen set differently. */
function penDiffers(a: number, b: number): number {
  const difference = (options[a + FG]! ^ options[b + FG]!) | (options[a + BG]! ^ options[b + BG]!);
  return (difference | -difference) >> 31;
}

function take(option: number, way: number, note: number): void {
  const fg = options[option + FG]!;
  const bg = options[option + BG]!;
  ways[way + FG] = fg;
  ways[way + BG] = bg;
  ways[way + COL] = options[option + COL]!;
  fgs[note] = fg;
  bgs[note] = bg;
  deeds[note] = options[option + DEED]! | (option < 2 * WAY ? 0 : FROM_SECOND);
}
