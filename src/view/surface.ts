import type { Frame } from "../frame/frame.js";
import { NO_SIZE, type Size } from "../frame/frame.js";
import { squareBox } from "../frame/fit.js";
import { Letterbox } from "../frame/letterbox.js";
import type { Glyphs } from "../render/glyphs/glyph-set.js";
import { inside } from "../render/layout.js";
import { PanePainter, type Colors, type PainterOptions } from "../render/pane-painter.js";
import type { Rect } from "../render/rect.js";
import type { Canvas } from "./canvas.js";
import type { Cell, Grid, Hole } from "./compositor.js";
import { HOLE_ATTRIBUTES, PLAIN } from "./palette.js";
import type { Contents, Panel } from "./panel.js";

const NOTHING = new Uint8Array(0);

const COVERED = 0;
const OURS = 1;
const SHADED = 2;

const NOWHERE: Rect = { x: 0, y: 0, cols: 0, rows: 0 };

/**
 * A video pane in blessed's layout.
 *
 * Its panel is filled with a private-use character of its own, the hole. After
 * blessed has composed everything, the cells that still hold it are ours, and
 * the others are covered by some other box; blessed is told that holes are on
 * the screen already, so that it neither writes nor erases them.
 */
export class Surface implements Hole {
  readonly #panel: Panel;
  #painting: PainterOptions;
  #painter: PanePainter;
  /** A private-use character: nothing printable ever composes to it. */
  readonly #hole: string;
  #rect = NOWHERE;
  #coverage = new Uint8Array(0);
  #letterbox = new Letterbox({ width: 1, height: 1 });
  /** How much taller than wide a cell is. */
  #cell = 2;
  #canvas: Canvas | undefined;
  /** What shows the picture now, if it is not cells. */
  #drawn: Canvas | undefined;
  /** Nothing lies over the pane. */
  #bare = false;
  #frame: Frame | undefined;
  /** The newest frame has not been painted yet. */
  #fresh = false;
  /** Cells of ours show something else: a popup left, the pane moved. */
  #damaged = false;
  #painted = 0;
  #skipped = 0;

  constructor(panel: Panel, hole: string, colors: Colors, painting: PainterOptions = {}) {
    this.#panel = panel;
    this.#hole = hole;
    this.#painting = painting;
    this.#painter = new PanePainter(colors, painting);
  }

