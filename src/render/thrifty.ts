import type { Inks } from "./colors/inks.js";
import { Lambda } from "./lambda.js";
import type { Method, Task } from "./method.js";
import * as plans from "./row-plan.js";
import { plan, type Span } from "./trellis.js";

/** Paints half blocks where they are worth their bytes. */
export class Thrifty implements Method {
  readonly #inks: Inks;
  readonly #lambda: Lambda;
  /** The cell to begin with: where the last paint stopped. */
  #from = 0;
  #coarse = true;

  /** `base`: the squared error of a cell that one byte is worth. */
  constructor(inks: Inks, base: number) {
    this.#inks = inks;
    this.#lambda = new Lambda(base);
  }

  get coarse(): boolean {
    return this.#coarse;
  }

  get coarseness(): number {
    return this.#lambda.coarseness;
  }

  paint(task: Task): boolean {
    if (task.fresh) task.cells.compare();
    this.#coarse = !task.cells.stillness.settled;
    const pending = !this.#paintRows(task);
    // the rest of a picture that was cut short says nothing about what pictures take
    if (task.fresh) this.#lambda.steer(task.pen.length, task.target);
    return pending;
  }

  /** Paints all rows, beginning with the cell where the last paint stopped. */
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

  /** @returns false when the budget was spent. */
  #paintSpan({ cells, pen, x, y, budget }: Task, span: Span): boolean {
    const { shown, cols } = cells;
    const lambdas = this.#lambda.byStillness;
    const count = plan(cells, span, { inks: this.#inks, lambdas, pen });
    for (let n = 0; n < count; n++) {
      if (plans.isLeft(n)) continue;
      const col = plans.plannedCol(n);
      if (pen.length > 0 && (pen.length >= budget || !pen.hasRoom)) {
        this.#from = span.row * cols + col;
        return false;
      }
      const fg = plans.plannedFg(n);
      const bg = plans.plannedBg(n);
      const shape = plans.plannedShape(n);
      const top = 2 * span.row * cols + col;
      pen.moveTo(y + span.row, x + col);
      pen.set(fg, bg);
      pen.half(shape);
      shown[top] = (shape & plans.UPPER_IN_FG) === 0 ? bg : fg;
      shown[top + cols] = (shape & plans.LOWER_IN_FG) === 0 ? bg : fg;
    }
    return true;
  }
}
