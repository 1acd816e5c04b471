/**
 * Pictures as records: one head, then exactly the promised number of segments.
 *
 *     head     0        2        4        6        8
 *              +--------+--------+--------+--------+
 *              |     sequence    | codec  | flags  |   see CODECS; flags 1: stands alone
 *              +--------+--------+--------+--------+
 *              |  width |  height|segments|   0    |
 *              +--------+--------+--------+--------+
 *              |      bytes      |                 |
 *              +-----------------+   captured at   +   microseconds, u64
 *              |                 |                 |
 *              +-----------------+-----------------+
 *
 *     segment  | sequence (u32) | index (u16) | data ...
 *
 * The segment count alone says how the picture is cut: every segment but the
 * last holds `ceil(bytes / segments)` bytes. Control records may go between
 * the segments of a picture; another picture may not.
 */
import { BYTES_PER_PIXEL, type Frame, type Size } from "../frame/frame.js";
import { CODED_SLACK, MAX_HEIGHT, MAX_RECORD, MAX_WIDTH } from "./limits.js";
import {
  emptyRecord,
  isFault,
  RECORD_HEADER_BYTES,
  TYPE,
  type WireFault,
  type WireRecord,
} from "./record.js";
import { getUint64, setUint64 } from "./uint64.js";

const HEAD_BYTES = 28;
/** The only flag: the picture stands alone. */
const FLAG_KEY = 1;
const SEGMENT_HEADER_BYTES = 6;
/** Most picture bytes in one segment. */
const MAX_SEGMENT = MAX_RECORD - SEGMENT_HEADER_BYTES;
/** Least picture bytes worth a segment of its own: below this, headers weigh more than they help. */
const MIN_SEGMENT = 1200;

/** How a picture's pixels are written, by number on the wire. */
export const CODECS = ["raw", "delta", "jpeg"] as const;
export type Codec = (typeof CODECS)[number];

/** A picture as it goes over the wire. */
export interface CodedPicture extends Size {
  readonly codec: Codec;
  /** Whether it can be read without the picture before it. */
  readonly key: boolean;
  /** `width * height * 3` bytes of BGR when raw; otherwise whatever the codec makes of them. */
  readonly data: Uint8Array;
  /** Milliseconds of the sender's monotonic clock. */
  readonly capturedAt: number;
}

/** The picture without any coding: its pixels themselves, not a copy. */
export function rawPicture({ width, height, pixels, capturedAt }: Frame): CodedPicture {
  return { width, height, codec: "raw", key: true, data: pixels, capturedAt };
}

interface Head {
  /** Counts the pictures sent on this link, from 0, modulo 2^32. */
  readonly sequence: number;
  readonly width: number;
  readonly height: number;
  readonly codec: Codec;
  readonly key: boolean;
  readonly segments: number;
  readonly bytes: number;
  /** Microseconds of the sender's monotonic clock. */
  readonly captured: number;
}

/** Into how many segments to cut `bytes` so that each holds about `target` of them, within the protocol's limits. */
export function segmentCount(bytes: number, target: number): number {
  const size = Math.min(MAX_SEGMENT, Math.max(MIN_SEGMENT, Math.floor(target)));
  return evenCount(bytes, Math.ceil(bytes / size));
}

/** The largest count up to `count` that leaves no segment of `ceil(bytes / count)` bytes empty. */
function evenCount(bytes: number, count: number): number {
  return Math.ceil(bytes / Math.ceil(bytes / count));
}

/** Length of the first two records of a picture of `bytes` bytes: its head and its first segment. */
export function openingBytes(bytes: number, segments: number): number {
  const segment = SEGMENT_HEADER_BYTES + Math.ceil(bytes / segments);
  return 2 * RECORD_HEADER_BYTES + HEAD_BYTES + segment;
}

/** Length of all records of a picture of `bytes` bytes, each `sealed` bytes longer for what encryption adds. */
export function wholeBytes(bytes: number, segments: number, sealed: number): number {
  const segment = RECORD_HEADER_BYTES + SEGMENT_HEADER_BYTES + sealed;
  return RECORD_HEADER_BYTES + HEAD_BYTES + sealed + segments * segment + bytes;
}

/** Yields the records of `picture`, each a fresh copy that the link may keep. */
export function* encodePicture(
  picture: CodedPicture,
  sequence: number,
  segments: number,
): Generator<Uint8Array, void, undefined> {
  const { width, height, codec, key, data: coded } = picture;
  const captured = Math.max(0, Math.round(picture.capturedAt * 1000));
  const bytes = coded.length;
  yield encodeHead({ sequence, width, height, codec, key, segments, bytes, captured });
  const size = Math.ceil(bytes / segments);
  for (let index = 0; index < segments; index++) {
    const data = coded.subarray(index * size, (index + 1) * size);
    const record = emptyRecord(TYPE.segment, SEGMENT_HEADER_BYTES + data.length);
    const view = new DataView(record.buffer, RECORD_HEADER_BYTES);
    view.setUint32(0, sequence);
    view.setUint16(4, index);
    record.set(data, RECORD_HEADER_BYTES + SEGMENT_HEADER_BYTES);
    yield record;
  }
}

