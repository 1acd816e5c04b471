import type { Cells } from "./cells.js";
import type { Pen } from "./pen.js";

/** What a paint may do. */
export interface Task {
  readonly cells: Cells;
  readonly pen: Pen;
  /** Where the pane's first cell is on the terminal. */
  readonly x: number;
  readonly y: number;
  /** Bytes to stop at, about. */
  readonly budget: number;
  /** Bytes to come out at on average, by painting more coarsely; Infinity: as good as it means to be. */
  readonly target: number;
  /** The picture is another than last time, not the rest of the same. */
  readonly fresh: boolean;
}

/** A way to bring what is shown nearer to what is wanted. */
export interface Method {
  /**
   * Paints until everything is as good as it means to make it, or the budget
   * is spent; goes on where it stopped last time. Paints one cell at least if
   * any is to be painted.
   *
   * @returns whether something is left to do.
   */
  paint(task: Task): boolean;
  /** How much coarser than it means to be it paints to meet the target: 1 not at all. */
  readonly coarseness: number;
  /** Whether painting the same picture again would bring it nearer still. */
  readonly coarse: boolean;
}
