import * as color from "./colors/distance.js";

/** A name of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const { distance } = color;

/** A cell that differs less from the last picture (squared, both pixels together) stands still: sensor noise at most. */
const STILL = 16;
/** One that differs more moves; between them it is noise or a slow change. */
const MOVING = 256;
/** Pictures after which standing still makes no difference any more. */
export const SETTLED = 15;

/** One more, up to {@link SETTLED}. */
const LONGER = Uint8Array.from({ length: SETTLED + 1 }, (_, n) => Math.min(n + 1, SETTLED));

/** How long a cell has stood still now; without branches, for noise cannot be predicted. */
function next(still: number, stir: number): number {
  // all ones where it stirs, and where it moves
  const stirs = (STILL - stir) >> 31;
  const moves = (MOVING - stir) >> 31;
  return (~stirs & LONGER[still]!) | (stirs & ~moves & 1);
}

/** How the pixels of a picture make cells: so many across and down to each. */
interface Grid {
  readonly across: number;
  readonly down: number;
  readonly cols: number;
  readonly rows: number;
}

/** How long each cell of a picture has stood still. */
export class Stillness {
  /** One byte a cell, row-major: 0 it moves, 1 it stirs, n still for about n pictures, up to {@link SETTLED}. */
  readonly of: Uint8Array;
  /** 1 for each cell of many pixels that moved since whoever uses it made it 0: not every picture gets as far as to look. */
  readonly moved: Uint8Array;
  /** How much the pixels of each cell differ between the pictures at hand. */
  readonly #stirs: Int32Array;
  #settled = false;

  constructor(cells: number) {
    this.of = new Uint8Array(cells);
    this.moved = new Uint8Array(cells);
    this.#stirs = new Int32Array(cells);
  }

  /** Whether every cell has stood still for long. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Compares two pictures of `cols` cells to a line and two pixels to a cell. */
  observe(before: Int32Array, now: Int32Array, cols: number): void {
    const { of } = this;
    let least = SETTLED;
    for (let cell = 0, top = 0; cell < of.length; top += cols) {
      for (const end = cell + cols; cell < end; cell++, top++) {
        const bottom = top + cols;
        const stir = distance(before[top]!, now[top]!) + distance(before[bottom]!, now[bottom]!);
        const still = next(of[cell]!, stir);
        of[cell] = still;
        if (still < least) least = still;
      }
    }
    this.#settled = least === SETTLED;
  }

  /** The same for cells of any number of pixels: what stirs counts as much as it would in two. */
  observeCells(before: Int32Array, now: Int32Array, grid: Grid): void {
    const { of, moved } = this;
    const stirs = this.#stirs;
    const asTwo = 2 / (grid.across * grid.down);
    this.#addStirs(before, now, grid);
    let least = SETTLED;
    for (let cell = 0; cell < of.length; cell++) {
      const still = next(of[cell]!, (stirs[cell]! * asTwo) | 0);
      of[cell] = still;
      if (still === 0) moved[cell] = 1;
      least = Math.min(least, still);
    }
    this.#settled = least === SETTLED;
  }

  /** Adds up how much the pixels of each cell differ, line by line as they lie in memory. */
  #addStirs(before: Int32Array, now: Int32Array, { across, down, cols, rows }: Grid): void {
    const stirs = this.#stirs.fill(0);
    for (let line = 0, at = 0; line < rows * down; line++) {
      const first = Math.floor(line / down) * cols;
      for (let cell = first; cell < first + cols; cell++) {
        let stir = stirs[cell]!;
        for (const end = at + across; at < end; at++) stir += distance(before[at]!, now[at]!);
        stirs[cell] = stir;
      }
    }
  }

  /** Nothing is known about any cell. */
  reset(): void {
    this.of.fill(0);
    this.moved.fill(1);
    this.#settled = false;
  }
}
