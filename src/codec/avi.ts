/**
 * Motion JPEG in an AVI file: the simplest video that everything plays, and
 * the only one that needs no encoder but the one for stills.
 *
 *     RIFF AVI
 *       LIST hdrl   avih, LIST strl (strh, strf): {@link HEADER_BYTES} with what opens movi
 *       LIST movi   a chunk `00dc` a picture
 *       idx1        where each is, so that players can seek
 *
 * As in Microsoft's "AVI RIFF File Reference". Sizes are 32 bits and little-endian.
 */
import type { Size } from "../frame/frame.js";

export interface AviFormat extends Size {
  /** Pictures a second. */
  readonly fps: number;
}

/** Bytes of the pictures, headers included, and how many of them there are. */
export interface AviExtent {
  readonly frames: number;
  readonly movie: number;
}

/** What stands before the first picture. */
export const HEADER_BYTES = 224;
/** What stands before each picture. */
const CHUNK_HEADER = 8;
const INDEX_ENTRY = 16;
/** The index exists. Every picture is complete in itself. */
const HAS_INDEX = 0x10;
const KEY_FRAME = 0x10;
const BITS_A_PIXEL = 24;

/** Writes words and numbers one after the other. */
class Row {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  code(text: string): this {
    for (let i = 0; i < 4; i++) this.bytes[this.#at++] = text.charCodeAt(i);
    return this;
  }

  words(...numbers: readonly number[]): this {
    for (const number of numbers) {
      this.#view.setUint32(this.#at, number, true);
      this.#at += 4;
    }
    return this;
  }

  halves(...numbers: readonly number[]): this {
    for (const number of numbers) {
      this.#view.setUint16(this.#at, number, true);
      this.#at += 2;
    }
    return this;
  }
}

/** What stands before the pictures; written once to make room, and again when it is known what follows. */
export function aviHeader(
  { width, height, fps }: AviFormat,
  { frames, movie }: AviExtent,
): Uint8Array {
  const index = frames === 0 ? 0 : CHUNK_HEADER + frames * INDEX_ENTRY;
  const image = width * height * (BITS_A_PIXEL / 8);
  const row = new Row(HEADER_BYTES);
  row.code("RIFF").words(HEADER_BYTES - 8 + movie + index);
  row.code("AVI ").code("LIST").words(192).code("hdrl");
  row.code("avih").words(56, Math.round(1e6 / fps), 0, 0, HAS_INDEX, frames, 0, 1, image);
  row.words(width, height, 0, 0, 0, 0);
  row.code("LIST").words(116).code("strl").code("strh").words(56).code("vids").code("MJPG");
  row.words(0).halves(0, 0).words(0, 1, fps, 0, frames, image, 0xffffffff, 0);
  row.halves(0, 0, width, height);
  row.code("strf").words(40, 40, width, height).halves(1, BITS_A_PIXEL).code("MJPG");
  row.words(image, 0, 0, 0, 0);
  row
    .code("LIST")
    .words(4 + movie)
    .code("movi");
  return row.bytes;
}

/** A picture as it stands in the file. */
export function aviChunk(jpeg: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(CHUNK_HEADER + jpeg.length + (jpeg.length % 2));
  chunk.set(new Row(CHUNK_HEADER).code("00dc").words(jpeg.length).bytes);
  chunk.set(jpeg, CHUNK_HEADER);
  return chunk;
}

/** What stands after the pictures: where they are, from the lengths of their chunks. */
export function aviIndex(lengths: readonly number[]): Uint8Array {
  const row = new Row(CHUNK_HEADER + lengths.length * INDEX_ENTRY);
  row.code("idx1").words(lengths.length * INDEX_ENTRY);
  // Counted from the word "movi".
  let at = 4;
  for (const length of lengths) {
    row.code("00dc").words(KEY_FRAME, at, length - CHUNK_HEADER);
    at += length;
  }
  return row.bytes;
}
