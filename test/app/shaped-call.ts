/**
 * Two who send each other pictures over one line on a fake clock, each with
 * all that a session sends them with, and who acknowledge what they get. Not
 * played: sockets, encryption but for its bytes, and what is in the pictures.
 */
import { every } from "../../src/app/clock.js";
import { Outflow } from "../../src/app/outflow.js";
import type { QualityLimits, Step } from "../../src/call/quality.js";
import { BYTES_PER_PIXEL, type Frame, makeFrame } from "../../src/frame/frame.js";
import type { Link } from "../../src/ports.js";
import { Inbox } from "../../src/wire/inbox.js";
import { encodeMessage } from "../../src/wire/message.js";
import type { CodedPicture } from "../../src/wire/picture.js";
import { dice } from "../call/simulated-phones.js";
import { FakeTiming } from "../fakes/timing.js";
import { HELLO } from "../wire/samples.js";
import { encodePreface, TYPE } from "../../src/wire/record.js";

export interface ShapedLine {
  /** Bits a second each way, `now` milliseconds after the call began. */
  readonly bits: (now: number) => number;
  /** There and back on an empty line, in milliseconds. */
  readonly roundTrip: number;
}

export interface Arrived {
  /** Milliseconds since the call began. */
  readonly at: number;
  /** From capture until decoded, in milliseconds. */
  readonly age: number;
  readonly bytes: number;
}

/** Bytes that encryption adds to each record. */
const SEAL = 22;
/** Packets that a network carries. */
const PACKET = 1448;
/** Records of pictures, by their types. */
const PICTURES = new Set<number | undefined>([TYPE.head, TYPE.segment]);
/** How long JPEG takes to write, and to read, in milliseconds. */
const CODING = 3;
/** The call rings for a while before pictures flow, in milliseconds: the line is measured then. */
const HEAD_START = 1000;
const SIZE = { width: 160, height: 90 };

/** Pictures of the size that a step's usually have, give or take a sixth. */
class PlayedEncoder {
  readonly #timing: FakeTiming;
  readonly #roll: () => number;

  constructor(timing: FakeTiming, roll: () => number) {
    this.#timing = timing;
    this.#roll = roll;
  }

