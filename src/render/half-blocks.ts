import type { Inks } from "./colors/inks.js";
import type { Task } from "./method.js";
import * as plans from "./row-plan.js";
import { type Hand, isSpent, type Span } from "./thrifty.js";
import { plan } from "./trellis.js";

/** Paints cells of two pixels, one above the other, as the trellis plans them. */
export class HalfBlocks implements Hand {
  readonly #inks: Inks;

  constructor(inks: Inks) {
    this.#inks = inks;
  }

  paintSpan(task: Task, span: Span, lambdas: Int32Array): number {
    const { cells, pen, x, y } = task;
    const { shown, cols } = cells;
    const count = plan(cells, span, { inks: this.#inks, lambdas, pen });
    for (let n = 0; n < count; n++) {
      if (plans.isLeft(n)) continue;
      const col = plans.plannedCol(n);
      if (isSpent(task)) return col;
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
    return span.to;
  }
}