function encodeHead(head: Head): Uint8Array {
  const bytes = emptyRecord(TYPE.head, HEAD_BYTES);
  const view = new DataView(bytes.buffer, RECORD_HEADER_BYTES);
  view.setUint32(0, head.sequence);
  view.setUint16(4, CODECS.indexOf(head.codec));
  view.setUint16(6, head.key ? FLAG_KEY : 0);
  view.setUint16(8, head.width);
  view.setUint16(10, head.height);
  view.setUint16(12, head.segments);
  view.setUint32(16, head.bytes);
  setUint64(view, 20, head.captured);
  return bytes;
}

/** Reads exactly {@link HEAD_BYTES} untrusted bytes. Never throws on their content. */
function decodeHead(payload: Uint8Array): Head | WireFault {
  const view = new DataView(payload.buffer, payload.byteOffset, HEAD_BYTES);
  const codec = CODECS[view.getUint16(4)];
  if (codec === undefined) return { kind: "bad-value", type: TYPE.head, value: view.getUint16(4) };
  const flags = view.getUint16(6) + (view.getUint16(14) << 1);
  if (flags > FLAG_KEY) return { kind: "bad-value", type: TYPE.head, value: flags };
  const width = view.getUint16(8);
  const height = view.getUint16(10);
  if (width < 1 || height < 1 || width > MAX_WIDTH || height > MAX_HEIGHT)
    return { kind: "bad-size", width, height };
  const bytes = view.getUint32(16);
  const fault = checkBytes(codec, bytes, width * height * BYTES_PER_PIXEL);
  if (fault) return fault;
  const segments = view.getUint16(12);
  const expected = honestCount(bytes, segments);
  if (segments !== expected) return { kind: "bad-segments", claimed: segments, expected };
  const captured = getUint64(view, 20);
  const sequence = view.getUint32(0);
  return { sequence, width, height, codec, key: flags === FLAG_KEY, segments, bytes, captured };
}

/** Raw pixels are exact; a codec may need a little more than they, and never nothing. */
function checkBytes(codec: Codec, bytes: number, raw: number): WireFault | undefined {
  const fits = codec === "raw" ? bytes === raw : bytes > 0 && bytes <= raw + CODED_SLACK;
  return fits ? undefined : { kind: "bad-bytes", claimed: bytes, expected: raw };
}

/** The nearest count to `claimed` that an honest sender could have meant. */
function honestCount(bytes: number, claimed: number): number {
  const fewest = Math.ceil(bytes / MAX_SEGMENT);
  const most = Math.ceil(bytes / MIN_SEGMENT);
  return evenCount(bytes, Math.min(most, Math.max(fewest, claimed)));
}

/** A picture as it came; what is in it has not been looked at. */
export interface ReceivedPicture {
  readonly sequence: number;
  readonly picture: CodedPicture;
}

/** Puts pictures together again: one at a time, allocated once from a checked head. */
export class PictureAssembler {
  #head: Head | undefined;
  #data = new Uint8Array(0);
  #next = 0;

  /** Takes a head or a segment; returns the picture when it was the last one, a fault when it was out of order. */
  take({ type, payload }: WireRecord): ReceivedPicture | WireFault | undefined {
    return type === TYPE.head ? this.#begin(payload) : this.#add(payload);
  }

  #begin(payload: Uint8Array): WireFault | undefined {
    if (this.#head) return { kind: "bad-order", type: TYPE.head };
    const head = decodeHead(payload);
    if (isFault(head)) return head;
    this.#head = head;
    this.#data = new Uint8Array(head.bytes);
    this.#next = 0;
    return undefined;
  }

  #add(payload: Uint8Array): ReceivedPicture | WireFault | undefined {
    const head = this.#head;
    if (!head) return { kind: "bad-order", type: TYPE.segment };
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    const sequence = view.getUint32(0);
    if (sequence !== head.sequence)
      return { kind: "bad-segment", claimed: sequence, expected: head.sequence };
    const index = view.getUint16(4);
    if (index !== this.#next) return { kind: "bad-segment", claimed: index, expected: this.#next };
    const size = Math.ceil(head.bytes / head.segments);
    const expected = Math.min(size, head.bytes - index * size);
    const data = payload.subarray(SEGMENT_HEADER_BYTES);
    if (data.length !== expected) return { kind: "bad-segment", claimed: data.length, expected };
    this.#data.set(data, index * size);
    this.#next++;
    return this.#next === head.segments ? this.#finish(head) : undefined;
  }

  #finish(head: Head): ReceivedPicture {
    this.#head = undefined;
    const { width, height, codec, key } = head;
    const data = this.#data;
    const picture = { width, height, codec, key, data, capturedAt: head.captured / 1000 };
    return { sequence: head.sequence, picture };
  }
}
