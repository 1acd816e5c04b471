/**
 * Records: what the byte stream of a call is cut into.
 *
 *     0        1        2        3        4
 *     +--------+--------+--------+--------+----------------+
 *     |  type  | flags  |     length      | payload ...    |
 *     +--------+--------+--------+--------+----------------+
 *
 * All integers of the protocol are big-endian. Flags are 0 in this version.
 * A stream starts with the 8-byte preface `TTT1`, major, minor, 0, 0.
 */
import { MAX_CHAT, MAX_HELLO, MAX_REASON, MAX_RECORD, MAX_SOUND } from "./limits.js";

const MAGIC = Uint8Array.of(0x54, 0x54, 0x54, 0x31);
const MAJOR = 1;
const MINOR = 0;
export const PREFACE_BYTES = 8;
export const RECORD_HEADER_BYTES = 4;

/** Record types by number. */
export const TYPE = {
  hello: 1,
  call: 2,
  ack: 3,
  ping: 4,
  chat: 5,
  sound: 6,
  head: 7,
  segment: 8,
  bye: 9,
  pong: 10,
  want: 11,
  camera: 12,
  delivered: 13,
  recording: 14,
  microphone: 15,
  datagrams: 16,
} as const;

export type RecordType = (typeof TYPE)[keyof typeof TYPE];

/** Least and most payload bytes of each type: everything else is refused from the header alone. */
const PAYLOAD: ReadonlyMap<number, readonly [least: number, most: number]> = new Map([
  [TYPE.hello, [2, MAX_HELLO]],
  [TYPE.call, [17, 17]],
  [TYPE.ack, [8, 8]],
  [TYPE.ping, [8, 8]],
  [TYPE.chat, [5, MAX_CHAT]],
  [TYPE.sound, [13, MAX_SOUND]],
  [TYPE.head, [28, 28]],
  [TYPE.segment, [7, MAX_RECORD]],
  [TYPE.bye, [0, MAX_REASON]],
  [TYPE.pong, [16, 16]],
  [TYPE.want, [5, 5]],
  [TYPE.camera, [1, 1]],
  [TYPE.delivered, [4, 4]],
  [TYPE.recording, [1, 1]],
  [TYPE.microphone, [1, 1]],
  [TYPE.datagrams, [2, 2]],
]);

/** Why bytes from the peer were refused. The first one ends the stream. */
export type WireFault =
  | { readonly kind: "bad-magic" }
  | { readonly kind: "bad-version"; readonly major: number }
  | { readonly kind: "unknown-type"; readonly type: number }
  | { readonly kind: "bad-flags"; readonly type: number; readonly flags: number }
  | { readonly kind: "bad-length"; readonly type: number; readonly length: number }
  | { readonly kind: "bad-hello"; readonly why: string }
  | { readonly kind: "bad-value"; readonly type: number; readonly value: number }
  | { readonly kind: "bad-order"; readonly type: number }
  | { readonly kind: "bad-size"; readonly width: number; readonly height: number }
  | { readonly kind: "bad-bytes"; readonly claimed: number; readonly expected: number }
  | { readonly kind: "bad-segments"; readonly claimed: number; readonly expected: number }
  | { readonly kind: "bad-segment"; readonly claimed: number; readonly expected: number };

export function isFault(value: object): value is WireFault {
  return "kind" in value;
}

export interface WireRecord {
  readonly type: RecordType;
  /** Valid until the reader is pushed again. */
  readonly payload: Uint8Array;
}

export function encodePreface(): Uint8Array {
  return Uint8Array.of(...MAGIC, MAJOR, MINOR, 0, 0);
}

/** A fault, or undefined when the preface is one we can talk to. Minor versions are compatible by definition. */
function checkPreface(bytes: Uint8Array): WireFault | undefined {
  if (MAGIC.some((byte, at) => bytes[at] !== byte)) return { kind: "bad-magic" };
  const major = bytes[4] as number;
  return major === MAJOR ? undefined : { kind: "bad-version", major };
}

