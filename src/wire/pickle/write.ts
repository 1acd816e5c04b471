/**
 * A picture as Python 3.11 with numpy 1.24 pickles it, byte for byte:
 * protocol 4, with the names of numpy 1, which numpy 2 still reads.
 *
 *     length | 80 04 | FRAME n | prefix | data, most often outside the frame | 94 74 94 62 2e
 */
import type { Frame } from "../../frame/frame.js";
import { lengthOf } from "./messages.js";

/** From here on Python keeps bytes out of its frames (FRAME_SIZE_TARGET in Modules/_pickle.c). */
const FRAME_TARGET = 64 * 1024;

const OP = { binint1: 0x4b, binint2: 0x4d, shortBytes: 0x43, bytes: 0x42, memoize: 0x94 } as const;

const ascii = new TextEncoder();

/** A text of fewer than 256 letters, put and remembered. */
const word = (text: string): readonly number[] => [
  0x8c,
  text.length,
  ...ascii.encode(text),
  OP.memoize,
];

const number = (value: number): readonly number[] =>
  value < 256 ? [OP.binint1, value] : [OP.binint2, value & 255, value >> 8];

const MINUS_ONE = [0x4a, 0xff, 0xff, 0xff, 0xff];

/** `_reconstruct(ndarray, (0,), b"b")`, and the mark that its state begins with. */
const OPENING: readonly number[] = [
  [word("numpy.core.multiarray"), word("_reconstruct"), 0x93, OP.memoize],
  [word("numpy"), word("ndarray"), 0x93, OP.memoize],
  [number(0), 0x85, OP.memoize],
  [OP.shortBytes, 1, 0x62, OP.memoize],
  [0x87, OP.memoize, 0x52, OP.memoize],
  [0x28, number(1)],
].flat(2);

/** `dtype("u1")` with its state, and that the pixels stand row by row. */
const TYPE: readonly number[] = [
  // Recalls "numpy", the fourth thing remembered.
  [0x68, 3, word("dtype"), 0x93, OP.memoize],
  [word("u1"), 0x89, 0x88, 0x87, OP.memoize, 0x52, OP.memoize],
  [0x28, number(3), word("|"), 0x4e, 0x4e, 0x4e, MINUS_ONE, MINUS_ONE, number(0)],
  [0x74, OP.memoize, 0x62],
  [0x89],
].flat(2);

/** After the pixels: remembered, the state whole, and the array built. */
const CLOSING: readonly number[] = [OP.memoize, 0x74, OP.memoize, 0x62, 0x2e];

/**
 * The message with its length, as parts to be written one after the other.
 * The pixels among them are the frame's own.
 */
export function pickleFrame({ width, height, pixels }: Frame): readonly Uint8Array[] {
  const shape = [...number(height), ...number(width), ...number(3), 0x87, OP.memoize];
  const opening = [...OPENING, ...shape, ...TYPE];
  const data = dataHeader(pixels.length);
  const isApart = pixels.length >= FRAME_TARGET;
  const framed = opening.length + (isApart ? 0 : data.length + pixels.length + CLOSING.length);
  const before = [0x80, 4, ...frameHeader(framed), ...opening, ...data];
  const after = isApart ? [...frameHeader(CLOSING.length), ...CLOSING] : CLOSING;
  const length = before.length + pixels.length + after.length;
  return [Uint8Array.of(...lengthOf(length), ...before), pixels, Uint8Array.from(after)];
}

function frameHeader(length: number): readonly number[] {
  return [0x95, ...lengthOf(length)];
}

function dataHeader(length: number): readonly number[] {
  if (length < 256) return [OP.shortBytes, length];
  return [OP.bytes, ...lengthOf(length).subarray(0, 4)];
}
