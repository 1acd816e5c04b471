/**
 * The one place where cells become escape bytes.
 *
 * A pen knows what the terminal's own pen is set to and where its cursor
 * stands, so that a colour already set is never set again and no move is
 * longer than it must be. It never asks what a cell should look like.
 */
import * as bytes from "./bytes.js";
import { BACKGROUND, FOREGROUND, type Inks, NO_COLOR } from "./colors/inks.js";

const { ascii, CELL_BYTES, SCRATCH_BYTES } = bytes;
/** Names of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const scratch = bytes.scratch;
const out = new DataView(scratch.buffer);
const NUMBER = bytes.NUMBER;
const NUMBER_LENGTH = bytes.NUMBER_LENGTH;

const CSI = ascii("\x1b[");
const RESET = ascii("\x1b[m");
const SEMICOLON = ascii(";");
const UP = ascii("A");
const DOWN = ascii("B");
const FORWARD = ascii("C");
const COLUMN = ascii("G");
const POSITION = ascii("H");
const NEXT_LINE = ascii("\r\n");
const RETURN = ascii("\r");
const SELECT = "m".charCodeAt(0);
const SPACE = ascii(" ");
/** Block elements of Unicode in UTF-8, last byte first: U+2580, U+2584, U+2588. */
const UPPER_HALF = 0x8096e2;
const LOWER_HALF = 0x8496e2;
const FULL = 0x8896e2;
/** By which halves are in the foreground's colour. */
const HALVES = Int32Array.of(SPACE, UPPER_HALF, LOWER_HALF, FULL);
const HALVES_LENGTH = Uint8Array.of(1, 3, 3, 3);

export class Pen {
  readonly #inks: Inks;
  readonly #afloat: boolean;
  #at = 0;
  #fg = NO_COLOR;
  #bg = NO_COLOR;
  #row = -1;
  #col = -1;
  #copy = new Uint8Array(0);

  /**
   * `afloat`: nobody knows where on the terminal the picture is. Its first cell is the one at 0, 0,
   * at the left edge; the cursor stands there when a paint begins, and is brought back when it ends.
   */
  constructor(inks: Inks, afloat = false) {
    this.#inks = inks;
    this.#afloat = afloat;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#at;
  }

  /** What the terminal's pen is set to now. */
  get fg(): number {
    return this.#fg;
  }

  get bg(): number {
    return this.#bg;
  }

  /** Whether another cell still fits. */
  get hasRoom(): boolean {
    return this.#at < SCRATCH_BYTES - CELL_BYTES;
  }

  /** Starts over: nothing written, the cursor anywhere (afloat: at the first cell), the terminal's own colours set. */
  start(): void {
    this.#at = 0;
    this.#fg = this.#inks.initial.fg;
    this.#bg = this.#inks.initial.bg;
    this.#row = this.#afloat ? 0 : -1;
    this.#col = 0;
  }

  /** Ends with the terminal's own colours. The result is valid until the next `finish` of this pen. */
  finish(): Uint8Array {
    if (this.#fg !== this.#inks.initial.fg || this.#bg !== this.#inks.initial.bg) {
      this.#put(RESET, 3);
    }
    if (this.#afloat) this.#goHome();
    if (this.#copy.length < this.#at) this.#copy = new Uint8Array(this.#at * 2);
    this.#copy.set(scratch.subarray(0, this.#at));
    return this.#copy.subarray(0, this.#at);
  }

  /** Whether the cursor stands on a cell of the terminal, from 0. */
  isAt(row: number, col: number): boolean {
    return row === this.#row && col === this.#col;
  }

  /** Goes to a cell of the terminal, from 0, by the shortest way. */
  moveTo(row: number, col: number): void {
    if (row === this.#row && col === this.#col) return;
    if (row === this.#row && col > this.#col) {
      this.#step(col - this.#col, FORWARD);
    } else if (this.#afloat) {
      this.#drift(row, col);
    } else {
      this.#put(CSI, 2);
      this.#put(NUMBER[row + 1]!, NUMBER_LENGTH[row + 1]!);
      this.#put(SEMICOLON, 1);
      this.#put(NUMBER[col + 1]!, NUMBER_LENGTH[col + 1]!);
      this.#put(POSITION, 1);
    }
    this.#row = row;
    this.#col = col;
  }

  /** To another row, or back in this one; where a row was written to its end, only the terminal knows the column. */
  #drift(row: number, col: number): void {
    const down = row - this.#row;
    if (down === 1 && col === 0) {
      this.#put(NEXT_LINE, 2);
      return;
    }
    if (down > 0) this.#step(down, DOWN);
    if (down < 0) this.#step(-down, UP);
    if (col === 0) this.#put(RETURN, 1);
    else this.#step(col + 1, COLUMN);
  }

  #goHome(): void {
    if (this.#row > 0) this.#step(this.#row, UP);
    if (this.#col > 0) this.#put(RETURN, 1);
  }

  /** A sequence of one number, which says 1 by its absence. */
  #step(count: number, verb: number): void {
    this.#put(CSI, 2);
    if (count > 1) this.#put(NUMBER[count]!, NUMBER_LENGTH[count]!);
    this.#put(verb, 1);
  }

  /** Writes one cell of two colours with whichever glyph sets the fewest of them anew. */
  cell(top: number, bottom: number): void {
    this.#col++;
    if (top === bottom) {
      this.#plain(top);
      return;
    }
    const upright = (top === this.#fg ? 1 : 0) + (bottom === this.#bg ? 1 : 0);
    const upended = (bottom === this.#fg ? 1 : 0) + (top === this.#bg ? 1 : 0);
    if (upended > upright) {
      this.set(bottom, top);
      this.#put(LOWER_HALF, 3);
    } else {
      this.set(top, bottom);
      this.#put(UPPER_HALF, 3);
    }
  }

  /** Writes a half block in the colours set: bit 0 has the upper half in the foreground's, bit 1 the lower. */
  half(shape: number): void {
    this.#col++;
    this.#put(HALVES[shape]!, HALVES_LENGTH[shape]!);
  }

  /** Writes any glyph of one cell, UTF-8 of which `length` bytes count, in the colours set. */
  glyph(utf8: number, length: number): void {
    this.#col++;
    this.#put(utf8, length);
  }

  #plain(color: number): void {
    if (color !== this.#bg && color === this.#fg) {
      this.#put(FULL, 3);
      return;
    }
    this.set(this.#fg, color);
    this.#put(SPACE, 1);
  }

  /** Sets the colours that are not set yet, in one sequence. */
  set(fg: number, bg: number): void {
    if (fg === this.#fg && bg === this.#bg) return;
    this.#put(CSI, 2);
    if (fg !== this.#fg) this.#at = this.#inks.select(this.#at, fg, FOREGROUND);
    if (bg !== this.#bg) this.#at = this.#inks.select(this.#at, bg, BACKGROUND);
    scratch[this.#at - 1] = SELECT;
    this.#fg = fg;
    this.#bg = bg;
  }

  /** Stores four bytes, of which the first `length` count. */
  #put(word: number, length: number): void {
    out.setInt32(this.#at, word, true);
    this.#at += length;
  }
}
