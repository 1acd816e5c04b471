/**
 * Packets: what the byte stream to and from a PulseAudio server is cut into.
 *
 *     0        4         8               16      20
 *     +--------+---------+---------------+-------+-----------+
 *     | length | channel | offset, 64 bit| flags | body ...  |
 *     +--------+---------+---------------+-------+-----------+
 *
 * All integers are big-endian. On channel {@link NONE} the body is a command,
 * on any other it is the sound of the stream of that number. Offset and flags
 * are for seeking and shared memory, and 0 without them.
 */
import { NONE } from "./tagstruct.js";

const HEADER_BYTES = 20;
/** A long list of devices is some 100 kB; a body that says it is longer than this is none. */
const MAX_BODY = 1 << 20;

export interface Packet {
  /** {@link NONE} for a command. */
  readonly channel: number;
  readonly body: Uint8Array;
}

/** `body` behind its header; the body is copied. */
export function encodePacket(channel: number, body: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  view.setUint32(4, channel);
  bytes.set(body, HEADER_BYTES);
  return bytes;
}

export function encodeCommand(body: Uint8Array): Uint8Array {
  return encodePacket(NONE, body);
}

/** Bytes in, packets out; holds at most one that is not whole yet. */
export class PacketReader {
  #held: Buffer = Buffer.alloc(0);

  /** Yields the packets that `chunk` completes; their bodies are views. @throws RangeError for a body longer than any can be. */
  *push(chunk: Uint8Array): Generator<Packet, void, undefined> {
    let rest = this.#held.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#held, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(0);
      if (length > MAX_BODY) throw new RangeError(`packet: a body of ${length} bytes`);
      const end = HEADER_BYTES + length;
      if (rest.length < end) break;
      yield { channel: rest.readUInt32BE(4), body: rest.subarray(HEADER_BYTES, end) };
      rest = rest.subarray(end);
    }
    this.#held = rest;
  }
}
