import type { Cells } from "./cells.js";
import { COVERED } from "./cells.js";
import type { Pen } from "./pen.js";
import type { Rect } from "./rect.js";

/** The cells that differ from what is shown, in the order they are to be painted. */
export class Changes {
  readonly #list: Int32Array;
  #count = 0;
  /** Which of the list comes first. */
  #first = 0;

  constructor(cells: number) {
    // one more: the next entry is written before it is known to count
    this.#list = new Int32Array(cells + 1);
  }

  get count(): number {
    return this.#count;
  }

  /** Index of the upper pixel of the n-th changed cell. */
  at(n: number): number {
    const index = this.#first + n;
    return this.#list[index < this.#count ? index : index - this.#count]!;
  }

  /** Lists what changed, row by row, beginning at the upper pixel `from` and wrapping around. */
  find(cells: Cells, from: number): void {
    this.#scan(cells);
    if (cells.anyCovered) this.#dropCovered(cells);
    this.#first = 0;
    while (this.#first < this.#count && this.#list[this.#first]! < from) this.#first++;
    if (this.#first === this.#count) this.#first = 0;
  }

  /** Appends without a branch: on a noisy picture every second cell changes, and no processor guesses which. */
  #scan({ wanted, shown, cols, rows }: Cells): void {
    const list = this.#list;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const end = (2 * row + 1) * cols;
      for (let top = end - cols, bottom = end; top < end; top++, bottom++) {
        list[count] = top;
        const differs = (wanted[top]! ^ shown[top]!) | (wanted[bottom]! ^ shown[bottom]!);
        count += differs === 0 ? 0 : 1;
      }
    }
    this.#count = count;
  }

  #dropCovered({ coverage, cols }: Cells): void {
    const list = this.#list;
    let count = 0;
    for (let n = 0; n < this.#count; n++) {
      const top = list[n]!;
      const row = Math.floor(top / (2 * cols));
      if (coverage[top - row * cols] !== COVERED) list[count++] = top;
    }
    this.#count = count;
  }
}

/**
 * Paints the listed cells exactly as wanted, until about `budget` bytes are written.
 *
 * @returns how many of them were painted.
 */
export function paintExact(cells: Cells, changes: Changes, pen: Pen, limit: PaintLimit): number {
  const { wanted, shown, cols } = cells;
  const { rect, budget } = limit;
  const count = changes.count;
  let n = 0;
  while (n < count && (n === 0 || (pen.length < budget && pen.hasRoom))) {
    const top = changes.at(n++);
    const row = Math.floor(top / (2 * cols));
    const col = top - 2 * row * cols;
    const upper = wanted[top]!;
    const lower = wanted[top + cols]!;
    pen.moveTo(rect.y + row, rect.x + col);
    pen.cell(upper, lower);
    shown[top] = upper;
    shown[top + cols] = lower;
  }
  return n;
}

/** Where a pane's cells are on the terminal, and how many bytes a paint may take. */
export interface PaintLimit {
  readonly rect: Rect;
  readonly budget: number;
}
