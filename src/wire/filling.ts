/** Bytes set aside at once for what somebody says will come: less than a second of a slow line. */
const FIRST = 1024 * 1024;

/**
 * A buffer for as many bytes as were promised, that is never much larger than
 * what has come: a promise costs nothing, and must not cost memory.
 */
export class Filling {
  readonly #length: number;
  #bytes: Uint8Array;
  #filled = 0;

  /** `trusted`: bytes that may be set aside at once, since as many came before. */
  constructor(length: number, trusted = 0) {
    this.#length = length;
    this.#bytes = new Uint8Array(Math.min(length, Math.max(trusted, FIRST)));
  }

  get isFull(): boolean {
    return this.#filled === this.#length;
  }

  /** All bytes, once it is full; they are the caller's then. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Copies what it still needs from `bytes`, and says how many those were. */
  take(bytes: Uint8Array): number {
    const taken = bytes.subarray(0, this.#length - this.#filled);
    const needed = this.#filled + taken.length;
    if (needed > this.#bytes.length) this.#grow(needed);
    this.#bytes.set(taken, this.#filled);
    this.#filled = needed;
    return taken.length;
  }

  #grow(needed: number): void {
    const grown = new Uint8Array(Math.min(this.#length, Math.max(needed, 2 * this.#bytes.length)));
    grown.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = grown;
  }
}
