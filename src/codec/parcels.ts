/**
 * What goes to the process that knows JPEG, and what comes back, in order:
 *
 *     request   | 1: write, 2: read | quality | width u16 | height u16 | bytes u32 | data
 *     answer    | bytes u32 | data; without bytes it could not be done
 *
 * Big-endian. Pixels are BGR, row-major, width * height * 3. The process says
 * one empty answer when it is ready.
 */
import type { Size } from "../frame/frame.js";

export const REQUEST_BYTES = 10;
export const ANSWER_BYTES = 4;
const WRITE = 1;
const READ = 2;

/** Work for the process: pixels to be written, or a JPEG of a known size to be read. */
export interface Request extends Size {
  readonly does: "write" | "read";
  /** 1 to 100; 0 when reading. */
  readonly quality: number;
  readonly data: Uint8Array;
}

export function requestHead({ does, quality, width, height, data }: Request): Uint8Array {
  const head = new Uint8Array(REQUEST_BYTES);
  const view = new DataView(head.buffer);
  view.setUint8(0, does === "write" ? WRITE : READ);
  view.setUint8(1, quality);
  view.setUint16(2, width);
  view.setUint16(4, height);
  view.setUint32(6, data.length);
  return head;
}

/** Reads what {@link requestHead} wrote. */
export function readRequest(parcel: Uint8Array): Request {
  const view = new DataView(parcel.buffer, parcel.byteOffset, parcel.length);
  const does = view.getUint8(0) === WRITE ? "write" : "read";
  const size = { width: view.getUint16(2), height: view.getUint16(4) };
  return { does, quality: view.getUint8(1), ...size, data: parcel.subarray(REQUEST_BYTES) };
}

export function answerHead(bytes: number): Uint8Array {
  const head = new Uint8Array(ANSWER_BYTES);
  new DataView(head.buffer).setUint32(0, bytes);
  return head;
}

/** Cuts a stream into parcels: a head whose last four bytes say how much follows it. */
export class Parcels {
  readonly #headBytes: number;
  #chunks: Uint8Array[] = [];
  #bytes = 0;

  constructor(headBytes: number) {
    this.#headBytes = headBytes;
  }

  /** Takes ownership of `chunk`; yields the parcels that it completes, heads included. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes >= this.#headBytes) {
      const first = this.#joined(this.#headBytes);
      const view = new DataView(first.buffer, first.byteOffset);
      const length = this.#headBytes + view.getUint32(this.#headBytes - 4);
      if (this.#bytes < length) return;
      const all = this.#joined(length);
      this.#chunks = [all.subarray(length)];
      this.#bytes = all.length - length;
      yield all.subarray(0, length);
    }
  }

  /** The first chunk, made to hold at least `length` bytes. */
  #joined(length: number): Uint8Array {
    if ((this.#chunks[0]?.length ?? 0) < length) this.#chunks = [Buffer.concat(this.#chunks)];
    return this.#chunks[0] as Uint8Array;
  }
}
