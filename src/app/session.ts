/**
 * One link that speaks the native protocol: who is there, what is said, and
 * pictures both ways, each as fresh as the line allows.
 *
 * Words leave at once. Pictures leave when the delay window has room and the
 * kernel has taken what it was given; until then the newest one waits.
 */
import { ClockSync } from "../call/clock-sync.js";
import { DelayWindow } from "../call/delay-window.js";
import type { QualityLimits } from "../call/quality.js";
import type { EndReason } from "../call/state.js";
import type { Frame } from "../frame/frame.js";
import type { Clock, Link } from "../ports.js";
import { Meter } from "../util/measure.js";
import type { Hello, Want } from "../wire/hello.js";
import { type Incoming, Inbox } from "../wire/inbox.js";
import { encodeMessage, type Message, type Verb } from "../wire/message.js";
import { Outbox } from "../wire/outbox.js";
import { encodePreface } from "../wire/record.js";
import { Guard } from "./guard.js";
import { PictureReceiver } from "./picture-receiver.js";
import { PictureSender } from "./picture-sender.js";

/** Bytes that may wait in the kernel's queue before we would rather keep the picture. */
const MAX_QUEUED = 64 * 1024;
/** Words queued behind a peer that reads nothing; more, and it is not worth keeping. */
const MAX_UNREAD = 256 * 1024;
/** How long a peer may take to say hello, in milliseconds. */
export const HELLO_TIMEOUT = 3000;
/** Between pings once the clocks are aligned. */
const PING_INTERVAL = 1000;
/** Pings sent in quick succession to align the clocks, and the time between them. */
const FIRST_PINGS = 5;
const FIRST_PING_INTERVAL = 150;
/** How much of the line's time one segment may take, in milliseconds: what a word waits at most. */
const SEGMENT_TIME = 15;

/** What a peer says of itself. */
export interface Told {
  /** What it can show. */
  want?: Want;
  /** Whether it sends pictures, and whether it records what it sees. */
  camera?: boolean;
  recording?: boolean;
}

/** What a session tells its owner, in the order it happened. */
export interface SessionEvents {
  greeted(hello: Hello): void;
  said(verb: Verb, call: string): void;
  told(of: Told): void;
  wrote(number: number, text: string): void;
  delivered(number: number): void;
  /** `frame.capturedAt` is in our own clock; NaN while the clocks are not aligned yet. */
  picture(frame: Frame): void;
  /** Anything at all came in. */
  heard(): void;
  /** Once, at the end. */
  closed(reason: EndReason, detail: string): void;
}

export interface SessionParts {
  readonly clock: Clock;
  readonly events: SessionEvents;
  readonly limits: QualityLimits;
}

export class Session {
  readonly link: Link;
  readonly inward = new Meter();
  readonly outward = new Meter();
  readonly picturesOut = new Meter();
  readonly #clock: Clock;
  readonly #events: SessionEvents;
  readonly #inbox = new Inbox();
  readonly #outbox = new Outbox();
  readonly #receiver: PictureReceiver;
  readonly #limits: QualityLimits;
  readonly #guard: Guard;
  /** Known once the peer has said what it reads. */
  #sender: PictureSender | undefined;
  readonly #window = new DelayWindow();
  readonly #sync = new ClockSync();
  readonly #openedAt: number;
  readonly #drain: Disposable;
  #acked = 0;
  #pings = 0;
  #pingAt = 0;
  #greeted = false;
  #closing = false;
  #over = false;

