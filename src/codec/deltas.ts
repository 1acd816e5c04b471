/**
 * Codec 1: lossless. Each picture is written as what changed since the one
 * before, modulo 256, and deflated (RFC 1951); the first of its size, a key,
 * as what changes from each pixel to its right-hand neighbour.
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
  const changes = last ? changesSince(last, pixels) : slopes(pixels, width);
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

function changesSince(last: Uint8Array, pixels: Uint8Array): Uint8Array {
  const changes = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at++) changes[at] = pixels[at]! - last[at]!;
  return changes;
}

function sum(changes: Uint8Array, last: Uint8Array): Uint8Array {
  const pixels = new Uint8Array(changes.length);
  for (let at = 0; at < changes.length; at++) pixels[at] = changes[at]! + last[at]!;
  return pixels;
}

function slopes(pixels: Uint8Array, width: number): Uint8Array {
  // Not slice: on a Buffer that would be a view.
  const changes = new Uint8Array(pixels);
  const stride = width * BYTES_PER_PIXEL;
  for (let row = 0; row < pixels.length; row += stride)
    for (let at = row + BYTES_PER_PIXEL; at < row + stride; at++)
      changes[at] = pixels[at]! - pixels[at - BYTES_PER_PIXEL]!;
  return changes;
}

function climb(changes: Uint8Array, width: number): Uint8Array {
  const pixels = new Uint8Array(changes);
  const stride = width * BYTES_PER_PIXEL;
  for (let row = 0; row < pixels.length; row += stride)
    for (let at = row + BYTES_PER_PIXEL; at < row + stride; at++)
      pixels[at] = changes[at]! + pixels[at - BYTES_PER_PIXEL]!;
  return pixels;
}