  /** Paints in these colours from now on, and again what it has painted. */
  set colors(colors: Colors) {
    if (colors === this.#painter.colors) return;
    this.#painter = new PanePainter(colors, this.#painting);
    this.#painter.place(this.#rect, this.#coverage);
    this.#damaged = true;
  }

  /** Paints with these shapes from now on, and again what it has painted. */
  set glyphs(glyphs: Glyphs) {
    if (glyphs === this.#painter.glyphs) return;
    this.#painting = { ...this.#painting, glyphs };
    this.#painter = new PanePainter(this.#painter.colors, this.#painting);
    this.#painter.place(this.#rect, this.#coverage);
    this.#fitTo(this.#rect);
  }

  /** Shows pictures in pixels while nothing lies over the pane; undefined: in cells. */
  set canvas(canvas: Canvas | undefined) {
    if (canvas === this.#canvas) return;
    this.#canvas = canvas;
    this.#damaged = true;
  }

  /** The bytes that take away what does not go by itself: to be written when the terminal is given back. */
  get farewell(): string {
    return Buffer.from(this.#drawn?.erase() ?? NOTHING).toString();
  }

  /** How much coarser than meant the last picture was painted, from 1 to 10. */
  get coarseness(): number {
    return (this.#drawn ?? this.#painter).coarseness;
  }

  /** Cells that show a picture; 0 without one. */
  get cells(): number {
    return this.hasPicture ? this.#rect.cols * this.#rect.rows : 0;
  }

  /** Bytes that each picture should take. */
  set target(bytes: number) {
    this.#painter.target = bytes;
    if (this.#canvas) this.#canvas.target = bytes;
  }

  get panel(): Panel {
    return this.#panel;
  }

  get painted(): number {
    return this.#painted;
  }

  /** Pictures that a newer one replaced before they were painted. */
  get skipped(): number {
    return this.#skipped;
  }

  get hasPicture(): boolean {
    return this.#frame !== undefined;
  }

  /** Whether there is a picture that was not painted yet. */
  get fresh(): boolean {
    return this.#fresh && this.#rect.cols > 0;
  }

  /** Whether painting the same picture again would make it sharper. */
  get coarse(): boolean {
    if (this.#frame === undefined || this.#rect.cols === 0) return false;
    return !this.#fresh && this.#painter.coarse;
  }

  /** Whether what is shown is not whole. */
  get torn(): boolean {
    if (this.#isLeft) return true;
    if (this.#frame === undefined || this.#rect.cols === 0) return false;
    return this.#damaged || (this.#drawn === undefined && this.#painter.pending);
  }

  /** Whether the pane shows what is not its own, so that it cannot wait. */
  get wantsRepair(): boolean {
    if (this.#isLeft) return true;
    return this.#damaged && this.#frame !== undefined && this.#rect.cols > 0;
  }

  /** The box of square pixels that pictures need not exceed. */
  get size(): Size {
    const room = inside(this.#panel.place);
    if (room.cols < 1 || room.rows < 1) return NO_SIZE;
    if (this.#canvas?.hopeless === false) return this.#canvas.sizeOf(room);
    return squareBox(this.#painter.sizeOf(room), this.#painter.stretch(this.#cell));
  }

  /** How much taller than wide a cell is; 2 unless the terminal says otherwise. */
  set cell(aspect: number) {
    this.#cell = aspect;
    this.#fitTo(this.#rect);
  }

  /** The picture to paint from now on; undefined: the panel's words stand instead. */
  set frame(frame: Frame | undefined) {
    if (this.#fresh && frame !== undefined) this.#skipped++;
    this.#frame = frame;
    this.#fresh = frame !== undefined;
  }

  /** Shows the pane: its picture if there is one, else `contents.lines`. */
  show(contents: Contents): void {
    const hollow = this.hasPicture;
    this.#panel.fill(hollow ? this.#hole : " ", hollow ? HOLE_ATTRIBUTES : PLAIN);
    this.#panel.show(hollow ? { ...contents, lines: [] } : contents);
  }

  hide(): void {
    this.#panel.hide();
  }

  adopt(wanted: Grid, shown: Grid): void {
    const rect = inside(this.#panel.place);
    if (!same(rect, this.#rect)) this.#fitTo(rect);
    const { cols, rows } = rect;
    const stale: number[] = [];
    this.#bare = cols > 0 && rows > 0;
    for (let row = 0, index = 0; row < rows; row++) {
      const wantedLine = wanted[rect.y + row];
      const shownLine = shown[rect.y + row];
      for (let col = 0; col < cols; col++, index++) {
        const cell = wantedLine?.[rect.x + col];
        const old = shownLine?.[rect.x + col];
        const coverage = this.#coverageOf(cell);
        if (coverage !== OURS) this.#bare = false;
        this.#cover(index, coverage);
        if (cell === undefined || old === undefined || cell[1] !== this.#hole) continue;
        if (old[1] !== this.#hole) stale.push(index);
        old[0] = cell[0];
        old[1] = this.#hole;
      }
    }
    this.#painter.place(rect, this.#coverage);
    for (const index of stale) this.#painter.stale(index);
    if (stale.length > 0) this.#damaged = true;
  }

  /**
   * The bytes that bring the terminal up to date, about `budget` at most, or
   * exactly, and then in cells; valid until the next paint. Pixels come whole.
   */
  paint(budget: number, exactly = false): Uint8Array {
    const canvas = exactly ? undefined : this.#wantedCanvas;
    const erased = this.#drawn === undefined || this.#drawn === canvas ? NOTHING : this.#wipe();
    if (this.#frame === undefined) return erased;
    if (this.#fresh) this.#painted++;
    this.#fresh = false;
    const anew = this.#damaged || this.#drawn !== canvas;
    this.#damaged = false;
    this.#drawn = canvas;
    const bytes = canvas
      ? canvas.draw(this.#frame, this.#rect, anew)
      : this.#painter.paint(this.#letterbox.fit(this.#frame), budget, exactly);
    return erased.length === 0 ? bytes : Buffer.concat([erased, bytes]);
  }

  /** What should show the picture, if not cells. */
  get #wantedCanvas(): Canvas | undefined {
    const usable = this.#bare && this.#frame !== undefined && this.#canvas?.hopeless === false;
    return usable ? this.#canvas : undefined;
  }

  /** Whether there are pixels on the terminal that should not be there any more. */
  get #isLeft(): boolean {
    return this.#drawn !== undefined && this.#drawn !== this.#wantedCanvas;
  }

  /** Takes the pixels away; what was painted beneath them is not to be relied on. */
  #wipe(): Uint8Array {
    const bytes = this.#drawn!.erase();
    this.#drawn = undefined;
    this.#painter.stale();
    return bytes;
  }

  #coverageOf(cell: Cell | undefined): number {
    if (cell === undefined || cell[1] !== this.#hole) return COVERED;
    return cell[0] === HOLE_ATTRIBUTES ? OURS : SHADED;
  }

  #cover(index: number, coverage: number): void {
    if (this.#coverage[index] === coverage) return;
    this.#coverage[index] = coverage;
    this.#damaged = true;
  }

  #fitTo(rect: Rect): void {
    this.#rect = rect;
    this.#coverage = new Uint8Array(rect.cols * rect.rows);
    if (rect.cols < 1 || rect.rows < 1) return;
    const stretch = this.#painter.stretch(this.#cell);
    this.#letterbox = new Letterbox(this.#painter.sizeOf(rect), stretch);
    this.#damaged = true;
  }
}

const same = (a: Rect, b: Rect): boolean =>
  a.x === b.x && a.y === b.y && a.cols === b.cols && a.rows === b.rows;
