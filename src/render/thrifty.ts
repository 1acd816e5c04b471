import type { Inks } from "./colors/inks.js";
import type { Method, Task } from "./method.js";
import { SETTLED } from "./stillness.js";
import {
  LEFT,
  plan,
  plannedBottom,
  plannedCol,
  plannedTop,
  SIXTEENTHS,
  type Span,
} from "./trellis.js";

/**
 * Lambda by how long a cell has stood still, as a multiple of the base. What
 * moves is painted again soon and seen badly meanwhile; what stands still is
 * looked at, and every byte spent on it is of use for many pictures. Against
 * one lambda for all this saves a fifth of the bytes at equal PSNR.
 */
const BY_STILLNESS = [4, 2, 1, ...Array.from({ length: SETTLED - 3 }, () => 0.5), 0.25];

/** The coarsest the steering goes: beyond it horizontal streaks show, and fewer pictures look better. */
const COARSEST = 10;
/** How fast steering follows, up and down. */
const FASTEST_UP = 1.6;
const FASTEST_DOWN = 0.75;

/** Paints what is worth its bytes, and the longer a cell stands still the more it is worth. */
export class Thrifty implements Method {
  readonly #inks: Inks;
  readonly #base: number;
  readonly #lambdas = new Int32Array(BY_STILLNESS.length);
  /** The cell to begin with: where the last paint stopped. */
  #from = 0;
  #coarse = true;
  #coarseness = 1;

  /** `base`: the squared error of a cell that one byte is worth. */
  constructor(inks: Inks, base: number) {
    this.#inks = inks;
    this.#base = base;
    this.#weigh();
  }

  get coarse(): boolean {
    return this.#coarse;
  }

  get coarseness(): number {
    return this.#coarseness;
  }

  paint(task: Task): boolean {
    if (task.fresh) task.cells.compare();
    this.#coarse = !task.cells.stillness.settled;
    const pending = !this.#paintRows(task);
    // the rest of a picture that was cut short says nothing about what pictures take
    if (task.fresh) this.#steer(task.pen.length, task.target);
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
    const count = plan(cells, span, { inks: this.#inks, lambdas: this.#lambdas, pen });
    for (let n = 0; n < count; n++) {
      const upper = plannedTop(n);
      if (upper === LEFT) continue;
      const col = plannedCol(n);
      if (pen.length > 0 && (pen.length >= budget || !pen.hasRoom)) {
        this.#from = span.row * cols + col;
        return false;
      }
      const lower = plannedBottom(n);
      const top = 2 * span.row * cols + col;
      pen.moveTo(y + span.row, x + col);
      pen.cell(upper, lower);
      shown[top] = upper;
      shown[top + cols] = lower;
    }
    return true;
  }

  /**
   * Bytes fall about as the square root of lambda rises, so the overshoot is
   * met half-way in each paint; less than that would lag behind a moving hand.
   */
  #steer(bytes: number, target: number): void {
    const change = Math.sqrt((bytes + 1) / (target + 1));
    const step = Math.min(FASTEST_UP, Math.max(FASTEST_DOWN, change));
    const coarseness = Math.min(COARSEST, Math.max(1, this.#coarseness * step));
    if (coarseness === this.#coarseness) return;
    this.#coarseness = coarseness;
    this.#weigh();
  }

  #weigh(): void {
    for (let still = 0; still < BY_STILLNESS.length; still++) {
      const lambda = this.#base * this.#coarseness * BY_STILLNESS[still]!;
      this.#lambdas[still] = Math.max(1, Math.round(lambda * (1 << SIXTEENTHS)));
    }
  }
}
