/**
 * The one place where cells become escape bytes.
 *
 * A pen knows what the terminal's own pen is set to and where its cursor
 * stands, so that a colour already set is never set again and no move is
 * longer than it must be. It never asks what a cell should look like.
 */

/** Four bytes as the little-endian word that one store writes. */
const word = (a: number, b: number, c: number, d: number): number =>
  a | (b << 8) | (c << 16) | (d << 24);

/** Up to four ASCII characters as such a word. */
const ascii = (text: string): number =>
  word(...([0, 1, 2, 3].map((i) => text.charCodeAt(i) | 0) as [number, number, number, number]));

const SPACE = 0x20;
const UPPER_HALF = word(0xe2, 0x96, 0x80, 0);
const LOWER_HALF = word(0xe2, 0x96, 0x84, 0);
const FULL = word(0xe2, 0x96, 0x88, 0);
const CSI = ascii("\x1b[");
const RESET = ascii("\x1b[m");
const FOREGROUND = ascii("\x1b[38");
const BACKGROUND = ascii("\x1b[48");
const AND_BACKGROUND = ascii("48;2");
const DIRECT = ascii(";2;");
const SEMICOLON = 0x3b;
const LETTER_C = 0x43;
const LETTER_H = 0x48;
const LETTER_M = 0x6d;

/** The longest decimal that has a table entry; terminals are far smaller. */
const MAX_NUMBER = 9999;
/** Decimals as words, not ended by anything, and their lengths. */
const DIGITS = Int32Array.from({ length: MAX_NUMBER + 1 }, (_, n) => ascii(String(n)));
const DIGITS_LENGTH = Uint8Array.from({ length: MAX_NUMBER + 1 }, (_, n) => String(n).length);
/** Levels of a channel as words ended by `;`, and their lengths with it. */
const LEVEL = Int32Array.from({ length: 256 }, (_, n) => ascii(`${n};`));
const LEVEL_LENGTH = Uint8Array.from({ length: 256 }, (_, n) => `${n};`.length);

/** More than any one cell can take: a move, both colours, a glyph, and what a word store writes beyond its end. */
export const CELL_BYTES = 80;

/**
 * Where every pen writes before its bytes are copied out. Module constants, as
 * are the tables: V8 then folds their addresses into the loop, which makes a
 * 160x45 picture 1.6 times cheaper than a view held in a field.
 */
const SCRATCH_BYTES = 4 << 20;
const scratch = new Uint8Array(SCRATCH_BYTES);
const out = new DataView(scratch.buffer);

/** A colour that was never set. */
const NONE = -1;

export class Pen {
  #at = 0;
  #fg = NONE;
  #bg = NONE;
  #row = NONE;
  #col = NONE;
  #copy = new Uint8Array(0);

  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }

  /** Whether another cell still fits. */
  get hasRoom(): boolean {
    return this.#at < SCRATCH_BYTES - CELL_BYTES;
  }

  /** Starts over: nothing written, nothing known about the terminal. */
  start(): void {
    this.#at = 0;
    this.#fg = NONE;
    this.#bg = NONE;
    this.#row = NONE;
  }

  /** Ends with the terminal's own colours. The result is valid until the next `finish` of this pen. */
  finish(): Uint8Array {
    if (this.#at > 0) this.#put(RESET, 3);
    if (this.#copy.length < this.#at) this.#copy = new Uint8Array(this.#at * 2);
    this.#copy.set(scratch.subarray(0, this.#at));
    return this.#copy.subarray(0, this.#at);
  }

  /** Goes to a cell of the terminal, from 0, by the shortest way. */
  moveTo(row: number, col: number): void {
    if (row === this.#row && col === this.#col) return;
    this.#put(CSI, 2);
    if (row === this.#row && col > this.#col) {
      const ahead = col - this.#col;
      if (ahead > 1) this.#put(DIGITS[ahead]!, DIGITS_LENGTH[ahead]!);
      this.#put(LETTER_C, 1);
    } else {
      this.#put(DIGITS[row + 1]!, DIGITS_LENGTH[row + 1]!);
      this.#put(SEMICOLON, 1);
      this.#put(DIGITS[col + 1]!, DIGITS_LENGTH[col + 1]!);
      this.#put(LETTER_H, 1);
    }
    this.#row = row;
    this.#col = col;
  }

  /** Writes one cell of two colours (0xRRGGBB) with whichever glyph sets the fewest of them anew. */
  cell(top: number, bottom: number): void {
    this.#col++;
    if (top === bottom) {
      this.#plain(top);
      return;
    }
    const upright = (top !== this.#fg ? 1 : 0) + (bottom !== this.#bg ? 1 : 0);
    const upended = (bottom !== this.#fg ? 1 : 0) + (top !== this.#bg ? 1 : 0);
    if (upended < upright) {
      this.#ink(bottom, top);
      this.#put(LOWER_HALF, 3);
    } else {
      this.#ink(top, bottom);
      this.#put(UPPER_HALF, 3);
    }
  }

  #plain(color: number): void {
    if (color !== this.#bg && color === this.#fg) {
      this.#put(FULL, 3);
      return;
    }
    this.#ink(this.#fg, color);
    this.#put(SPACE, 1);
  }

  /** Sets what is not set yet, in one sequence. */
  #ink(fg: number, bg: number): void {
    if (fg !== this.#fg) {
      this.#put(FOREGROUND, 4);
      this.#put(DIRECT, 3);
      this.#levels(fg);
      if (bg !== this.#bg) {
        this.#put(AND_BACKGROUND, 4);
        this.#put(SEMICOLON, 1);
        this.#levels(bg);
      }
      this.#end();
    } else if (bg !== this.#bg) {
      this.#put(BACKGROUND, 4);
      this.#put(DIRECT, 3);
      this.#levels(bg);
      this.#end();
    }
    this.#fg = fg;
    this.#bg = bg;
  }

  /** The three levels of a colour, each ended by `;`. */
  #levels(color: number): void {
    const red = color >> 16;
    const green = (color >> 8) & 255;
    const blue = color & 255;
    this.#put(LEVEL[red]!, LEVEL_LENGTH[red]!);
    this.#put(LEVEL[green]!, LEVEL_LENGTH[green]!);
    this.#put(LEVEL[blue]!, LEVEL_LENGTH[blue]!);
  }

  /** Turns the last `;` into the letter that ends a colour. */
  #end(): void {
    scratch[this.#at - 1] = LETTER_M;
  }

  /** Stores four bytes, of which the first `length` count. */
  #put(bytes: number, length: number): void {
    out.setInt32(this.#at, bytes, true);
    this.#at += length;
  }
}