  /** Greets at once; {@link run} reads. */
  constructor(link: Link, hello: Hello, parts: SessionParts) {
    const { clock, events, limits } = parts;
    this.link = link;
    this.#clock = clock;
    this.#events = events;
    this.#limits = limits;
    this.#guard = new Guard(hello.want);
    this.#receiver = new PictureReceiver({
      picture: (frame) => events.picture(this.#inOurTime(frame)),
      fault: () => this.#fail("sent a picture that cannot be read"),
    });
    this.#openedAt = clock.now();
    this.#drain = link.onDrain(() => this.#pump());
    this.#write(encodePreface());
    this.tell(hello);
  }

  get greeted(): boolean {
    return this.#greeted;
  }

  /** Pictures overtaken by newer ones before they left. */
  get droppedOut(): number {
    return this.#sender?.dropped ?? 0;
  }

  /** How pictures are coded, in a few words. */
  get sending(): string {
    return this.#sender?.words ?? "";
  }

  /** Round trip in milliseconds, once measured. */
  get rtt(): number | undefined {
    return this.#sync.rtt;
  }

  /** Reads until the link ends; then `closed` has been told. */
  async run(): Promise<void> {
    for await (const chunk of this.link.chunks()) {
      this.#take(chunk);
      if (this.#over) break;
    }
    this.#finish("lost", this.#greeted ? "the connection broke" : "the other side closed at once");
  }

  tell(message: Message): void {
    if (this.#over) return;
    if (message.type === "want") this.#guard.told(message.want, this.#clock.now());
    this.#outbox.say(encodeMessage(message));
    this.#pump();
  }

  /** Offers a picture to a peer that wants `fps` of them a second: it leaves when there is room, unless a newer one comes first. */
  show(frame: Frame, fps: number): void {
    if (this.#over || this.#closing) return;
    const now = this.#clock.now();
    this.#sender?.offer(frame, { now, rate: this.#window.rate(now), fps });
    this.#pump();
  }

  /** Forgets the picture that waits. */
  clear(): void {
    this.#sender?.clear();
  }

  /** Lets what was said leave, then closes. */
  close(reason: string): void {
    if (this.#over || this.#closing) return;
    this.clear();
    this.tell({ type: "bye", reason });
    this.#closing = true;
    this.link.end();
  }

  /** Closes at once. */
  async destroy(): Promise<void> {
    this.#finish("hung-up", "");
    await this.link[Symbol.asyncDispose]();
  }

  /** The peer broke a rule that its owner keeps: closes at once. */
  reject(detail: string): void {
    this.#fail(detail);
  }

  /** To be called a few times a second. */
  tick(): void {
    const now = this.#clock.now();
    if (this.#over) return;
    if (!this.#greeted) {
      if (now - this.#openedAt >= HELLO_TIMEOUT) this.#fail("said nothing we understand");
      return;
    }
    const interval = this.#pings < FIRST_PINGS ? FIRST_PING_INTERVAL : PING_INTERVAL;
    if (now - this.#pingAt < interval || this.#closing) return;
    this.#pings++;
    this.#pingAt = now;
    this.tell({ type: "ping", sent: Math.round(now * 1000) });
  }

  #take(chunk: Uint8Array): void {
    const now = this.#clock.now();
    this.inward.count(now, chunk.length);
    for (const incoming of this.#inbox.push(chunk)) {
      const objection = this.#guard.objection(incoming, now);
      if (objection !== undefined) return this.#fail(objection);
      this.#handle(incoming, now);
      if (this.#over) return;
    }
    const { fault } = this.#inbox;
    if (fault) return this.#fail(fault.kind);
    if (this.#inbox.pictureBytes > this.#acked) {
      this.#acked = this.#inbox.pictureBytes;
      this.tell({ type: "ack", bytes: this.#acked });
    }
    this.#events.heard();
  }

  #handle(incoming: Incoming, now: number): void {
    switch (incoming.type) {
      case "hello":
        return this.#greet(incoming);
      case "call":
        return this.#events.said(incoming.verb, incoming.call);
      case "ack":
        this.#window.acked(incoming.bytes, now);
        return this.#pump();
      case "ping":
        return this.#answer(incoming.sent, now);
      case "pong":
        return this.#sync.pong(incoming.sent / 1000, incoming.seen / 1000, now);
      case "want":
        return this.#events.told({ want: incoming.want });
      case "camera":
        return this.#events.told({ camera: incoming.on });
      case "recording":
        return this.#events.told({ recording: incoming.on });
      case "chat":
        return this.#events.wrote(incoming.number, incoming.text);
      case "delivered":
        return this.#events.delivered(incoming.number);
      case "picture":
        return this.#receiver.take(incoming.picture);
      default:
        // A goodbye is followed by the end of the stream, which says the rest.
        return undefined;
    }
  }

  #greet(hello: Hello): void {
    this.#greeted = true;
    this.#sender = new PictureSender(hello.codecs, this.#limits, () => this.#pump());
    this.#events.greeted(hello);
  }

  #answer(sent: number, now: number): void {
    // A peer that asks and does not read gets no second answer.
    if (this.link.queued < MAX_QUEUED)
      this.tell({ type: "pong", sent, seen: Math.round(now * 1000) });
  }

  #inOurTime(frame: Frame): Frame {
    const offset = this.#sync.offset ?? Number.NaN;
    return { ...frame, capturedAt: frame.capturedAt - offset };
  }

  #pump(): void {
    for (let words = this.#outbox.takeWords(); words; words = this.#outbox.takeWords())
      this.#write(words);
    if (this.link.queued > MAX_UNREAD) return this.#fail("reads nothing");
    const now = this.#clock.now();
    const { sent } = this.#outbox;
    const segment = (this.#window.rate(now) * SEGMENT_TIME) / 1000;
    while (this.link.queued < MAX_QUEUED && !this.#closing) {
      const part = this.#nextPart(segment);
      if (!part) break;
      this.#window.sent(part.length, now);
      this.#write(part);
    }
    if (this.#outbox.sent > sent) this.picturesOut.count(now, this.#outbox.sent - sent);
    if (this.#outbox.pending || this.#sender?.waiting) this.#window.full();
  }

  /** The next part of the picture on its way, or of a newly coded one, if there is room for it. */
  #nextPart(segment: number): Uint8Array | undefined {
    const { room } = this.#window;
    if (!this.#outbox.pending) {
      const coded = this.#sender?.next(room, segment);
      if (coded) this.#outbox.show(coded);
    }
    return this.#outbox.takePicture(room, segment);
  }

  #write(bytes: Uint8Array): void {
    this.outward.count(this.#clock.now(), bytes.length);
    this.link.write(bytes);
  }

  /** The peer broke the rules. */
  #fail(detail: string): void {
    this.#finish("protocol", detail);
    void this.link[Symbol.asyncDispose](); // nothing waits for a link that is already given up
  }

  #finish(reason: EndReason, detail: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#drain[Symbol.dispose]();
    this.#events.closed(reason, detail);
  }
}