/** A record with room for `length` payload bytes, which the caller fills in from {@link RECORD_HEADER_BYTES} on. */
export function emptyRecord(type: RecordType, length: number): Uint8Array {
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + length);
  bytes[0] = type;
  bytes[2] = length >> 8;
  bytes[3] = length & 255;
  return bytes;
}

/** Splits the stream into records. Holds at most one record, never grows, never throws on content. */
export class RecordReader {
  /** The one record or preface that may be cut in two by the network. */
  readonly #held = new Uint8Array(RECORD_HEADER_BYTES + MAX_RECORD);
  #filled = 0;
  #greeted = false;
  #fault: WireFault | undefined;

  /** The first offence, after which every push is ignored. */
  get fault(): WireFault | undefined {
    return this.#fault;
  }

  /** Yields the records that `chunk` completes. Their payloads are views, valid until the next one is asked for. */
  *push(chunk: Uint8Array): Generator<WireRecord, void, undefined> {
    let rest = chunk;
    while (rest.length > 0 && this.#fault === undefined) {
      // Most records lie whole in a chunk: those are not copied.
      const whole = this.#filled === 0 && this.#greeted ? this.#whole(rest) : undefined;
      if (whole !== undefined) {
        rest = rest.subarray(RECORD_HEADER_BYTES + whole.payload.length);
        yield whole;
      } else if (this.#fault === undefined) {
        rest = rest.subarray(this.#take(rest));
        const record = this.#completed();
        if (record) yield record;
      }
    }
  }

  /** The record at the start of `bytes` if all of it is there. */
  #whole(bytes: Uint8Array): WireRecord | undefined {
    if (bytes.length < RECORD_HEADER_BYTES) return undefined;
    const length = this.#length(bytes);
    if (length === undefined || bytes.length < RECORD_HEADER_BYTES + length) return undefined;
    return {
      type: bytes[0] as RecordType,
      payload: bytes.subarray(RECORD_HEADER_BYTES, RECORD_HEADER_BYTES + length),
    };
  }

  /** Payload length by a record's header; undefined after a fault. */
  #length(header: Uint8Array): number | undefined {
    const type = header[0] as number;
    const flags = header[1] as number;
    const length = ((header[2] as number) << 8) | (header[3] as number);
    const range = PAYLOAD.get(type);
    if (!range) this.#fault = { kind: "unknown-type", type };
    else if (flags !== 0) this.#fault = { kind: "bad-flags", type, flags };
    else if (length < range[0] || length > range[1])
      this.#fault = { kind: "bad-length", type, length };
    return this.#fault === undefined ? length : undefined;
  }

  /** Bytes the held record or preface still needs, as far as is known. */
  #missing(): number {
    if (!this.#greeted) return PREFACE_BYTES - this.#filled;
    if (this.#filled < RECORD_HEADER_BYTES) return RECORD_HEADER_BYTES - this.#filled;
    return RECORD_HEADER_BYTES + (this.#length(this.#held) ?? 0) - this.#filled;
  }

  #take(bytes: Uint8Array): number {
    const taken = Math.min(bytes.length, this.#missing());
    this.#held.set(bytes.subarray(0, taken), this.#filled);
    this.#filled += taken;
    return taken;
  }

  #completed(): WireRecord | undefined {
    if (!this.#greeted) {
      if (this.#filled < PREFACE_BYTES) return undefined;
      this.#fault = checkPreface(this.#held);
      this.#greeted = true;
      this.#filled = 0;
      return undefined;
    }
    if (this.#filled < RECORD_HEADER_BYTES || this.#missing() > 0 || this.#fault) return undefined;
    const record = this.#held.subarray(0, this.#filled);
    this.#filled = 0;
    return { type: record[0] as RecordType, payload: record.subarray(RECORD_HEADER_BYTES) };
  }
}
