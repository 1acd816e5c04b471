import type { Frame } from "../frame/frame.js";
import { Cells } from "./cells.js";
import { AnsiInks } from "./colors/ansi.js";
import { DirectInks } from "./colors/direct.js";
import { IndexedInks } from "./colors/indexed.js";
import type { Inks } from "./colors/inks.js";
import { MonoInks } from "./colors/mono.js";
import { Exact } from "./exact.js";
import type { Method } from "./method.js";
import { Pen } from "./pen.js";
import type { Rect } from "./rect.js";
import { Thrifty } from "./thrifty.js";
import { unreachable } from "../util/unreachable.js";

/** How many colours the terminal can show. */
export type Colors = "truecolor" | "256" | "16" | "mono";

export interface PainterOptions {
  /** Shows every picture exactly, as far as the colours go, whatever it takes. */
  readonly lossless?: boolean;
  /** The squared error of a cell that one byte is worth; undefined: what suits the colours. */
  readonly lambda?: number;
}

/** The squared error of a cell that one byte is worth: more where colours are far apart anyway. */
const LAMBDA: Readonly<Record<Colors, number>> = { truecolor: 4, "256": 30, "16": 150, mono: 400 };

const NOWHERE: Rect = { x: 0, y: 0, cols: 0, rows: 0 };

/**
 * Pictures in, escape bytes out: paints one pane of a terminal whose other
 * cells belong to others.
 *
 * It remembers what the terminal shows and writes only what is worth changing
 * (see docs/RENDERING.md); every byte it returned must reach the terminal, in
 * order. It ends each paint with the terminal's own colours and leaves the
 * cursor anywhere.
 */
export class PanePainter {
  readonly colors: Colors;
  /**
   * Bytes that a paint should take on average, met by painting more coarsely
   * (see {@link coarseness}); a wish, where a paint's `budget` is a limit. Has
   * no effect on a lossless painter.
   */
  target = Infinity;
  readonly #lossless: boolean;
  readonly #lambda: number;
  readonly #inks: Inks;
  readonly #pen: Pen;
  #rect = NOWHERE;
  #cells = new Cells(0, 0);
  #method: Method;
  #pending = false;
  #picture: Frame | undefined;

  constructor(colors: Colors, { lossless = false, lambda = LAMBDA[colors] }: PainterOptions = {}) {
    this.colors = colors;
    this.#lossless = lossless;
    this.#lambda = lambda;
    this.#inks = inksFor(colors);
    this.#pen = new Pen(this.#inks);
    this.#method = this.#newMethod(0, 0);
  }

  /** Whether the budget cut the last paint short: there is more to show of the same picture. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Whether painting the same picture again would bring it nearer: worth doing when no newer one comes. */
  get coarse(): boolean {
    return this.#method.coarse;
  }

  /**
   * How much coarser than usual it paints to meet the {@link target}: from 1 to
   * 10, where streaks begin to show and fewer pictures look better.
   */
  get coarseness(): number {
    return this.#method.coarseness;
  }

  /**
   * Says where the pane is and which of its cells are ours.
   *
   * `coverage` has one byte a cell, row-major: 0 covered by another widget, 1
   * ours, 2 ours in the shadow of a popup (shown at half brightness). It is
   * copied. Cells whose coverage changed are painted anew, and all of them
   * when the pane moved.
   *
   * @throws RangeError if `coverage` is not one byte a cell.
   */
  place(rect: Rect, coverage: Uint8Array): void {
    const { cols, rows } = rect;
    if (coverage.length !== cols * rows) {
      throw new RangeError(`painter: ${coverage.length} bytes cannot cover ${cols}x${rows} cells`);
    }
    const old = this.#rect;
    if (cols !== old.cols || rows !== old.rows) {
      this.#cells = new Cells(cols, rows);
      this.#method = this.#newMethod(cols, rows);
    } else if (rect.x !== old.x || rect.y !== old.y) {
      this.#cells.forgetAll();
    }
    this.#rect = rect;
    this.#cells.cover(coverage);
  }

  /** The terminal no longer shows what was painted: in the cell `index` (row-major), or anywhere. */
  stale(index?: number): void {
    if (index === undefined) this.#cells.forgetAll();
    else this.#cells.forget(index);
  }

  /**
   * The bytes that bring what the terminal shows to `picture`, or as near as it is worth; empty when it is there.
   *
   * `picture` is exactly `cols` x `2 * rows` pixels. At most about `budget`
   * bytes (one cell more): the next paint goes on from there, see
   * {@link pending}. The result is valid until the next paint.
   *
   * @throws RangeError if the picture has another size.
   */
  paint(picture: Frame, budget = Infinity): Uint8Array {
    const { cols, rows, x, y } = this.#rect;
    if (picture.width !== cols || picture.height !== 2 * rows) {
      throw new RangeError(
        `painter: a picture of ${picture.width}x${picture.height} cannot fill ${cols}x${rows} cells`,
      );
    }
    const fresh = !(this.#pending && picture === this.#picture);
    const cells = this.#cells;
    const pen = this.#pen;
    this.#picture = picture;
    if (fresh) cells.turn();
    cells.want(picture);
    this.#inks.grain(cells.wanted, cols);
    pen.start();
    this.#pending = this.#method.paint({ cells, pen, x, y, budget, target: this.target, fresh });
    return pen.finish();
  }

  #newMethod(cols: number, rows: number): Method {
    return this.#lossless
      ? new Exact(cols * rows, this.#inks)
      : new Thrifty(this.#inks, this.#lambda);
  }
}

function inksFor(colors: Colors): Inks {
  switch (colors) {
    case "truecolor":
      return new DirectInks();
    case "256":
      return new IndexedInks();
    case "16":
      return new AnsiInks();
    case "mono":
      return new MonoInks();
    default:
      return unreachable(colors);
  }
}
