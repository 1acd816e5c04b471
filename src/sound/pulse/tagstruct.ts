/**
 * Tagstruct: how PulseAudio's native protocol writes the arguments of a command.
 * Every value is preceded by one byte that says what it is; integers are
 * big-endian. The protocol has no written standard: tags and layouts are those
 * of protocol version 32 as PulseAudio 16 and PipeWire 0.3 speak it.
 */
const TAG = {
  string: 0x74, // t
  nullString: 0x4e, // N
  u32: 0x4c, // L
  u8: 0x42, // B
  u64: 0x52, // R
  s64: 0x72, // r
  usec: 0x55, // U
  sampleSpec: 0x61, // a
  arbitrary: 0x78, // x
  true: 0x31, // 1
  false: 0x30, // 0
  time: 0x54, // T
  channelMap: 0x6d, // m
  channelVolumes: 0x76, // v
  volume: 0x56, // V
  properties: 0x50, // P
  format: 0x66, // f
} as const;

const NUL = 0;
/** The volume at which nothing is changed. */
const FULL_VOLUME = 0x10000;
/** The only place of a mono stream. */
const MONO = 0;
const SIGNED_16_LE = 3;

/** "None of them": the number for no device, no channel, no answer expected. */
export const NONE = 0xffffffff;

/** Words about a stream or a program, by key: `media.role`. */
export type Properties = Readonly<Record<string, string>>;

/** Collects the arguments of one command; every method returns the writer. */
export class TagWriter {
  readonly #bytes: number[] = [];

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  u8(value: number): this {
    this.#bytes.push(TAG.u8, value & 0xff);
    return this;
  }

  u32(value: number): this {
    this.#bytes.push(TAG.u32);
    return this.#raw32(value);
  }

  flag(value: boolean): this {
    this.#bytes.push(value ? TAG.true : TAG.false);
    return this;
  }

  /** The same flag `count` times, as runs of options nobody needs want it. */
  flags(value: boolean, count: number): this {
    for (let left = count; left > 0; left--) this.flag(value);
    return this;
  }

  /** UTF-8 up to a NUL; `undefined` is the null string. */
  string(value: string | undefined): this {
    if (value === undefined) this.#bytes.push(TAG.nullString);
    else this.#bytes.push(TAG.string, ...Buffer.from(value), NUL);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#bytes.push(TAG.arbitrary);
    this.#raw32(value.length);
    this.#bytes.push(...value);
    return this;
  }

  /** One channel of signed 16-bit little-endian samples, `rate` of them a second. */
  monoSpec(rate: number): this {
    this.#bytes.push(TAG.sampleSpec, SIGNED_16_LE, 1);
    return this.#raw32(rate);
  }

  monoMap(): this {
    this.#bytes.push(TAG.channelMap, 1, MONO);
    return this;
  }

  monoVolume(): this {
    this.#bytes.push(TAG.channelVolumes, 1);
    return this.#raw32(FULL_VOLUME);
  }

  /** A moment, in microseconds. */
  time(microseconds: number): this {
    this.#bytes.push(TAG.time);
    this.#raw32(Math.floor(microseconds / 1e6));
    return this.#raw32(Math.floor(microseconds % 1e6));
  }

  properties(values: Properties): this {
    this.#bytes.push(TAG.properties);
    for (const [key, value] of Object.entries(values)) {
      const text = Buffer.from(`${value}\0`);
      this.string(key).u32(text.length).bytes(text);
    }
    this.#bytes.push(TAG.nullString);
    return this;
  }

  #raw32(value: number): this {
    this.#bytes.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
    return this;
  }
}

/** What came is not what this version of the protocol says; the connection is of no use any more. */
export class TagFault extends Error {
  override name = "TagFault";
}

/** Reads arguments in the order they were written. Every method throws {@link TagFault} where something else stands. */
export class TagReader {
  readonly #bytes: Buffer;
  #at = 0;

  /** Reads from `bytes`, which must not change meanwhile. */
  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** What `read` makes of one after the other, up to the end. */
  all<T>(read: () => T): readonly T[] {
    const list: T[] = [];
    while (!this.done) list.push(read());
    return list;
  }

  u8(): number {
    this.#expect(TAG.u8);
    return this.#raw8();
  }

  u32(): number {
    this.#expect(TAG.u32);
    return this.#raw32();
  }

  flag(): boolean {
    return this.#expect(TAG.true, TAG.false) === TAG.true;
  }

  /** Any 64-bit value, as a number: exact up to 2^53, which is 285 years in microseconds. */
  big(): number {
    this.#expect(TAG.u64, TAG.s64, TAG.usec);
    return Number(this.#bytes.readBigInt64BE(this.#take(8)));
  }

  string(): string | undefined {
    if (this.#expect(TAG.string, TAG.nullString) === TAG.nullString) return undefined;
    const end = this.#bytes.indexOf(NUL, this.#at);
    if (end < 0) throw new TagFault("tagstruct: a string without an end");
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  bytes(): Uint8Array {
    this.#expect(TAG.arbitrary);
    const length = this.#raw32();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  properties(): Properties {
    this.#expect(TAG.properties);
    const values: Record<string, string> = {};
    for (let key = this.string(); key !== undefined; key = this.string()) {
      this.u32();
      const value = Buffer.from(this.bytes());
      values[key] = value.toString("utf8", 0, Math.max(0, value.length - 1));
    }
    return values;
  }

  /** A sample format, which nobody here needs: ours is given. */
  skipSpec(): this {
    this.#expect(TAG.sampleSpec);
    this.#take(6);
    return this;
  }

  skipMap(): this {
    this.#expect(TAG.channelMap);
    this.#take(this.#raw8());
    return this;
  }

  skipVolumes(): this {
    this.#expect(TAG.channelVolumes);
    this.#take(4 * this.#raw8());
    return this;
  }

  skipVolume(): this {
    this.#expect(TAG.volume);
    this.#take(4);
    return this;
  }

  skipTime(): this {
    this.#expect(TAG.time);
    this.#take(8);
    return this;
  }

  skipFormat(): this {
    this.#expect(TAG.format);
    this.u8();
    this.properties();
    return this;
  }

  #expect(...tags: readonly number[]): number {
    const tag = this.#bytes[this.#take(1)] as number;
    if (tags.includes(tag)) return tag;
    throw new TagFault(`tagstruct: tag ${tag} where ${tags.join(" or ")} was due`);
  }

  #raw8(): number {
    return this.#bytes[this.#take(1)] as number;
  }

  #raw32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  /** Steps over `length` bytes. @returns where they begin. */
  #take(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from) throw new TagFault("tagstruct: cut short");
    this.#at = from + length;
    return from;
  }
}
