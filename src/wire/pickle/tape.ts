/** Reads a pickle's bytes front to back. Past the end there are zeros, and {@link Tape.short} says so. */
export class Tape {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  #short = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Whether more was read than there is. */
  get short(): boolean {
    return this.#short;
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#has(1) ? (this.#bytes[this.#at++] as number) : 0;
  }

  u16(): number {
    return this.#has(2) ? this.#view.getUint16(this.#skip(2), true) : 0;
  }

  u32(): number {
    return this.#has(4) ? this.#view.getUint32(this.#skip(4), true) : 0;
  }

  i32(): number {
    return this.#has(4) ? this.#view.getInt32(this.#skip(4), true) : 0;
  }

  /** Rounded beyond 2^53: such lengths are refused anyway. */
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 2 ** 32;
  }

  /** A view of the next `length` bytes; none where there are fewer. */
  take(length: number): Uint8Array {
    if (!this.#has(length)) return new Uint8Array(0);
    const from = this.#skip(length);
    return this.#bytes.subarray(from, this.#at);
  }

  /** The bytes up to the next line break, which is read too; at most `most` of them. */
  line(most: number): Uint8Array {
    const end = this.#bytes.subarray(this.#at, this.#at + most + 1).indexOf(10);
    if (end < 0) this.#short = true;
    const line = this.take(Math.max(0, end));
    this.u8();
    return line;
  }

  #has(length: number): boolean {
    this.#short ||= length > this.left;
    return !this.#short;
  }

  #skip(length: number): number {
    const from = this.#at;
    this.#at += length;
    return from;
  }
}
