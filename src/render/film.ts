/**
 * Pictures of any size in, a terminal's whole film out: what `tetatty render`
 * writes. It is drawn where the cursor stands, on rows made free for it, and
 * knows nothing of the rest of the screen. Each picture is one synchronised
 * update (`CSI ?2026h` to `CSI ?2026l`), which terminals that do not know it
 * ignore. One picture alone is text: lines in colour, and no other sequence.
 */
import type { Frame, Size } from "../frame/frame.js";
import { fillStretch, fitWhole, squareBox } from "../frame/fit.js";
import { Letterbox } from "../frame/letterbox.js";
import { judgedSize, Likeness } from "./likeness.js";
import { PanePainter, type Colors, type PainterOptions } from "./pane-painter.js";
import { ScreenCopy } from "./screen-copy.js";

/** How a film is made. */
export interface FilmOptions extends PainterOptions {
  readonly colors: Colors;
  /** Room in cells; of it, the film takes what the first picture's aspect fills. */
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

const USUAL_CELL = 2;
const encoder = new TextEncoder();
const BEGIN = encoder.encode("\x1b[?2026h");
const END = encoder.encode("\x1b[?2026l");
/** Ends an update that was cut off, and gives the cursor back on a line of its own. */
export const LAST_WORDS = "\x1b[?2026l\x1b[m\r\n\x1b[?25h";

export class Film {
  readonly #options: FilmOptions;
  readonly #cell: number;
  readonly #painter: PanePainter;
  readonly #out = new Growing();
  /** Set with the first picture. */
  #cells = { cols: 0, rows: 0 };
  #letterbox: Letterbox | undefined;
  #likeness: Likeness | undefined;
  #picture: Frame | undefined;
  #fitted: Frame | undefined;
  #frames = 0;
  #bytes = 0;
  #first = 0;

  constructor(options: FilmOptions) {
    this.#options = options;
    this.#cell = options.cell ?? USUAL_CELL;
    this.#painter = new PanePainter(options.colors, { ...options, afloat: true });
  }

  /** The cells that the pictures fill; none before the first. */
  get cells(): { readonly cols: number; readonly rows: number } {
    return this.#cells;
  }

  /** The box of square pixels that pictures need not exceed. */
  get wanted(): Size {
    return squareBox(this.#painter.sizeOf(this.#options), this.#painter.stretch(this.#cell));
  }

  /** The same where somebody will ask for the {@link error}. */
  get wantedToJudge(): Size {
    const { width, height } = judgedSize(this.#options);
    return { width, height: Math.ceil((height * this.#cell) / USUAL_CELL) };
  }

  get stats(): FilmStats {
    return { frames: this.#frames, bytes: this.#bytes, first: this.#first };
  }

  /** Takes over the next picture, which is to be shown. */
  take(picture: Frame): void {
    this.#letterbox ??= this.#place(picture);
    this.#picture = picture;
    this.#fitted = this.#letterbox.fit(picture);
  }

  /** To be written once the first picture was taken: hides the cursor, and makes rows free from where it stands. */
  opening(): Uint8Array {
    const more = this.#cells.rows - 1;
    return encoder.encode(`\x1b[?25l\r${"\n".repeat(more)}${rowsBy(more, "A")}`);
  }

  /** The update that shows the picture taken, without content if nothing changed; valid until the next. */
  update(): Uint8Array {
    this.#out.clear();
    this.#out.append(BEGIN);
    this.#paint(this.#out);
    this.#out.append(END);
    return this.#counted(this.#out.bytes);
  }

  /** The picture taken as lines of text in colour, as sharp as it gets: for one that no other follows. */
  text(): Uint8Array {
    const { cols, rows } = this.#cells;
    const copy = new ScreenCopy(cols, rows);
    do copy.write(this.#paintOnce());
    while (this.#painter.pending || this.#painter.coarse);
    return this.#counted(encoder.encode(copy.text()));
  }

  /** How far what the terminal shows is from the picture taken: the mean squared error of a channel, see {@link Likeness}. */
  error(): number {
    if (!this.#picture) return 0;
    this.#likeness ??= new Likeness(this.#cells, this.#picture);
    return this.#likeness.error(this.#picture, this.#painter.shown, this.#painter.size);
  }

  /** To be written after the last update, whose picture stays: what makes it `sharp`, and the cursor, back and below it. */
  closing(sharp = true): Uint8Array {
    // In memory of its own: the last update may still be on its way.
    const out = new Growing();
    if (sharp) while (this.#fitted && this.#painter.coarse) this.#paint(out);
    this.#bytes += out.bytes.length;
    out.append(encoder.encode(`\x1b[m${rowsBy(this.#cells.rows - 1, "B")}\r\n\x1b[?25h`));
    return out.bytes;
  }

  #place(first: Frame): Letterbox {
    const { cols: width, rows: height, linear = false } = this.#options;
    const whole = fitWhole(first, { width, height }, this.#cell);
    const cells = { cols: whole.width, rows: whole.height };
    this.#cells = cells;
    this.#painter.place({ x: 0, y: 0, ...cells }, new Uint8Array(cells.cols * cells.rows).fill(1));
    const { size } = this.#painter;
    return new Letterbox(size, fillStretch(size, first), { linear });
  }

  #paint(out: Growing): void {
    do out.append(this.#paintOnce());
    while (this.#painter.pending);
  }

  #paintOnce(): Uint8Array {
    return this.#fitted ? this.#painter.paint(this.#fitted) : new Uint8Array(0);
  }

  #counted(bytes: Uint8Array): Uint8Array {
    if (this.#frames === 0) this.#first = bytes.length;
    this.#frames++;
    this.#bytes += bytes.length;
    return bytes;
  }
}

const rowsBy = (count: number, verb: "A" | "B"): string =>
  count > 0 ? `\x1b[${count}${verb}` : "";

/** Bytes one after the other, in memory that is used again. */
class Growing {
  #memory = new Uint8Array(0);
  #length = 0;

  /** Valid until the next change. */
  get bytes(): Uint8Array {
    return this.#memory.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (this.#memory.length < length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.bytes);
      this.#memory = larger;
    }
    this.#memory.set(bytes, this.#length);
    this.#length = length;
  }
}
