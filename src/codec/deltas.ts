/**
 * Codec 1: lossless. Each picture is written as what changed since the one
 * before, modulo 256; the first of its size, a key, as what changes from each
 * pixel to its right-hand neighbour. First all greens, then all blues less
 * their greens, then all reds less theirs: colours change together, and what
 * is left of them deflates (RFC 1951) to a sixth less. No time is lost.
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { BYTES_PER_PIXEL, type Frame, type Size } from "../frame/frame.js";
import type { CodedPicture } from "../wire/picture.js";

/** Fastest: the next level costs twice the time for a twentieth of the bytes. */
const LEVEL = 1;

/** One direction's memory: the last picture. */
export class Deltas {
  #last: Uint8Array | undefined;
  #size: Size = { width: 0, height: 0 };

  /** The next picture must stand alone. */
  forget(): void {
    this.#last = undefined;
  }

  encode(frame: Frame): CodedPicture {
    const { width, height, pixels } = frame;
    const last = this.#recall(width, height);
    this.#keep(pixels, width, height);
    return coded(frame, last);
  }

  /** Undefined when the bytes are not what they claim to be: the peer's fault. */
  decode({ width, height, key, data }: CodedPicture): Uint8Array | undefined {
    const last = key ? undefined : this.#recall(width, height);
    if (!key && !last) return undefined;
    const changes = inflate(data, width * height * BYTES_PER_PIXEL);
    if (!changes) return undefined;
    const pixels = last ? sum(changes, last) : climb(changes, width);
    this.#keep(pixels, width, height);
    return pixels;
  }

  #recall(width: number, height: number): Uint8Array | undefined {
    return width === this.#size.width && height === this.#size.height ? this.#last : undefined;
  }

  #keep(pixels: Uint8Array, width: number, height: number): void {
    this.#last = pixels;
    this.#size = { width, height };
  }
}

/** `frame` as what changed since `last`, or alone where that is another size or there is none. */
export function difference(frame: Frame, last: Frame | undefined): CodedPicture {
  const isAlike = last?.width === frame.width && last.height === frame.height;
  return coded(frame, isAlike ? last.pixels : undefined);
}

function coded(frame: Frame, last: Uint8Array | undefined): CodedPicture {
  const { width, height, pixels, capturedAt } = frame;
  const changes = changesSince(last ?? shifted(pixels, width), pixels);
  const data = deflateRawSync(changes, { level: LEVEL });
  return { width, height, codec: "delta", key: last === undefined, data, capturedAt };
}

/** Exactly `length` bytes, or undefined; a bomb is stopped when it goes beyond. */
function inflate(data: Uint8Array, length: number): Uint8Array | undefined {
  try {
    const bytes = inflateRawSync(data, { maxOutputLength: length });
    return bytes.length === length ? bytes : undefined;
  } catch {
    return undefined; // Not deflate, or too much of it.
  }
}

// Plain loops over bytes: `map` with a closure takes six times as long.

/** Changes from `last`, as planes. */
function changesSince(last: Uint8Array, pixels: Uint8Array): Uint8Array {
  const changes = new Uint8Array(pixels.length);
  const count = pixels.length / BYTES_PER_PIXEL;
  for (let at = 0, pixel = 0; pixel < count; pixel++, at += BYTES_PER_PIXEL) {
    const green = pixels[at + 1]! - last[at + 1]!;
    changes[pixel] = green;
    changes[count + pixel] = pixels[at]! - last[at]! - green;
    changes[2 * count + pixel] = pixels[at + 2]! - last[at + 2]! - green;
  }
  return changes;
}

/** Pixels from planes of changes from `last`; of changes alone where nothing was before. */
function sum(changes: Uint8Array, last: Uint8Array | undefined): Uint8Array {
  const pixels = last ? new Uint8Array(last) : new Uint8Array(changes.length);
  const count = changes.length / BYTES_PER_PIXEL;
  for (let at = 0, pixel = 0; pixel < count; pixel++, at += BYTES_PER_PIXEL) {
    const green = changes[pixel]!;
    pixels[at] = pixels[at]! + changes[count + pixel]! + green;
    pixels[at + 1] = pixels[at + 1]! + green;
    pixels[at + 2] = pixels[at + 2]! + changes[2 * count + pixel]! + green;
  }
  return pixels;
}

/** Each pixel but the first of a row one to the right: what a key changes from. */
function shifted(pixels: Uint8Array, width: number): Uint8Array {
  const neighbours = new Uint8Array(pixels.length);
  const stride = width * BYTES_PER_PIXEL;
  for (let row = 0; row < pixels.length; row += stride)
    neighbours.set(pixels.subarray(row, row + stride - BYTES_PER_PIXEL), row + BYTES_PER_PIXEL);
  return neighbours;
}

/** Pixels from planes of what changes to the right. */
function climb(changes: Uint8Array, width: number): Uint8Array {
  const pixels = sum(changes, undefined);
  const stride = width * BYTES_PER_PIXEL;
  for (let row = 0; row < pixels.length; row += stride)
    for (let at = row + BYTES_PER_PIXEL; at < row + stride; at++)
      pixels[at] = pixels[at]! + pixels[at - BYTES_PER_PIXEL]!;
  return pixels;
}
