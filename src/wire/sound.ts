/**
 * A packet of sound:
 *
 *     0        4                          12       13
 *     +--------+--------------------------+--------+-----------------+
 *     |sequence|       captured at        | flags  | Opus packet ... |
 *     +--------+--------------------------+--------+-----------------+
 *
 * Flags: 1, nothing was sent before it; 2, nothing follows.
 */
import { getUint64, setUint64 } from "./uint64.js";
import { MAX_SOUND } from "./limits.js";
import { emptyRecord, RECORD_HEADER_BYTES, TYPE, type WireFault } from "./record.js";

/** Codecs of sound, in the order of their numbers on the wire. */
export const SOUND_CODECS = ["opus"] as const;
export type SoundCodec = (typeof SOUND_CODECS)[number];

export const SOUND_HEADER_BYTES = 13;
/** Milliseconds of speech in a packet. */
export const SOUND_MS = 20;
const BEGINS = 1;
const ENDS = 2;

export interface Sound {
  readonly type: "sound";
  /** Frames of 20 ms since the sender began, modulo 2^32, those that were never sent included. */
  readonly sequence: number;
  /** When its first sample met the microphone, in milliseconds of the sender's monotonic clock. */
  readonly capturedAt: number;
  /** The frames before it were not sent, since nothing was said. */
  readonly begins: boolean;
  /** The frames after it will not be sent. */
  readonly ends: boolean;
  /** Opus; empty for a frame without any sound. */
  readonly data: Uint8Array;
}

/** @throws RangeError when the packet is longer than Opus makes them. */
export function encodeSound({ sequence, capturedAt, begins, ends, data }: Sound): Uint8Array {
  const length = SOUND_HEADER_BYTES + data.length;
  if (length > MAX_SOUND) throw new RangeError(`sound: ${length} bytes are too many`);
  const bytes = emptyRecord(TYPE.sound, length);
  const view = new DataView(bytes.buffer, RECORD_HEADER_BYTES);
  view.setUint32(0, sequence);
  setUint64(view, 4, Math.round(capturedAt * 1000));
  view.setUint8(12, (begins ? BEGINS : 0) | (ends ? ENDS : 0));
  bytes.set(data, RECORD_HEADER_BYTES + SOUND_HEADER_BYTES);
  return bytes;
}

/** Reads at least {@link SOUND_HEADER_BYTES} untrusted bytes; the data are a copy. Never throws on content. */
export function decodeSound(payload: Uint8Array): Sound | WireFault {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const flags = view.getUint8(12);
  if (flags > (BEGINS | ENDS)) return { kind: "bad-value", type: TYPE.sound, value: flags };
  return {
    type: "sound",
    sequence: view.getUint32(0),
    capturedAt: getUint64(view, 4) / 1000,
    begins: (flags & BEGINS) !== 0,
    ends: (flags & ENDS) !== 0,
    data: new Uint8Array(payload.subarray(SOUND_HEADER_BYTES)),
  };
}
