/**
 * Pictures of any size in, a terminal's whole film out: what `tetatty render`
 * writes. Each picture is one synchronised update (`CSI ?2026h` to `CSI
 * ?2026l`), which terminals that do not know it ignore.
 */
import type { Frame, Size } from "../frame/frame.js";
import { squareBox } from "../frame/fit.js";
import { Letterbox } from "../frame/letterbox.js";
import { PanePainter, type Colors, type PainterOptions } from "./pane-painter.js";

/** How a film is made. */
export interface FilmOptions extends PainterOptions {
  readonly colors: Colors;
  /** Size of the picture in cells; it begins in the terminal's upper left corner. */
  readonly cols: number;
  readonly rows: number;
  /** How much taller than wide a cell is; 2 if not said. */
  readonly cell?: number;
  /** Mixes light instead of levels where pictures are made smaller, see `ScalerOptions`. */
  readonly linear?: boolean;
}

/** What a film took so far. */
export interface FilmStats {
  readonly frames: number;
  /** Bytes of all pictures, the last made sharp included, and of the first alone. */
  readonly bytes: number;
  readonly first: number;
}

const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";
/** Hides the cursor and clears, so that nothing old stands beside the picture. */
const OPENING = "\x1b[?25l\x1b[2J";

const encoder = new TextEncoder();
const begin = encoder.encode(BEGIN);
const end = encoder.encode(END);

export class Film {
  readonly #painter: PanePainter;
  readonly #letterbox: Letterbox;
  readonly #rows: number;
  readonly #stretch: number;
  #asked: Frame | undefined;
  #update = new Uint8Array(0);
  #frames = 0;
  #bytes = 0;
  #first = 0;

  constructor(options: FilmOptions) {
    const { colors, cols, rows, cell = 2, linear = false } = options;
    this.#painter = new PanePainter(colors, options);
    this.#painter.place({ x: 0, y: 0, cols, rows }, new Uint8Array(cols * rows).fill(1));
    this.#stretch = this.#painter.stretch(cell);
    this.#letterbox = new Letterbox(this.#painter.size, this.#stretch, { linear });
    this.#rows = rows;
  }

  /** Pixels that are shown of a picture, bars included; those of most glyphs are not square. */
  get size(): Size {
    return this.#painter.size;
  }

  /** The box of square pixels that pictures need not exceed. */
  get wanted(): Size {
    return squareBox(this.#painter.size, this.#stretch);
  }

  get stats(): FilmStats {
    return { frames: this.#frames, bytes: this.#bytes, first: this.#first };
  }

  /** To be written before the first picture. */
  opening(): Uint8Array {
    return encoder.encode(OPENING);
  }

  /** One picture, fitted; the bytes are valid until the next. An update without content if nothing changed. */
  next(frame: Frame): Uint8Array {
    this.#asked = this.#letterbox.fit(frame);
    const painted = this.#painter.paint(this.#asked);
    const update = this.#room(begin.length + painted.length + end.length);
    update.set(begin);
    update.set(painted, begin.length);
    update.set(end, begin.length + painted.length);
    if (this.#frames === 0) this.#first = update.length;
    this.#frames++;
    this.#bytes += update.length;
    return update;
  }

  /** How far what the terminal shows is from the last picture, fitted: the mean squared error of a channel. */
  error(): number {
    const { pixels } = this.#asked ?? { pixels: new Uint8Array(0) };
    const { shown } = this.#painter;
    let squares = 0;
    for (let at = 0, pixel = 0; at < pixels.length; at += 3, pixel++) {
      const color = shown[pixel]!;
      const blue = (color & 255) - pixels[at]!;
      const green = ((color >> 8) & 255) - pixels[at + 1]!;
      const red = ((color >> 16) & 255) - pixels[at + 2]!;
      squares += blue * blue + green * green + red * red;
    }
    return pixels.length === 0 ? 0 : squares / pixels.length;
  }

  /** To be written after the last picture, which stays: what makes it sharp, and the cursor, back and below it. */
  closing(): Uint8Array {
    const parts: Uint8Array[] = [];
    while (this.#asked !== undefined && this.#painter.coarse) {
      const painted = this.#painter.paint(this.#asked).slice();
      this.#bytes += painted.length;
      parts.push(painted);
    }
    parts.push(encoder.encode(`\x1b[m\x1b[${this.#rows};1H\r\n\x1b[?25h`));
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #room(length: number): Uint8Array {
    if (this.#update.length < length) this.#update = new Uint8Array(2 * length);
    return this.#update.subarray(0, length);
  }
}
