/**
 * Paints cells of more than two pixels, in the two colours that suit them best.
 *
 * As with half blocks a cell is painted if that is worth its bytes, and the
 * colours that the pen has are reused where they are near enough; but each
 * cell is decided on its own, since the fit of eight pixels costs more than
 * the looking ahead would gain. New colours are only looked for where they
 * could win: where neither what is shown nor the pen's colours are so near
 * that a new one cannot be worth its bytes.
 */
import { COVERED, type Cells } from "./cells.js";
import * as color from "./colors/distance.js";
import { type Inks, NO_COLOR } from "./colors/inks.js";
import type { GlyphSet } from "./glyphs/glyph-set.js";
import * as worth from "./lambda.js";
import type { Task } from "./method.js";
import type { Pen } from "./pen.js";
import type { Stillness } from "./stillness.js";
import { type Hand, isSpent, type Span } from "./thrifty.js";
import * as pair from "./two-colors.js";

/** Names of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const { between, distance } = color;
const { wrongFor, wrongForAll } = pair;
const { SIXTEENTHS, OF_UNSEEN, UNKNOWN } = worth;

/** Bytes, about: to go to a cell that the pen does not stand on, of a glyph, and of a colour's introducer and end. */
const MOVE = 4;
const GLYPH = 3;
const INTRODUCER = 2;
/** The fewest bytes that a new colour takes. */
const FEWEST = 10;
/** An error worth fewer bytes stays. */
const VISIT = 5;

/** Pictures after which what was the least error is still the least; before that about half of it is, unless the cell moves. */
const STILL = 2;
const MOVES = 0;

/** All mosaics have two pixels side by side. */
const ACROSS = 2;

/** What the pixels of the cell at hand should show. */
const pixels = new Int32Array(pair.MOST_PIXELS);

/** The cheapest way to show the cell at hand, so far. */
const choice = { cost: 0, fg: 0, bg: 0 };

export class Mosaic implements Hand {
  readonly #set: GlyphSet;
  readonly #inks: Inks;
  readonly #count: number;
  /** Dots look like less than they mean, so most of a cell must be background; where colours can be had at all. */
  readonly #swaps: boolean;
  /** The least error that each cell could have when it was last looked at: two colours are not enough for many. */
  readonly #least: Int32Array;

  constructor(cells: number, set: GlyphSet, inks: Inks) {
    this.#least = new Int32Array(cells);
    this.#set = set;
    this.#inks = inks;
    this.#count = set.across * set.down;
    this.#swaps = set.dotted && inks.initial.fg === NO_COLOR;
  }

  paintSpan(task: Task, { row, from, to }: Span, lambdas: Int32Array): number {
    const { cells } = task;
    const { coverage, cols, stillness } = cells;
    const { down } = this.#set;
    let at = cells.pixelOf(row * cols + from);
    for (let col = from; col < to; col++, at += ACROSS) {
      const cell = row * cols + col;
      if (coverage[cell] === COVERED) continue;
      const still = stillness.of[cell]!;
      const left = gather(cells, at, down);
      const unseen = still === MOVES && left > UNKNOWN;
      const lambda = lambdas[unseen ? OF_UNSEEN : still]!;
      const least = this.#leastOf(cell, stillness);
      if (left - least <= Math.imul(lambda, VISIT)) continue;
      if (isSpent(task)) return col;
      choice.cost = left;
      this.#choose(task, { row, col, least }, lambda);
      if (choice.cost < left) this.#paint(task, { row, col, least }, at);
    }
    return to;
  }

