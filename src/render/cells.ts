import type { Frame } from "../frame/frame.js";
import { NO_COLOR } from "./colors/inks.js";
import { Stillness } from "./stillness.js";

/** Coverage of a cell: what `PanePainter.place` is told. */
export const COVERED = 0;
export const SHADOWED = 2;

/** Half of each channel of a 0xRRGGBB colour. */
const halved = (color: number): number => (color >> 1) & 0x7f7f7f;

/**
 * One pane: the colours its cells should show and those they do show.
 *
 * A cell has a few pixels, mostly two, one above the other; both arrays keep
 * them where the picture has them, see {@link pixelOf}. Colours are 0xRRGGBB, which is what four
 * bytes of a BGR picture read as a little-endian word.
 */
export class Cells {
  readonly cols: number;
  readonly rows: number;
  /** Pixels of a cell, and of a line of cells. */
  readonly across: number;
  readonly down: number;
  readonly width: number;
  readonly shown: Int32Array;
  readonly stillness: Stillness;
  /** One byte a cell, row-major; see {@link COVERED}. */
  readonly coverage: Uint8Array;
  #wanted: Int32Array;
  /** What was wanted before that. */
  #before: Int32Array;
  #anyCovered = true;
  #anyShadowed = false;

  constructor(cols: number, rows: number, across = 1, down = 2) {
    const pixels = cols * rows * across * down;
    this.cols = cols;
    this.rows = rows;
    this.across = across;
    this.down = down;
    this.width = cols * across;
    this.#wanted = new Int32Array(pixels).fill(NO_COLOR);
    this.#before = new Int32Array(pixels).fill(NO_COLOR);
    this.shown = new Int32Array(pixels).fill(NO_COLOR);
    this.stillness = new Stillness(cols * rows);
    this.coverage = new Uint8Array(cols * rows);
  }

  /** Colours as the picture wants them. */
  get wanted(): Int32Array {
    return this.#wanted;
  }

  /** Whether nothing of it is shown. */
  get blank(): boolean {
    let at = 0;
    while (at < this.shown.length && this.shown[at] === NO_COLOR) at++;
    return at === this.shown.length;
  }

  /** Whether some cell belongs to another widget. */
  get anyCovered(): boolean {
    return this.#anyCovered;
  }

  /** Takes over who covers what; forgets what was shown where that changed. */
  cover(coverage: Uint8Array): void {
    for (let cell = 0; cell < coverage.length; cell++) {
      if (this.coverage[cell] !== coverage[cell]) this.forget(cell);
    }
    this.coverage.set(coverage);
    this.#anyCovered = coverage.includes(COVERED);
    this.#anyShadowed = coverage.includes(SHADOWED);
  }

  /** Where the upper left pixel of a cell is. */
  pixelOf(cell: number): number {
    const row = Math.floor(cell / this.cols);
    return row * this.down * this.width + (cell - row * this.cols) * this.across;
  }

  /** The terminal no longer shows what was painted in this cell. */
  forget(cell: number): void {
    const first = this.pixelOf(cell);
    for (let y = 0; y < this.down; y++) {
      const line = first + y * this.width;
      this.shown.fill(NO_COLOR, line, line + this.across);
    }
  }

  forgetAll(): void {
    this.shown.fill(NO_COLOR);
  }

  /** Takes over what a picture of this many pixels wants shown; cells in a shadow at half brightness. */
  want(picture: Frame): void {
    unpack(picture.pixels, this.#wanted);
    if (this.#anyShadowed) this.#shade();
  }

  /** Keeps what is wanted now to compare the next picture with. */
  turn(): void {
    const before = this.#before;
    this.#before = this.#wanted;
    this.#wanted = before;
  }

  /** Notes which cells stand still between the picture kept and this one. */
  compare(): void {
    const { across, down } = this;
    if (across * down === 2) this.stillness.observe(this.#before, this.#wanted, this.cols);
    else this.stillness.observeCells(this.#before, this.#wanted, this);
  }

  #shade(): void {
    for (let cell = 0; cell < this.coverage.length; cell++) {
      if (this.coverage[cell] !== SHADOWED) continue;
      const first = this.pixelOf(cell);
      for (let y = 0; y < this.down; y++) this.#shadeLine(first + y * this.width);
    }
  }

  #shadeLine(from: number): void {
    for (let at = from; at < from + this.across; at++) {
      this.#wanted[at] = halved(this.#wanted[at]!);
    }
  }
}

/** BGR bytes to 0xRRGGBB, each pixel by one read of four bytes. */
function unpack(bgr: Uint8Array, colors: Int32Array): void {
  const bytes = new DataView(bgr.buffer, bgr.byteOffset, bgr.byteLength);
  const last = colors.length - 1;
  let at = 0;
  for (let pixel = 0; pixel < last; pixel++, at += 3) {
    colors[pixel] = bytes.getInt32(at, true) & 0xffffff;
  }
  if (last >= 0) colors[last] = bgr[at]! | (bgr[at + 1]! << 8) | (bgr[at + 2]! << 16);
}
