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

/** How long each cell of a picture has stood still. */
export class Stillness {
  /** One byte a cell, row-major: 0 it moves, 1 it stirs, n still for about n pictures, up to {@link SETTLED}. */
  readonly of: Uint8Array;
  #settled = false;

  constructor(cells: number) {
    this.of = new Uint8Array(cells);
  }

  /** Whether every cell has stood still for long. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Compares two pictures of `cols` x two pixels to a cell. */
  observe(before: Int32Array, now: Int32Array, cols: number): void {
    const { of } = this;
    let least = SETTLED;
    for (let cell = 0, top = 0; cell < of.length; top += cols) {
      for (const end = cell + cols; cell < end; cell++, top++) {
        const bottom = top + cols;
        const stir = distance(before[top]!, now[top]!) + distance(before[bottom]!, now[bottom]!);
        // without branches, for noise cannot be predicted: all ones where it stirs, and where it moves
        const stirs = (STILL - stir) >> 31;
        const moves = (MOVING - stir) >> 31;
        const still = (~stirs & LONGER[of[cell]!]!) | (stirs & ~moves & 1);
        of[cell] = still;
        if (still < least) least = still;
      }
    }
    this.#settled = least === SETTLED;
  }

  /** Nothing is known about any cell. */
  reset(): void {
    this.of.fill(0);
    this.#settled = false;
  }
}
