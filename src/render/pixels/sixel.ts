/**
 * Pictures as sixels: columns of six pixels, a colour at a time, as DEC's
 * VT240 took them (VT330/VT340 Programmer Reference Manual, chapter 14) and
 * some terminals of today still do.
 *
 *     ESC P 0;1 q " 1;1;width;height     square pixels; what is not drawn stays
 *     # n ; 2 ; r ; g ; b                 colour n, in percent
 *     # n data $                          its pixels in a band of six rows, back to the left
 *     -                                   the next band
 *     ESC \
 *
 * Colours are a cube of 6x6x6, and the same in every picture: with a pattern
 * that stands still (see {@link Dither}) an area that does not change is drawn
 * the same each time, where a palette of each picture's own would flicker.
 */
import type { Frame } from "../../frame/frame.js";
import { Dither } from "../colors/dither.js";

/** Rows of a band. */
const BAND = 6;
/** Levels of a channel, and how far apart they are. */
const LEVELS = 6;
const STEP = 51;
const COLORS = LEVELS ** 3;
/** The data character of an empty column; each bit adds a pixel, from the top. */
const EMPTY = 63;
/** Runs shorter than this are written out: `!3~` is no shorter than `~~~`. */
const SHORTEST_RUN = 4;
/** More than a column takes in the worst case, and than what stands around a colour's data. */
const COLUMN_BYTES = 1;
const AROUND = 16;

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (each) => each.charCodeAt(0));

/** Each colour chosen, and defined: `#n` and `#n;2;r;g;b`. */
const CHOICES = Array.from({ length: COLORS }, (_, n) => ascii(`#${n}`));
const DEFINITIONS = Array.from({ length: COLORS }, (_, n) => {
  const percent = (level: number): number => (level * 100) / (LEVELS - 1);
  const red = percent(Math.floor(n / LEVELS ** 2));
  const green = percent(Math.floor(n / LEVELS) % LEVELS);
  return ascii(`#${n};2;${red};${green};${percent(n % LEVELS)}`);
});
/** `!n`, as far as they were needed. */
const RUNS: Uint8Array[] = [];
const BACK = ascii("$");
const NEXT_BAND = ascii("-");
const END = ascii("\x1b\\");

/** The level nearest to each value of a channel. */
const LEVEL = Uint8Array.from({ length: 256 }, (_, value) => Math.round(value / STEP));

/** Keeps its buffers from picture to picture. */
export class SixelEncoder {
  readonly #dither = new Dither(STEP);
  #pixels = new Int32Array(0);
  /** The colour of each pixel of the band, and which columns of the band each colour has: a bit a row. */
  #columns = new Uint8Array(0);
  readonly #used = new Uint8Array(COLORS);
  #out = new Uint8Array(1 << 16);
  #at = 0;

  /**
   * The bytes that draw `frame` where the cursor is; valid until the next.
   *
   * `dithered`: with grain, which keeps the colour of areas and costs about
   * twice the bytes.
   */
  encode(frame: Frame, dithered = true): Uint8Array {
    const { width, height } = frame;
    this.#unpack(frame);
    if (dithered) this.#dither.grain(this.#pixels, width);
    this.#at = 0;
    this.#put(ascii(`\x1bP0;1q"1;1;${width};${height}`));
    const defined = new Uint8Array(COLORS);
    if (this.#columns.length !== COLORS * width) this.#columns = new Uint8Array(COLORS * width);
    for (let top = 0; top < height; top += BAND) {
      if (top > 0) this.#put(NEXT_BAND);
      this.#gather(top, Math.min(BAND, height - top), width);
      this.#band(width, defined);
    }
    this.#put(END);
    return this.#out.subarray(0, this.#at);
  }

  #unpack({ pixels, width, height }: Frame): void {
    if (this.#pixels.length !== width * height) this.#pixels = new Int32Array(width * height);
    for (let pixel = 0, at = 0; pixel < this.#pixels.length; pixel++, at += 3) {
      this.#pixels[pixel] = pixels[at]! | (pixels[at + 1]! << 8) | (pixels[at + 2]! << 16);
    }
  }

  /** Notes which colours a band has where. */
  #gather(top: number, rows: number, width: number): void {
    const columns = this.#columns;
    for (let y = 0, at = top * width; y < rows; y++) {
      const bit = 1 << y;
      for (let x = 0; x < width; x++, at++) {
        const pixel = this.#pixels[at]!;
        const color =
          (LEVEL[pixel >> 16]! * LEVELS + LEVEL[(pixel >> 8) & 255]!) * LEVELS +
          LEVEL[pixel & 255]!;
        this.#used[color] = 1;
        columns[color * width + x]! |= bit;
      }
    }
  }

  /** Writes a band colour by colour, and forgets it. */
  #band(width: number, defined: Uint8Array): void {
    let first = true;
    for (let color = 0; color < COLORS; color++) {
      if (this.#used[color] === 0) continue;
      this.#used[color] = 0;
      if (!first) this.#put(BACK);
      first = false;
      if (defined[color] === 0) this.#put(DEFINITIONS[color]!);
      defined[color] = 1;
      // Said after a definition, too: by the manual that chooses, and in xterm it does not.
      this.#put(CHOICES[color]!);
      this.#row(this.#columns.subarray(color * width, (color + 1) * width));
    }
  }

  /** Writes one colour's columns up to the last that has a pixel, and empties them. */
  #row(columns: Uint8Array): void {
    this.#reserve(columns.length * COLUMN_BYTES + AROUND);
    let last = columns.length - 1;
    while (columns[last] === 0) last--;
    for (let x = 0; x <= last;) {
      const bits = columns[x]!;
      let end = x + 1;
      while (end <= last && columns[end] === bits) end++;
      this.#run(end - x, EMPTY + bits);
      x = end;
    }
    columns.fill(0);
  }

  #run(length: number, character: number): void {
    if (length >= SHORTEST_RUN) {
      this.#put((RUNS[length] ??= ascii(`!${length}`)));
      this.#out[this.#at++] = character;
    } else {
      for (let n = 0; n < length; n++) this.#out[this.#at++] = character;
    }
  }

  #put(bytes: Uint8Array): void {
    this.#reserve(bytes.length + AROUND);
    this.#out.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#out.length) return;
    const larger = new Uint8Array(2 * this.#out.length + bytes);
    larger.set(this.#out);
    this.#out = larger;
  }
}
