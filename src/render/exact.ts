import { COVERED, type Cells } from "./cells.js";
import type { Inks } from "./colors/inks.js";
import type { Method, Task } from "./method.js";

/** Paints every cell that differs, exactly as wanted. */
export class Exact implements Method {
  readonly coarse = false;
  readonly coarseness = 1;
  readonly #inks: Inks;
  /** Upper pixels of the cells that differ. */
  readonly #changes: Int32Array;
  #count = 0;
  /** The upper pixel to begin with: where the last paint stopped. */
  #from = 0;

  constructor(cells: number, inks: Inks) {
    this.#inks = inks;
    // one more: the next entry is written before it is known to count
    this.#changes = new Int32Array(cells + 1);
  }

  paint(task: Task): boolean {
    const { cells, pen, budget } = task;
    this.#round(cells.wanted);
    this.#find(cells);
    if (cells.anyCovered) this.#dropCovered(cells);
    const first = this.#first();
    for (let n = 0; n < this.#count; n++) {
      const index = first + n < this.#count ? first + n : first + n - this.#count;
      const top = this.#changes[index]!;
      if (n > 0 && (pen.length >= budget || !pen.hasRoom)) {
        this.#from = top;
        return true;
      }
      paintCell(task, top);
    }
    return false;
  }

  #round(pixels: Int32Array): void {
    for (let at = 0; at < pixels.length; at++) pixels[at] = this.#inks.nearest(pixels[at]!);
  }

  /** Appends without a branch: on a noisy picture every second cell changes, and no processor guesses which. */
  #find({ wanted, shown, cols, rows }: Cells): void {
    const changes = this.#changes;
    let count = 0;
    for (let row = 0; row < rows; row++) {
      const end = (2 * row + 1) * cols;
      for (let top = end - cols, bottom = end; top < end; top++, bottom++) {
        changes[count] = top;
        const differs = (wanted[top]! ^ shown[top]!) | (wanted[bottom]! ^ shown[bottom]!);
        count += differs === 0 ? 0 : 1;
      }
    }
    this.#count = count;
  }

  #dropCovered({ coverage, cols }: Cells): void {
    const changes = this.#changes;
    let count = 0;
    for (let n = 0; n < this.#count; n++) {
      const top = changes[n]!;
      const row = Math.floor(top / (2 * cols));
      if (coverage[top - row * cols] !== COVERED) changes[count++] = top;
    }
    this.#count = count;
  }

  /** Which change comes first. */
  #first(): number {
    let first = 0;
    while (first < this.#count && this.#changes[first]! < this.#from) first++;
    return first < this.#count ? first : 0;
  }
}

function paintCell({ cells, pen, x, y }: Task, top: number): void {
  const { wanted, shown, cols } = cells;
  const row = Math.floor(top / (2 * cols));
  const upper = wanted[top]!;
  const lower = wanted[top + cols]!;
  pen.moveTo(y + row, x + top - 2 * row * cols);
  pen.cell(upper, lower);
  shown[top] = upper;
  shown[top + cols] = lower;
}
