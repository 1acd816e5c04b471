import type { Frame } from "../frame/frame.js";
import { Cells } from "./cells.js";
import { AnsiInks } from "./colors/ansi.js";
import { DirectInks } from "./colors/direct.js";
import { IndexedInks } from "./colors/indexed.js";
import type { Inks } from "./colors/inks.js";
import { MonoInks } from "./colors/mono.js";
import { Changes, paintExact } from "./exact.js";
import { Pen } from "./pen.js";
import type { Rect } from "./rect.js";
import { unreachable } from "../util/unreachable.js";

/** How many colours the terminal can show. */
export type Colors = "truecolor" | "256" | "16" | "mono";

const NOTHING = new Uint8Array(0);
const NOWHERE: Rect = { x: 0, y: 0, cols: 0, rows: 0 };

/**
 * Pictures in, escape bytes out: paints one pane of a terminal whose other
 * cells belong to others.
 *
 * It remembers what the terminal shows and writes only what differs; every
 * byte it returned must reach the terminal, in order. It ends each paint with
 * the terminal's own colours and leaves the cursor anywhere.
 */
export class PanePainter {
  readonly colors: Colors;
  readonly #inks: Inks;
  readonly #pen: Pen;
  #rect = NOWHERE;
  #cells = new Cells(0, 0);
  #changes = new Changes(0);
  /** The upper pixel of the cell to begin with: where the budget ended the last paint. */
  #from = 0;
  #pending = false;

  constructor(colors: Colors) {
    this.colors = colors;
    this.#inks = inksFor(colors);
    this.#pen = new Pen(this.#inks);
  }

  /** Whether the budget cut the last paint short: there is more to show of the same picture. */
  get pending(): boolean {
    return this.#pending;
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
      this.#changes = new Changes(cols * rows);
      this.#from = 0;
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
   * The bytes that turn what the terminal shows into `picture`; empty when it shows it already.
   *
   * `picture` is exactly `cols` x `2 * rows` pixels. At most about `budget`
   * bytes (one cell more): the next paint goes on from there, see
   * {@link pending}. The result is valid until the next paint.
   *
   * @throws RangeError if the picture has another size.
   */
  paint(picture: Frame, budget = Infinity): Uint8Array {
    const { cols, rows } = this.#rect;
    if (picture.width !== cols || picture.height !== 2 * rows) {
      throw new RangeError(
        `painter: a picture of ${picture.width}x${picture.height} cannot fill ${cols}x${rows} cells`,
      );
    }
    this.#cells.want(picture);
    this.#inks.mix(this.#cells.wanted, cols);
    this.#changes.find(this.#cells, this.#from);
    const count = this.#changes.count;
    this.#pending = false;
    if (count === 0) return NOTHING;
    this.#pen.start();
    const painted = paintExact(this.#cells, this.#changes, this.#pen, { rect: this.#rect, budget });
    this.#pending = painted < count;
    if (this.#pending) this.#from = this.#changes.at(painted);
    return this.#pen.finish();
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
