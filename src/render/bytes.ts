/**
 * Where every pen writes, and the tables it writes from.
 *
 * One scratch buffer for the whole process, copied out when a paint ends. It
 * and the tables are module constants because V8 then folds their addresses
 * into the loops: 101 us instead of 160 for a 160x45 picture whose view was a
 * field. Nothing here outlives a paint.
 */

/** Larger than any paint that a terminal would want at once; a painter stops short of it and goes on next time. */
export const SCRATCH_BYTES = 4 << 20;
/** More than any one cell takes: a move, two colours, a glyph, and what a word store writes beyond its end. */
export const CELL_BYTES = 80;

export const scratch = new Uint8Array(SCRATCH_BYTES);
const view = new DataView(scratch.buffer);

/** Stores four bytes at once; the writer counts how many of them matter. */
export function put(at: number, word: number): void {
  view.setInt32(at, word, true);
}

/** Up to four ASCII characters as the little-endian word that {@link put} stores. */
export function ascii(text: string): number {
  let word = 0;
  for (let i = 0; i < text.length; i++) word |= text.charCodeAt(i) << (8 * i);
  return word;
}

/** The longest number that has a table entry; terminals are far smaller. */
const MAX_NUMBER = 9999;
/** Decimals, not ended by anything, and their lengths. */
export const NUMBER = Int32Array.from({ length: MAX_NUMBER + 1 }, (_, n) => ascii(`${n}`));
export const NUMBER_LENGTH = Uint8Array.from({ length: MAX_NUMBER + 1 }, (_, n) => `${n}`.length);
/** Decimals below 256 ended by `;`, and their lengths with it. */
export const PARAMETER = Int32Array.from({ length: 256 }, (_, n) => ascii(`${n};`));
export const PARAMETER_LENGTH = Uint8Array.from({ length: 256 }, (_, n) => `${n};`.length);
