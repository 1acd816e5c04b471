/**
 * Paints cells of more than two pixels, in the two colours that suit them best.
 *
 * As with half blocks a cell is painted if that is worth its bytes, and the
 * colours that the pen has are reused where they are near enough; but each
 * cell is decided on its own, since the fit of eight pixels costs more than
 * the looking ahead would gain.
 */
import { COVERED, type Cells } from "./cells.js";
import * as color from "./colors/distance.js";
import type { Inks } from "./colors/inks.js";
import type { GlyphSet } from "./glyphs/glyph-set.js";
import { Lambda, SIXTEENTHS } from "./lambda.js";
import type { Method, Task } from "./method.js";
import type { Pen } from "./pen.js";
import { divide, meanOf } from "./two-colors.js";

const { between, distance } = color;

/** Bytes, about: to go to a cell that the pen does not stand on, of a glyph, and of a colour's introducer and end. */
const MOVE = 4;
const GLYPH = 3;
const INTRODUCER = 2;
/** An error worth fewer bytes stays. */
const VISIT = 5;

/** Pictures after which what was the least error is still the least. */
const STILL = 2;
/** Most pixels of a cell. */
const MOST = 8;

/** What the pixels of the cell at hand should show. */
const pixels = new Int32Array(MOST);
/** How far they are from the pen's two colours, from the two that suit them best, and from the mean of these. */
const onFg = new Int32Array(MOST);
const onBg = new Int32Array(MOST);
const onBright = new Int32Array(MOST);
const onDark = new Int32Array(MOST);
const onMean = new Int32Array(MOST);

/** The cheapest way to show the cell at hand, so far. */
const choice = { cost: 0, fg: 0, bg: 0 };

/** What a mosaic is made with. */
export interface MosaicTerms {
  readonly inks: Inks;
  readonly lambda: number;
}

export class Mosaic implements Method {
  readonly #set: GlyphSet;
  readonly #inks: Inks;
  readonly #lambda: Lambda;
  readonly #count: number;
  /** The least error that each cell could have when it was last looked at: two colours are not enough for many. */
  readonly #least: Int32Array;
  #from = 0;
  #coarse = true;

  /** `lambda`: the squared error of a cell that one byte is worth. */
  constructor(cells: number, set: GlyphSet, { inks, lambda }: MosaicTerms) {
    this.#least = new Int32Array(cells);
    this.#set = set;
    this.#inks = inks;
    this.#lambda = new Lambda(lambda);
    this.#count = set.across * set.down;
  }

  get coarse(): boolean {
    return this.#coarse;
  }

  get coarseness(): number {
    return this.#lambda.coarseness;
  }

  paint(task: Task): boolean {
    const { cells, pen, budget } = task;
    if (task.fresh) cells.compare();
    this.#coarse = !cells.stillness.settled;
    const total = cells.cols * cells.rows;
    const first = this.#from;
    let pending = false;
    for (let n = 0; n < total && !pending; n++) {
      const cell = first + n < total ? first + n : first + n - total;
      pending = pen.length > 0 && (pen.length >= budget || !pen.hasRoom);
      if (pending) this.#from = cell;
      else this.#paintCell(task, cell);
    }
    if (task.fresh) this.#lambda.steer(pen.length, task.target);
    return pending;
  }

