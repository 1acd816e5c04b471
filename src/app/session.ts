/**
 * One link that speaks the native protocol: who is there, what is said, and
 * sound and pictures both ways, each as fresh as the line allows.
 */
import { ClockSync } from "../call/clock-sync.js";
import type { QualityLimits } from "../call/quality.js";
import type { EndReason } from "../call/state.js";
import type { Frame } from "../frame/frame.js";
import type { Link, Timing } from "../ports.js";
import { Meter } from "../util/measure.js";
import type { Hello, Want } from "../wire/hello.js";
import { type Incoming, Inbox } from "../wire/inbox.js";
import { encodeMessage, type Message, type Verb } from "../wire/message.js";
import { encodePreface } from "../wire/record.js";
import type { Sound } from "../wire/sound.js";
import { Guard } from "./guard.js";
import { Outflow, type OutflowParts } from "./outflow.js";
import { PictureReceiver } from "./picture-receiver.js";

/** How long a peer may take to say hello, in milliseconds. */
export const HELLO_TIMEOUT = 3000;
/** Between pings once the clocks are aligned: a heartbeat, so that silence is news. */
const PING_INTERVAL = 2000;
/** Pings sent in quick succession to align the clocks, and the time between them. */
const FIRST_PINGS = 5;
const FIRST_PING_INTERVAL = 150;

/** What a peer says of itself. */
export interface Told {
  /** What it can show. */
  want?: Want;
  /** Whether it sends pictures, and whether it records what it sees. */
  camera?: boolean;
  recording?: boolean;
  /** Whether it may be heard. */
  microphone?: boolean;
  /** Where it takes datagrams. */
  datagrams?: number;
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
  /** `sound.capturedAt` is in the peer's clock. */
  sound(sound: Sound): void;
  /** Anything at all came in. */
  heard(): void;
  /** Once, at the end. */
  closed(reason: EndReason, detail: string): void;
}

export interface SessionParts {
  readonly clock: Timing;
  readonly events: SessionEvents;
  readonly limits: QualityLimits;
  /** Codes our pictures; absent: one of its own. */
  readonly encoder?: OutflowParts["encoder"];
}

export class Session {
  readonly link: Link;
  readonly inward = new Meter();
  readonly #clock: Timing;
  readonly #events: SessionEvents;
  readonly #inbox = new Inbox(false);
  readonly #out: Outflow;
  readonly #receiver: PictureReceiver;
  readonly #guard: Guard;
  readonly #sync = new ClockSync();
  readonly #openedAt: number;
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
    this.#guard = new Guard(hello.want);
    this.#receiver = new PictureReceiver({
      // One that took longer to read than its link lived shows a moment that is over.
      picture: (frame) => this.#over || events.picture(this.#inOurTime(frame)),
      fault: () => this.#fail("sent a picture that cannot be read"),
    });
    this.#openedAt = clock.now();
    const unread = (): void => this.#fail("reads nothing");
    this.#out = new Outflow({ link, clock, limits, encoder: parts.encoder, unread });
    this.#out.say(encodePreface());
    this.tell(hello);
  }

  get greeted(): boolean {
    return this.#greeted;
  }

  /** What leaves, in figures. */
  get out(): Pick<Outflow, "bytes" | "pictures" | "dropped" | "sending"> {
    return this.#out;
  }

  /** Round trip in milliseconds, once measured. */
  get rtt(): number | undefined {
    return this.#sync.rtt;
  }

  /** The peer's clock less ours in milliseconds, once measured. */
  get ahead(): number | undefined {
    return this.#sync.offset;
  }

  /** Reads until the link ends; then `closed` has been told. */
  async run(): Promise<void> {
    for await (const chunk of this.link.chunks()) {
      this.#take(chunk);
      if (this.#over) break;
    }
    if (this.#greeted) this.#finish("lost", "the connection broke");
    else this.#finish("not-accepted", "");
  }

  tell(message: Message): void {
    if (this.#over) return;
    if (message.type === "want") this.#guard.told(message.want, this.#clock.now());
    this.#out.say(encodeMessage(message), message.type === "chat" ? "text" : "control");
  }

  /** Says a record of sound: before text and pictures, or never. */
  speak(record: Uint8Array): void {
    if (!this.#over && !this.#closing) this.#out.speak(record);
  }

  /** Offers a picture to a peer that wants `fps` of them a second: it leaves when there is room, unless a newer one comes first. */
  show(frame: Frame, fps: number): void {
    if (this.#over || this.#closing) return;
    this.#out.show(frame, fps);
  }

  /** Forgets the picture that waits. */
  clear(): void {
    this.#out.clear();
  }

  /** The call is live: pictures that come before are a fault, and nothing is set aside or decoded for them. */
  admitPictures(): void {
    this.#inbox.admitPictures();
  }

  /** Lets what was said leave, then closes. */
  close(reason: string): void {
    if (this.#over || this.#closing) return;
    this.clear();
    this.#closing = true;
    this.#out.finish(encodeMessage({ type: "bye", reason }));
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
        return this.#out.acked(incoming.bytes);
      case "ping":
        return this.#answer(incoming.sent, now);
      case "pong":
        return this.#measure(incoming.sent / 1000, incoming.seen / 1000, now);
      case "sound":
        return this.#events.sound(incoming);
      case "chat":
        return this.#events.wrote(incoming.number, incoming.text);
      case "delivered":
        return this.#events.delivered(incoming.number);
      case "picture":
        return this.#receiver.take(incoming.picture);
      case "bye":
        // Followed by the end of the stream, which says the rest.
        return undefined;
      default:
        return this.#events.told(toldOf(incoming));
    }
  }

  #greet(hello: Hello): void {
    this.#greeted = true;
    this.#out.open(hello.codecs);
    this.#events.greeted(hello);
  }

  #answer(sent: number, now: number): void {
    // A peer that asks and does not read gets no second answer.
    if (!this.#out.stuck) this.tell({ type: "pong", sent, seen: Math.round(now * 1000) });
  }

  #measure(sent: number, seen: number, now: number): void {
    this.#sync.pong(sent, seen, now);
    if (this.#sync.rtt !== undefined) this.#out.returned(this.#sync.rtt);
  }

  #inOurTime(frame: Frame): Frame {
    const offset = this.#sync.offset ?? Number.NaN;
    return { ...frame, capturedAt: frame.capturedAt - offset };
  }

  /** The peer broke the rules. */
  #fail(detail: string): void {
    this.#finish("protocol", detail);
    void this.link[Symbol.asyncDispose](); // nothing waits for a link that is already given up
  }

  #finish(reason: EndReason, detail: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#out[Symbol.dispose]();
    this.#events.closed(reason, detail);
  }
}

/** What a peer says of itself, as we keep it. */
function toldOf(
  told: Extract<Incoming, { type: "want" | "camera" | "recording" | "microphone" | "datagrams" }>,
): Told {
  switch (told.type) {
    case "want":
      return { want: told.want };
    case "datagrams":
      return { datagrams: told.port };
    default:
      return { [told.type]: told.on };
  }
}
