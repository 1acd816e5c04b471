/**
 * Bytes in, messages, sound and pictures out. Holds no socket, no clock, no timers:
 * a caller feeds whatever chunk the network produced.
 */
import { decodeMessage, type Message } from "./message.js";
import { PictureAssembler, type ReceivedPicture } from "./picture.js";
import {
  isFault,
  RECORD_HEADER_BYTES,
  RecordReader,
  TYPE,
  type WireFault,
  type WireRecord,
} from "./record.js";
import { decodeSound, type Sound } from "./sound.js";

export type Incoming = Message | Sound | ({ readonly type: "picture" } & ReceivedPicture);

export class Inbox {
  readonly #records = new RecordReader();
  readonly #pictures = new PictureAssembler();
  #fault: WireFault | undefined;
  #greeted = false;
  #pictureBytes = 0;
  #admits: boolean;

  /** `pictures`: whether they may come already; else they are a fault until {@link admitPictures}. */
  constructor(pictures = true) {
    this.#admits = pictures;
  }

  /** The first offence, after which every push is ignored; undefined while the stream is sound. */
  get fault(): WireFault | undefined {
    return this.#fault ?? this.#records.fault;
  }

  /** Bytes of picture records taken so far: what an ack reports. */
  get pictureBytes(): number {
    return this.#pictureBytes;
  }

  admitPictures(): void {
    this.#admits = true;
  }

  /** Consumes all of `chunk`, copying what it keeps, and yields what it completes. Never throws on content. */
  *push(chunk: Uint8Array): Generator<Incoming, void, undefined> {
    if (this.#fault) return;
    for (const record of this.#records.push(chunk)) {
      const got = this.#read(record);
      if (got && isFault(got)) {
        this.#fault = got;
        return;
      }
      if (got) yield got;
    }
  }

  #read(record: WireRecord): Incoming | WireFault | undefined {
    // Exactly one hello, and nothing before it.
    if ((record.type === TYPE.hello) === this.#greeted)
      return { kind: "bad-order", type: record.type };
    this.#greeted = true;
    if (record.type === TYPE.sound) return decodeSound(record.payload);
    if (record.type !== TYPE.head && record.type !== TYPE.segment) return decodeMessage(record);
    // Asked before anything is set aside for them.
    if (!this.#admits) return { kind: "bad-order", type: record.type };
    this.#pictureBytes += RECORD_HEADER_BYTES + record.payload.length;
    const got = this.#pictures.take(record);
    return got && !isFault(got) ? { type: "picture", ...got } : got;
  }
}