  #paintCell({ cells, pen, x, y }: Task, cell: number): void {
    const still = cells.stillness.of[cell]!;
    const lambda = this.#lambda.byStillness[still]!;
    const left = this.#gather(cells, cell);
    const least = still < STILL ? 0 : this.#least[cell]!;
    if (left - least <= Math.imul(lambda, VISIT) || cells.coverage[cell] === COVERED) return;
    const row = y + Math.floor(cell / cells.cols);
    const col = x + (cell % cells.cols);
    choice.cost = left;
    this.#least[cell] = this.#choose(pen, lambda, pen.isAt(row, col) ? 0 : MOVE);
    if (choice.cost === left) return;
    const mask = this.#divideBy(choice.fg, choice.bg);
    const full = mask === (1 << this.#count) - 1;
    pen.moveTo(row, col);
    pen.set(mask === 0 ? pen.fg : choice.fg, full ? pen.bg : choice.bg);
    pen.glyph(this.#set.words[mask]!, this.#set.lengths[mask]!);
    this.#show(cells, cell, mask);
  }

  /** Reads what a cell should show, and how wrong what it does show is. */
  #gather(cells: Cells, cell: number): number {
    const { wanted, shown } = cells;
    let wrong = 0;
    let at = cells.pixelOf(cell);
    for (let i = 0, y = 0; y < this.#set.down; y++, at += cells.width) {
      for (let x = 0; x < this.#set.across; x++, i++) {
        pixels[i] = wanted[at + x]!;
        wrong += distance(wanted[at + x]!, shown[at + x]!);
      }
    }
    return wrong << SIXTEENTHS;
  }

  /**
   * Tries the pen's colours and the cell's own in every pair that makes sense.
   *
   * @returns the least error, whatever it takes.
   */
  #choose(pen: Pen, lambda: number, move: number): number {
    const inks = this.#inks;
    divide(pixels, this.#count);
    const bright = inks.nearest(meanOf(1));
    const dark = inks.nearest(meanOf(0));
    const mean = inks.nearest(between(bright, dark));
    this.#measure(onFg, pen.fg);
    this.#measure(onBg, pen.bg);
    this.#measure(onBright, bright);
    this.#measure(onDark, dark);
    this.#measure(onMean, mean);
    const glyph = Math.imul(lambda, move + GLYPH);
    const newBright = glyph + Math.imul(lambda, INTRODUCER + inks.bytes(bright));
    const newDark = glyph + Math.imul(lambda, INTRODUCER + inks.bytes(dark));
    const both = newBright + Math.imul(lambda, inks.bytes(dark));
    this.#offer(pen.fg, pen.bg, glyph + this.#error(onFg, onBg));
    this.#offer(pen.fg, dark, newDark + this.#error(onFg, onDark));
    this.#offer(pen.fg, bright, newBright + this.#error(onFg, onBright));
    this.#offer(bright, pen.bg, newBright + this.#error(onBright, onBg));
    this.#offer(dark, pen.bg, newDark + this.#error(onDark, onBg));
    this.#offer(pen.fg, mean, newDark + this.#error(onMean, onMean));
    const least = this.#error(onBright, onDark);
    this.#offer(bright, dark, both + least);
    return least;
  }

  #measure(on: Int32Array, ink: number): void {
    for (let i = 0; i < this.#count; i++) on[i] = distance(pixels[i]!, ink) << SIXTEENTHS;
  }

  /** How wrong the cell is when each pixel has the nearer of two colours. */
  #error(on: Int32Array, or: Int32Array): number {
    let sum = 0;
    for (let i = 0; i < this.#count; i++) sum += Math.min(on[i]!, or[i]!);
    return sum;
  }

  #offer(fg: number, bg: number, cost: number): void {
    if (cost >= choice.cost) return;
    choice.cost = cost;
    choice.fg = fg;
    choice.bg = bg;
  }

  /** The pixels that are nearer to the foreground. */
  #divideBy(fg: number, bg: number): number {
    let mask = 0;
    for (let i = 0; i < this.#count; i++) {
      mask |= distance(pixels[i]!, fg) < distance(pixels[i]!, bg) ? 1 << i : 0;
    }
    return mask;
  }

  #show(cells: Cells, cell: number, mask: number): void {
    let at = cells.pixelOf(cell);
    for (let i = 0, y = 0; y < this.#set.down; y++, at += cells.width) {
      for (let x = 0; x < this.#set.across; x++, i++) {
        cells.shown[at + x] = (mask >> i) & 1 ? choice.fg : choice.bg;
      }
    }
  }
}