  /** The least error that a cell could have if it is what it was, for all we know. */
  #leastOf(cell: number, { of, moved }: Stillness): number {
    if (moved[cell] === 1) {
      moved[cell] = 0;
      this.#least[cell] = 0;
    }
    const least = this.#least[cell]!;
    return of[cell]! < STILL ? least >> 1 : least;
  }

  /** Tries the pen's colours, and new ones where they can win. */
  #choose({ cells, pen, x, y }: Task, { row, col, least }: Place, lambda: number): void {
    const move = pen.isAt(y + row, x + col) ? 0 : MOVE;
    const glyph = Math.imul(lambda, move + GLYPH);
    pair.addUp(pixels, this.#count);
    pair.split(pixels, { ones: pen.fg, zeros: pen.bg }, this.#count);
    this.#offer(pen.fg, pen.bg, glyph + (pair.wrongSplit() << SIXTEENTHS));
    if (choice.cost <= glyph + least + Math.imul(lambda, INTRODUCER + FEWEST)) return;
    this.#least[row * cells.cols + col] = this.#renew(pen, glyph, lambda);
  }

  /**
   * Tries the cell's own two colours, alone and with each of the pen's.
   *
   * @returns the least error, whatever it takes.
   */
  #renew(pen: Pen, glyph: number, lambda: number): number {
    const inks = this.#inks;
    pair.divide(pixels, this.#count);
    const bright = inks.nearest(pair.meanOf(1));
    const dark = inks.nearest(pair.meanOf(0));
    const mean = inks.nearest(between(bright, dark));
    const onBright = wrongFor(1, bright) << SIXTEENTHS;
    const onDark = wrongFor(0, dark) << SIXTEENTHS;
    const newBright = glyph + Math.imul(lambda, INTRODUCER + inks.bytes(bright));
    const newDark = glyph + Math.imul(lambda, INTRODUCER + inks.bytes(dark));
    const both = newBright + Math.imul(lambda, inks.bytes(dark));
    this.#offer(pen.fg, dark, newDark + onDark + (wrongFor(1, pen.fg) << SIXTEENTHS));
    this.#offer(pen.fg, bright, newBright + onBright + (wrongFor(0, pen.fg) << SIXTEENTHS));
    this.#offer(bright, pen.bg, newBright + onBright + (wrongFor(0, pen.bg) << SIXTEENTHS));
    this.#offer(dark, pen.bg, newDark + onDark + (wrongFor(1, pen.bg) << SIXTEENTHS));
    this.#offer(pen.fg, mean, newDark + (wrongForAll(mean) << SIXTEENTHS));
    this.#offer(bright, dark, both + onBright + onDark);
    return onBright + onDark;
  }

  #offer(fg: number, bg: number, cost: number): void {
    if (cost >= choice.cost) return;
    choice.cost = cost;
    choice.fg = fg;
    choice.bg = bg;
  }

  #paint({ cells, pen, x, y }: Task, { row, col }: Place, at: number): void {
    let mask = pair.split(pixels, { ones: choice.fg, zeros: choice.bg }, this.#count);
    if (this.#swaps && 2 * bitsOf(mask) > this.#count) mask = this.#swap(mask);
    const { fg, bg } = choice;
    const full = mask === (1 << this.#count) - 1;
    pen.moveTo(y + row, x + col);
    pen.set(mask === 0 ? pen.fg : fg, full ? pen.bg : bg);
    pen.glyph(this.#set.words[mask]!, this.#set.lengths[mask]!);
    this.#show(cells, at, mask);
  }

  /** The same picture with the colours' parts exchanged. */
  #swap(mask: number): number {
    const { fg, bg } = choice;
    choice.fg = bg;
    choice.bg = fg;
    return ~mask & ((1 << this.#count) - 1);
  }

  #show({ shown, width }: Cells, first: number, mask: number): void {
    const { fg, bg } = choice;
    let at = first;
    for (let i = 0; i < this.#count; i += ACROSS, at += width) {
      shown[at] = (mask >> i) & 1 ? fg : bg;
      shown[at + 1] = (mask >> (i + 1)) & 1 ? fg : bg;
    }
  }
}

function bitsOf(mask: number): number {
  let bits = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

/** A cell of the pane, and the least error it could have. */
interface Place {
  readonly row: number;
  readonly col: number;
  readonly least: number;
}

/** Reads what a cell should show, and how wrong what it does show is. */
function gather({ wanted, shown, width }: Cells, first: number, down: number): number {
  let wrong = 0;
  let at = first;
  for (let i = 0; i < ACROSS * down; i += ACROSS, at += width) {
    const left = wanted[at]!;
    const right = wanted[at + 1]!;
    pixels[i] = left;
    pixels[i + 1] = right;
    wrong += distance(left, shown[at]!) + distance(right, shown[at + 1]!);
  }
  return wrong << SIXTEENTHS;
}
