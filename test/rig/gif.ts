import type { Size } from "../../src/frame/frame.js";

/** Codes of 8 bits: 128 colours, then what clears the table and what ends it. */
const CODE_SIZE = 7;
const CLEAR = 128;
const END = 129;
/** After more pixels than this the table would need codes of 9 bits. */
const PIXELS_A_TABLE = 100;

const word = (n: number): readonly number[] => [n & 255, n >> 8];

/** A GIF of pictures that are one grey each, 0 to 127, for 100 ms: its coding compresses nothing. */
export function makeGif({ width, height }: Size, greys: readonly number[]): Uint8Array {
  const table = Array.from({ length: 128 * 3 }, (_, at) => 2 * Math.floor(at / 3));
  const shown = [0x21, 0xf9, 4, 4, ...word(10), 0, 0];
  const picture = [0x2c, 0, 0, 0, 0, ...word(width), ...word(height), 0, CODE_SIZE];
  const pictures = greys.flatMap((grey) => [...shown, ...picture, ...blocks(width * height, grey)]);
  const screen = [...word(width), ...word(height), 0xf6, 0, 0];
  const head = new TextEncoder().encode("GIF89a");
  return Uint8Array.from([...head, ...screen, ...table, ...pictures, 0x3b]);
}

function blocks(pixels: number, grey: number): readonly number[] {
  const all: number[] = [];
  for (let left = pixels; left > 0; left -= PIXELS_A_TABLE) {
    const count = Math.min(left, PIXELS_A_TABLE);
    all.push(count + 1, CLEAR, ...Array.from({ length: count }, () => grey));
  }
  return [...all, 1, END, 0];
}
