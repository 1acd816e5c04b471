/**
 * Cuts the stream of a pickling sender into messages.
 *
 *     0                8
 *     +----------------+-----------------------------+
 *     |  length (LE)   |  pickle: 80, protocol, ...  |
 *     +----------------+-----------------------------+
 *
 * Windows packs the `"L"` of some of these programs into 4 bytes instead of 8:
 * then the pickle's first two bytes stand where a length has zeros.
 */
import { MAX_PICTURE } from "../dialect-limits.js";
import { Filling } from "../filling.js";
import type { Refusal } from "./value.js";

/** Bytes of a length. */
const WIDE = 8;
const NARROW = 4;
/** What every pickle of protocol 2 and later begins with. */
const PROTO = 0x80;

export class PickleMessages {
  readonly #header = new Uint8Array(WIDE);
  #headerFilled = 0;
  #width: number | undefined;
  #message: Filling | undefined;
  /** Length of the last message. */
  #last = 0;
  #fault: Refusal | undefined;

  /** Why nothing more is read. */
  get fault(): Refusal | undefined {
    return this.#fault;
  }

  /** Whether a message has begun and is not complete. */
  get begun(): boolean {
    return this.#headerFilled > 0;
  }

  /** The messages that `chunk` completes; each owns its bytes. Never throws on content. */
  *push(chunk: Uint8Array): Generator<Uint8Array, void, undefined> {
    for (let at = 0; at < chunk.length && !this.#fault;) {
      const rest = chunk.subarray(at);
      at += this.#message ? this.#message.take(rest) : this.#measure(rest);
      const message = this.#message;
      if (!message?.isFull) continue;
      this.#message = undefined;
      this.#headerFilled = 0;
      this.#last = message.bytes.length;
      yield message.bytes;
    }
  }

  /** Takes bytes of a length, and begins the message when they are all there. */
  #measure(bytes: Uint8Array): number {
    const needed = (this.#width ?? WIDE) - this.#headerFilled;
    const taken = bytes.subarray(0, needed);
    this.#header.set(taken, this.#headerFilled);
    this.#headerFilled += taken.length;
    if (taken.length === needed) this.#begin();
    return taken.length;
  }

  #begin(): void {
    const view = new DataView(this.#header.buffer);
    const first = this.#width === undefined;
    this.#width ??= view.getUint8(NARROW) === PROTO ? NARROW : WIDE;
    const high = this.#width === WIDE ? view.getUint32(4, true) : 0;
    const length = view.getUint32(0, true) + high * 2 ** 32;
    // The shortest pickle has four bytes.
    if (length < 4 || length > MAX_PICTURE) {
      this.#fault = { refused: `begins with a length of ${length} bytes` };
      return;
    }
    this.#message = new Filling(length, this.#last);
    // With a narrow length, the message has begun where the first one was looked for.
    if (first && this.#width === NARROW) this.#message.take(this.#header.subarray(NARROW));
  }
}

/** The length that goes before a message of `length` bytes. */
export function lengthOf(length: number): Uint8Array {
  const bytes = new Uint8Array(WIDE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, length % 2 ** 32, true);
  view.setUint32(4, Math.floor(length / 2 ** 32), true);
  return bytes;
}
