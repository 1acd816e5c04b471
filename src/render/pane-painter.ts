import type { Frame, Size } from "../frame/frame.js";
import { Cells } from "./cells.js";
import type { Glyphs } from "./glyphs/glyph-set.js";
import type { Method } from "./method.js";
import { Pen } from "./pen.js";
import type { Rect } from "./rect.js";
import { type Colors, type PainterOptions, type Style, styleFor } from "./style.js";

export type { Colors, PainterOptions } from "./style.js";

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
  readonly glyphs: Glyphs;
  /**
   * Bytes that a paint should take on average, met by painting more coarsely
   * (see {@link coarseness}); a wish, where a paint's `budget` is a limit. Has
   * no effect on a lossless painter.
   */
  target = Infinity;
  readonly #style: Style;
  readonly #pen: Pen;
  #rect = NOWHERE;
  #cells: Cells;
  #method: Method;
  #exact: Method | undefined;
  #pending = false;
  #picture: Frame | undefined;

  constructor(colors: Colors, options: PainterOptions = {}) {
    this.colors = colors;
    this.glyphs = options.glyphs ?? "half";
    this.#style = styleFor(colors, options);
    this.#pen = new Pen(this.#style.inks, options.afloat);
    this.#cells = this.#newCells(0, 0);
    this.#method = this.#style.newMethod(0);
  }

  /** Pixels that a picture must have. */
  get size(): Size {
    return this.sizeOf(this.#rect);
  }

  /** Pixels of a pane of so many cells. */
  sizeOf({ cols, rows }: Pick<Rect, "cols" | "rows">): Size {
    const { across, down } = this.#style;
    return { width: cols * across, height: rows * down };
  }

  /** How much taller than wide such a pixel is, if a cell is `cell` times taller than wide. */
  stretch(cell = 2): number {
    return (cell * this.#style.across) / this.#style.down;
  }

  /** What the terminal shows in each of these pixels, 0xRRGGBB or `NO_COLOR`: the painter's own, changed by the next paint. */
  get shown(): Int32Array {
    return this.#cells.shown;
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
      this.#cells = this.#newCells(cols, rows);
      this.#method = this.#style.newMethod(cols * rows);
      this.#exact = this.#style.newExact(cols * rows);
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
   * `picture` is exactly of the {@link size} asked for. At most about `budget`
   * bytes (one cell more): the next paint goes on from there, see
   * {@link pending}. The result is valid until the next paint. `exactly` paints
   * as a lossless painter does, this once.
   *
   * @throws RangeError if the picture has another size.
   */
  paint(picture: Frame, budget = Infinity, exactly = false): Uint8Array {
    const { width, height } = this.size;
    if (picture.width !== width || picture.height !== height) {
      throw new RangeError(
        `painter: a picture of ${picture.width}x${picture.height} cannot fill ${width}x${height}`,
      );
    }
    const fresh = !(this.#pending && this.#isTheSame(picture));
    const cells = this.#cells;
    const pen = this.#pen;
    this.#picture = picture;
    if (fresh) cells.turn();
    cells.want(picture);
    this.#style.inks.grain(cells.wanted, width);
    pen.start();
    const { x, y } = this.#rect;
    const method = (exactly ? this.#exact : undefined) ?? this.#method;
    this.#pending = method.paint({ cells, pen, x, y, budget, target: this.target, fresh });
    return pen.finish();
  }

  /** Whether this is the last picture again; its owner may have made a new object or a new picture of it. */
  #isTheSame({ pixels, capturedAt }: Frame): boolean {
    return pixels === this.#picture?.pixels && capturedAt === this.#picture.capturedAt;
  }

  #newCells(cols: number, rows: number): Cells {
    const { across, down } = this.#style;
    return new Cells(cols, rows, across, down);
  }
}