  encode(frame: Frame, step: Step): CodedPicture | Promise<CodedPicture> {
    const { capturedAt } = frame;
    const width = Math.round(frame.width * step.scale);
    const height = Math.round(frame.height * step.scale);
    const usual = frame.pixels.length * step.share * (0.85 + 0.3 * this.#roll());
    const raw = width * height * BYTES_PER_PIXEL;
    const data = new Uint8Array(step.codec === "raw" ? raw : Math.round(usual));
    const picture = {
      width,
      height,
      codec: step.codec,
      key: step.codec !== "delta",
      data,
      capturedAt,
    };
    if (step.codec !== "jpeg") return picture;
    return new Promise((done) => this.#timing.after(CODING, () => done(picture)));
  }
}

/** One way of the line: whole packets one after the other, each a while later. */
class Way {
  readonly #timing: FakeTiming;
  readonly #line: ShapedLine;
  #freeAt = 0;

  constructor(timing: FakeTiming, line: ShapedLine) {
    this.#timing = timing;
    this.#line = line;
  }

  send(bytes: Uint8Array, arrive: (bytes: Uint8Array) => void): void {
    for (let at = 0; at < bytes.length; at += PACKET) {
      const packet = bytes.subarray(at, at + PACKET);
      const now = this.#timing.now();
      const size = packet.length + (at === 0 ? SEAL : 0);
      this.#freeAt = Math.max(this.#freeAt, now);
      this.#freeAt += (size * 8000) / this.#line.bits(this.#freeAt);
      this.#timing.after(this.#freeAt + this.#line.roundTrip / 2 - now, () => arrive(packet));
    }
  }
}

/** One side: what it sends, and what became of it on the other. */
export class Side {
  readonly out: Outflow;
  readonly arrived: Arrived[] = [];
  /** What left of pictures, as it is on the line, and when. */
  readonly left: { readonly at: number; readonly bytes: number }[] = [];
  /** Milliseconds that small records took that were said beside the pictures. */
  readonly words: number[] = [];
  readonly #timing: FakeTiming;
  readonly #inbox = new Inbox();
  #peer: Side | undefined;
  #acked = 0;
  #pings = 0;

  constructor(timing: FakeTiming, way: Way, limits: QualityLimits, roll: () => number) {
    this.#timing = timing;
    const link = {
      queued: 0,
      write: (bytes: Uint8Array) => {
        if (PICTURES.has(bytes[0]))
          this.left.push({ at: timing.now(), bytes: bytes.length + SEAL });
        way.send(bytes, (packet) => this.#peer?.take(packet));
      },
      onDrain: () => ({ [Symbol.dispose]() {} }),
    } as unknown as Link;
    const encoder = new PlayedEncoder(timing, roll);
    this.out = new Outflow({ link, clock: timing, limits, unread() {}, encoder });
  }

  begin(peer: Side): void {
    this.#peer = peer;
    this.out.say(encodePreface());
    this.out.say(HELLO);
    this.out.open(["raw", "delta", "jpeg"]);
    this.#ping();
  }

  show(fps: number): void {
    const { width, height } = SIZE;
    const pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
    this.out.show(makeFrame(width, height, pixels, this.#timing.now()), fps);
  }

  /** Says a word that only tells when it was said. */
  mark(): void {
    this.out.say(encodeMessage({ type: "delivered", number: this.#timing.now() }));
  }

  take(packet: Uint8Array): void {
    const now = this.#timing.now();
    for (const incoming of this.#inbox.push(packet)) {
      const { type } = incoming;
      if (type === "picture") this.#note(incoming.picture, now);
      else if (type === "ack") this.out.acked(incoming.bytes);
      else if (type === "ping")
        this.out.say(encodeMessage({ type: "pong", sent: incoming.sent, seen: 0 }));
      else if (type === "pong") this.out.returned(now - incoming.sent / 1000);
      else if (type === "delivered") this.#peer?.words.push(now - incoming.number);
    }
    if (this.#inbox.pictureBytes === this.#acked) return;
    this.#acked = this.#inbox.pictureBytes;
    this.out.say(encodeMessage({ type: "ack", bytes: this.#acked }));
  }

  #note({ capturedAt, codec, data }: CodedPicture, now: number): void {
    const age = now - capturedAt + (codec === "jpeg" ? CODING : 1);
    this.#peer?.arrived.push({ at: now, age, bytes: data.length });
  }

  #ping(): void {
    this.out.say(encodeMessage({ type: "ping", sent: this.#timing.now() * 1000 }));
    this.#timing.after(this.#pings++ < 5 ? 150 : 1000, () => this.#ping());
  }
}

export interface PlayedCall {
  readonly sides: readonly Side[];
  /** How the first side coded its pictures, whenever that changed. */
  readonly steps: readonly { readonly at: number; readonly words: string }[];
}

/** Moments of the call: pictures of both sides, never at once, and words in between. */
const FRAME_TIME = 100 / 3;
const WORD_TIME = 50;

/** A call of `duration` milliseconds over `line`, 30 pictures a second wanted; the line's time begins with the pictures. */
export async function playCall(
  line: ShapedLine,
  duration: number,
  limits: QualityLimits = {},
): Promise<PlayedCall> {
  const timing = new FakeTiming();
  const beginning = timing.now() + HEAD_START;
  const roll = dice(5);
  const shifted = { ...line, bits: (now: number) => line.bits(now - beginning) };
  const [ann, bob] = [0, 1].map(() => new Side(timing, new Way(timing, shifted), limits, roll));
  const sides = [ann!, bob!];
  ann!.begin(bob!);
  bob!.begin(ann!);
  const steps: { at: number; words: string }[] = [];
  for (const [index, side] of sides.entries()) {
    timing.after(HEAD_START + index * 11, () => every(timing, FRAME_TIME, () => side.show(30)));
    timing.after(HEAD_START + index * 7, () => every(timing, WORD_TIME, () => side.mark()));
  }
  for (let at = -HEAD_START; at < duration; at++) {
    timing.advance(1);
    // Pictures that were coded continue when the stack is empty.
    await Promise.resolve();
    await Promise.resolve();
    const words = ann!.out.sending;
    if (words !== steps.at(-1)?.words) steps.push({ at, words });
  }
  for (const side of sides) {
    side.out[Symbol.dispose]();
    for (const [n, each] of side.arrived.entries())
      side.arrived[n] = { ...each, at: each.at - beginning };
    for (const [n, each] of side.left.entries())
      side.left[n] = { ...each, at: each.at - beginning };
  }
  return { sides, steps };
}
