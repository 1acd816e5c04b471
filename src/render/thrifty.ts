import { allowance, roughness } from "./beginning.js";
import { Lambda, UNSEEN } from "./lambda.js";
import type { Method, Task } from "./method.js";

/** Part of a row of cells: columns `from` up to but not including `to`. */
export interface Span {
  readonly row: number;
  readonly from: number;
  readonly to: number;
}

/** How one kind of cell is painted. */
export interface Hand {
  /**
   * Paints what is worth it in part of a row. `lambdas` says what a byte is
   * worth in sixteenths of squared error, by how long a cell has stood still.
   *
   * @returns the column where it stopped because the task {@link isSpent}, else `to`.
   */
  paintSpan(task: Task, span: Span, lambdas: Int32Array): number;
}

/** Whether another cell must wait for the next paint; never before the first. */
export const isSpent = ({ pen, budget }: Task): boolean =>
  pen.length > 0 && (pen.length >= budget || !pen.hasRoom);

/** Paints cells where they are worth their bytes. */
export class Thrifty implements Method {
  readonly #hand: Hand;
  readonly #lambda: Lambda;
  readonly #exact: Method | undefined;
  /** The cell to begin with: where the last paint stopped. */
  #from = 0;
  #coarse = true;

  /**
   * `base`: the squared error of a cell that one byte is worth. `exact` says
   * what a first picture would take with nothing left out; if none does, it is
   * painted as rough as any cell of which nothing is shown.
   */
  constructor(hand: Hand, base: number, exact?: Method) {
    this.#hand = hand;
    this.#lambda = new Lambda(base);
    this.#exact = exact;
  }

  get coarse(): boolean {
    return this.#coarse;
  }

  get coarseness(): number {
    return this.#lambda.coarseness;
  }

  paint(task: Task): boolean {
    if (task.fresh) task.cells.compare();
    if (task.cells.blank) this.#begin(task);
    this.#coarse = !task.cells.stillness.settled;
    const pending = !this.#paintRows(task);
    if (!pending) this.#lambda.unseen = UNSEEN;
    // the rest of a picture that was cut short says nothing about what pictures take
    if (task.fresh) this.#lambda.steer(task.pen.length, task.target);
    return pending;
  }

  /** Finds out by trying how rough the first picture shall be. */
  #begin(task: Task): void {
    const exact = this.#exact;
    if (exact === undefined) return;
    const allowed = allowance(
      bytesOf(task, (whole) => exact.paint(whole)),
      task.cells,
    );
    this.#lambda.unseen = roughness(allowed, (unseen) => {
      this.#lambda.unseen = unseen;
      return bytesOf(task, (whole) => this.#paintRows(whole));
    });
  }

  /** Paints all rows, beginning with the cell where the last paint stopped; false if it stopped again. */
  #paintRows(task: Task): boolean {
    const { cols, rows } = task.cells;
    const first = Math.floor(this.#from / cols);
    const col = this.#from - first * cols;
    for (let n = 0; n < rows; n++) {
      const row = (first + n) % rows;
      if (!this.#paintSpan(task, { row, from: n === 0 ? col : 0, to: cols })) return false;
    }
    return col === 0 || this.#paintSpan(task, { row: first, from: 0, to: col });
  }

  #paintSpan(task: Task, span: Span): boolean {
    const end = this.#hand.paintSpan(task, span, this.#lambda.byStillness);
    if (end === span.to) return true;
    this.#from = span.row * task.cells.cols + end;
    return false;
  }
}

/** What a way to paint takes for a picture of which nothing is shown yet; nothing is afterwards. */
function bytesOf(task: Task, paint: (whole: Task) => void): number {
  const { cells, pen, x, y, target, fresh } = task;
  // written out as all tasks are, for V8 knows objects by that: spread ones make every paint after them slower
  paint({ cells, pen, x, y, budget: Infinity, target, fresh });
  const bytes = pen.length;
  pen.start();
  cells.forgetAll();
  return bytes;
}
