import blessed, { type Widgets } from "blessed";
import { holds, inside, type Place } from "../render/layout.js";
import type { Rect } from "../render/rect.js";
import { cutLine, EMPTY, lineWidth, type Ink, type Line } from "../render/words.js";
import { glyphs } from "../render/words-width.js";
import type { Cell, Compositor, Grid } from "./compositor.js";
import { PLAIN, type Attributes } from "./palette.js";

/** What a panel shows, from the outside in. */
export interface Contents {
  readonly place: Place;
  /** In the upper frame, left. */
  readonly title?: Line;
  /** In the lower frame, left. */
  readonly foot?: Line;
  readonly lines?: readonly Line[];
  /** How the frame is drawn. */
  readonly frame?: Ink;
}

/** A key that a click on some cells is. */
interface Press extends Rect {
  readonly key: string;
}

const NOWHERE: Place = { x: 0, y: 0, cols: 0, rows: 0, framed: false };
const BLANK = " ";
/** Cells between the frame's corner and the words in it. */
const INDENT = 1;

/**
 * A blessed box whose words are written cell by cell.
 *
 * blessed's own content goes through its tags, its escape parser and its width
 * tables; a name from the network should meet none of them.
 */
export class Panel {
  readonly box: Widgets.BoxElement;
  readonly #screen: { readonly lines: Grid };
  #inks: Readonly<Record<Ink, Attributes>>;
  readonly #border: unknown;
  #contents: Contents = { place: NOWHERE };
  #presses: Press[] = [];

  constructor(compositor: Compositor, inks: Readonly<Record<Ink, Attributes>>, shadow = false) {
    this.#inks = inks;
    this.#screen = compositor.screen as unknown as { readonly lines: Grid };
    this.box = blessed.box({ parent: compositor.screen, hidden: true, shadow, border: "line" });
    this.#border = this.box.border;
    this.box.on("render", () => this.#write());
  }

  /** How inks look from the next drawing on. */
  set inks(inks: Readonly<Record<Ink, Attributes>>) {
    this.#inks = inks;
  }

  set shadow(on: boolean) {
    Object.assign(this.box, { shadow: on });
  }

  get shown(): boolean {
    return !this.box.hidden;
  }

  get place(): Place {
    return this.shown ? this.#contents.place : NOWHERE;
  }

  show(contents: Contents): void {
    this.#contents = contents;
    const { x, y, cols, rows, framed } = contents.place;
    const border = framed ? this.#border : undefined;
    Object.assign(this.box, { left: x, top: y, width: cols, height: rows, border });
    this.box.show();
  }

  hide(): void {
    this.box.hide();
  }

  /** What blessed fills the inside with. */
  fill(glyph: string, attributes: Attributes): void {
    Object.assign(this.box, { ch: glyph });
    this.box.style = { fg: (attributes >> 9) & 0x1ff, bg: attributes & 0x1ff, border: {} };
  }

  /** The key that a click on this cell is. */
  pressAt(x: number, y: number): string | undefined {
    if (!this.shown) return undefined;
    return this.#presses.find((press) => holds(press, x, y))?.key;
  }

  #write(): void {
    this.#presses = [];
    const { place, title = EMPTY, foot = EMPTY, lines = [], frame = "dim" } = this.#contents;
    const inner = inside(place);
    if (place.framed) {
      this.#frame(place, this.#inks[frame]);
      this.#inFrame(place, place.y, title);
      this.#inFrame(place, place.y + place.rows - 1, foot);
    }
    lines.slice(0, inner.rows).forEach((line, row) => {
      this.#words(line, { ...inner, y: inner.y + row });
    });
  }

  #cell(x: number, y: number): Cell | undefined {
    return this.#screen.lines[y]?.[x];
  }

  #put(x: number, y: number, attributes: Attributes, glyph: string): void {
    const cell = this.#cell(x, y);
    if (cell === undefined) return;
    cell[0] = attributes;
    cell[1] = glyph;
  }

  /** Round corners over blessed's square ones. */
  #frame({ x, y, cols, rows }: Rect, attributes: Attributes): void {
    const right = x + cols - 1;
    const bottom = y + rows - 1;
    for (let at = x + 1; at < right; at++) {
      this.#put(at, y, attributes, "─");
      this.#put(at, bottom, attributes, "─");
    }
    for (let at = y + 1; at < bottom; at++) {
      this.#put(x, at, attributes, "│");
      this.#put(right, at, attributes, "│");
    }
    this.#put(x, y, attributes, "╭");
    this.#put(right, y, attributes, "╮");
    this.#put(x, bottom, attributes, "╰");
    this.#put(right, bottom, attributes, "╯");
  }

  #inFrame({ x, cols }: Rect, y: number, line: Line): void {
    const room = cols - 2 - 2 * INDENT - 2;
    if (room < 1 || lineWidth(line) === 0) return;
    const fitted = cutLine(line, room);
    const from = x + 1 + INDENT;
    const width = lineWidth(fitted) + 2;
    for (let at = from; at < from + width; at++) this.#put(at, y, PLAIN, BLANK);
    this.#words(fitted, { x: from + 1, y, cols: room });
  }

  #words(line: Line, { x, y, cols }: Pick<Rect, "x" | "y" | "cols">): void {
    let at = x;
    for (const { text, ink, press } of cutLine(line, cols)) {
      const from = at;
      for (const glyph of glyphs(text)) {
        const drawn = glyph.plain ?? glyph.text;
        this.#put(at, y, this.#inks[ink], glyph.width === 2 ? wide(drawn, at, y) : drawn);
        at += glyph.width;
      }
      if (press !== undefined) {
        this.#presses.push({ x: from, y, cols: at - from, rows: 1, key: press });
      }
    }
  }
}

/**
 * A glyph that takes its two cells even where the terminal believes it is one
 * wide: blanks under it, and the cursor put after it. blessed writes what a
 * cell holds as it is, and skips the cell after a wide one.
 */
const wide = (glyph: string, x: number, y: number): string =>
  `  \x1b[${y + 1};${x + 1}H${glyph}\x1b[${y + 1};${x + 3}H`;
