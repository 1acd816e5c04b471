/**
 * How pictures cross from the camera's process into ours. All numbers are big endian:
 *
 *     0        4       6        8       10       12          20
 *     | "TTPX" | width | height | native width, height | captured at | BGR, row-major
 *     | u32    | u16   | u16    | u16    u16           | f64, ms     | width * height * 3
 *
 * The first record has width and height 0 and no pixels: the device is open.
 */
import { BYTES_PER_PIXEL, type Frame, type Size } from "../frame/frame.js";

const HEADER_BYTES = 20;
const MAGIC = 0x54545058;

export interface PictureHeader extends Size {
  /** What the source delivers before it is made smaller. */
  readonly native: Size;
  /** Milliseconds of the monotonic clock. */
  readonly capturedAt: number;
}

export function writeHeader({ width, height, native, capturedAt }: PictureHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC);
  view.setUint16(4, width);
  view.setUint16(6, height);
  view.setUint16(8, native.width);
  view.setUint16(10, native.height);
  view.setFloat64(12, capturedAt);
  return bytes;
}

function readHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(0) !== MAGIC) return undefined;
  return {
    width: view.getUint16(4),
    height: view.getUint16(6),
    native: { width: view.getUint16(8), height: view.getUint16(10) },
    capturedAt: view.getFloat64(12),
  };
}

export interface PictureListener {
  /** The source is open and will deliver pictures made from this size. */
  opened(native: Size): void;
  /** The frame's pixels are the listener's. */
  picture(frame: Frame, native: Size): void;
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
      const { width, height, native, capturedAt } = header;
      const pixels = this.#pixels;
      this.#header = undefined;
      this.#pixels = this.#head;
      this.#listener.picture({ width, height, pixels, capturedAt }, native);
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
