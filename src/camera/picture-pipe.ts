/**
 * How pictures cross from the camera's process into ours. All numbers are big endian:
 *
 *     0        4       6        8       10       12           20
 *     | "TTPX" | width | height | native width, height | captured at |
 *     | u32    | u16   | u16    | u16    u16           | f64, ms     |
 *     20         28         36      40      44
 *     | position | duration | rate  | state | BGR, row-major
 *     | f64, ms  | f64, ms  | f32   | u32   | width * height * 3
 *
 * The first record has width and height 0 and no pixels: the device is open.
 * State is 0 for a live source, and otherwise 1 playing, 2 paused, 3 ended; a
 * duration of NaN is unknown.
 */
import { BYTES_PER_PIXEL, type Frame, type Size } from "../frame/frame.js";
import type { Playback } from "../ports.js";

const HEADER_BYTES = 44;
const MAGIC = 0x54545058;
const STATES = ["playing", "paused", "ended"] as const;

export interface PictureHeader extends Size {
  /** What the source delivers before it is made smaller. */
  readonly native: Size;
  /** Milliseconds of the monotonic clock. */
  readonly capturedAt: number;
  /** Absent where the source is live. */
  readonly playback?: Playback;
}

export function writeHeader(header: PictureHeader): Uint8Array {
  const { width, height, native, capturedAt, playback } = header;
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint16(4, width);
  view.setUint16(6, height);
  view.setUint16(8, native.width);
  view.setUint16(10, native.height);
  view.setFloat64(12, capturedAt);
  if (playback) writePlayback(view, playback);
  return bytes;
}

function writePlayback(view: DataView, { position, duration, rate, at }: Playback): void {
  view.setFloat64(20, position);
  view.setFloat64(28, duration ?? Number.NaN);
  view.setFloat32(36, rate);
  view.setUint32(40, STATES.indexOf(at) + 1);
}

function readPlayback(view: DataView): Playback | undefined {
  const at = STATES[view.getUint32(40) - 1];
  if (at === undefined) return undefined;
  const duration = view.getFloat64(28);
  return {
    position: view.getFloat64(20),
    duration: Number.isNaN(duration) ? undefined : duration,
    rate: view.getFloat32(36),
    at,
  };
}

function readHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0) !== MAGIC) return undefined;
  const playback = readPlayback(view);
  return {
    width: view.getUint16(4),
    height: view.getUint16(6),
    native: { width: view.getUint16(8), height: view.getUint16(10) },
    capturedAt: view.getFloat64(12),
    ...(playback ? { playback } : {}),
  };
}

export interface PictureListener {
  /** The source is open and will deliver pictures made from this size. */
  opened(native: Size): void;
  /** The frame's pixels are the listener's. `playback` where a recording is played. */
  picture(frame: Frame, native: Size, playback?: Playback): void;
}

/** Puts pictures together from whatever chunks the pipe yields, copying each byte once. */
export class PictureReader {
  readonly #listener: PictureListener;
  readonly #head = new Uint8Array(HEADER_BYTES);
  #header: PictureHeader | undefined;
  #pixels: Uint8Array = this.#head;
  /** Bytes of the header or of the pixels that are there already. */
  #filled = 0;

  constructor(listener: PictureListener) {
    this.#listener = listener;
  }

  /** @returns false when the bytes make no sense, after which the reader is of no use. */
  push(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length;) {
      const target = this.#pixels;
      const taken = Math.min(target.length - this.#filled, chunk.length - at);
      target.set(chunk.subarray(at, at + taken), this.#filled);
      this.#filled += taken;
      at += taken;
      if (this.#filled === target.length && !this.#complete()) return false;
    }
    return true;
  }

  /** A header or a picture is whole. */
  #complete(): boolean {
    this.#filled = 0;
    const header = this.#header;
    if (header) {
      const { width, height, native, capturedAt, playback } = header;
      const pixels = this.#pixels;
      this.#header = undefined;
      this.#pixels = this.#head;
      this.#listener.picture({ width, height, pixels, capturedAt }, native, playback);
      return true;
    }
    const next = readHeader(this.#head);
    if (!next) return false;
    const bytes = next.width * next.height * BYTES_PER_PIXEL;
    if (bytes === 0) {
      this.#listener.opened(next.native);
      return true;
    }
    // At most 12 GB by its fields, but written by our own process and no larger than we asked for.
    this.#header = next;
    this.#pixels = new Uint8Array(bytes);
    return true;
  }
}
