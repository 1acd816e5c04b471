/**
 * One link to a program that knows nothing of calls: it connects, and sends.
 *
 * Its owner hears what it would hear of one of us: somebody greets, invites,
 * accepts. Nothing is written before the call is wanted here, so that it can
 * ring as long as it likes.
 */
import { randomBytes } from "node:crypto";
import { type Address, DEFAULT_PORT, formatAddress } from "../call/address.js";
import { Allowance } from "../call/allowance.js";
import type { EndReason } from "../call/state.js";
import type { Frame } from "../frame/frame.js";
import type { Clock, Link } from "../ports.js";
import { Meter } from "../util/measure.js";
import type { Hello } from "../wire/hello.js";
import { MAX_FPS } from "../wire/limits.js";
import type { Message, Verb } from "../wire/message.js";
import type { LineSession, Outward } from "./line-session.js";
import { PickleSpeech } from "./pickle-speech.js";
import type { SessionEvents } from "./session.js";
import type { Manner, Speech, SpeechEvents } from "./speech.js";
import { VideostreamSpeech } from "./videostream-speech.js";

export interface DialectParts {
  readonly clock: Clock;
  readonly events: SessionEvents;
  readonly manner: Manner;
  /** We opened the link. */
  readonly ours: boolean;
}

export class DialectSession implements LineSession {
  readonly link: Link;
  readonly greeted = true;
  readonly rtt = undefined;
  readonly ahead = undefined;
  readonly inward = new Meter();
  readonly #bytes = new Meter();
  readonly #pictures = new Meter();
  readonly #clock: Clock;
  readonly #events: SessionEvents;
  readonly #ours: boolean;
  readonly #speech: Speech;
  readonly #drain: Disposable;
  /** They send as fast as their camera does, and nothing holds them back: what is beyond is not shown. */
  readonly #allowance = new Allowance(MAX_FPS, MAX_FPS);
  #call = randomBytes(16).toString("hex");
  #latest: Frame | undefined;
  #dropped = 0;
  #stands = false;
  #closing = false;
  #over = false;

  /** Silent until {@link run}. */
  constructor(link: Link, { clock, events, manner, ours }: DialectParts) {
    this.link = link;
    this.#clock = clock;
    this.#events = events;
    this.#ours = ours;
    this.#speech = speechFor(link.address, ours, manner, {
      write: (bytes) => this.#write([bytes]),
      stands: () => this.#begin(),
      picture: (frame) => this.#picture(frame),
      fault: (detail) => this.reject(detail),
    });
    this.#drain = link.onDrain(() => this.#pump());
  }

  get out(): Outward {
    return {
      bytes: this.#bytes,
      pictures: this.#pictures,
      dropped: this.#dropped,
      sending: this.#pictures.total > 0 ? this.#speech.words : "",
    };
  }

  async run(): Promise<void> {
    this.#events.greeted(this.#hello);
    if (!this.#ours) this.#said("invite");
    for await (const chunk of this.link.chunks()) {
      const now = this.#clock.now();
      this.inward.count(now, chunk.length);
      this.#speech.take(chunk, now);
      if (this.#over) break;
    }
    // They have no word for it: whoever goes, hangs up.
    if (this.#stands && !this.#over) this.#said("hang-up");
    this.#finish("lost", this.#stands ? "" : "the other side closed at once");
  }

  tell(message: Message): void {
    if (this.#over || message.type !== "call") return;
    if (message.verb === "invite") this.#call = message.call;
    if (message.verb === "invite" || message.verb === "accept")
      this.#speech.begin(this.#clock.now());
  }

  /** They have no ears. */
  speak(): void {}

  show(frame: Frame): void {
    if (this.#over || this.#closing || !this.#stands) return;
    if (this.#latest) this.#dropped++;
    this.#latest = frame;
    this.#pump();
  }

  clear(): void {
    this.#latest = undefined;
  }

  close(): void {
    if (this.#over || this.#closing) return;
    this.#closing = true;
    this.clear();
    if (this.#speech.partsRudely) void this.link[Symbol.asyncDispose](); // told to `closed` by its end
    else this.link.end();
  }

  reject(detail: string): void {
    this.#finish("protocol", detail);
    void this.link[Symbol.asyncDispose](); // nothing waits for a link that is already given up
  }

  async destroy(): Promise<void> {
    this.#finish("hung-up", "");
    await this.link[Symbol.asyncDispose]();
  }

  tick(): void {
    if (this.#over) return;
    this.#speech.tick(this.#clock.now());
    // Who only watches says nothing at all; that the line stands is all one can know.
    if (this.#stands) this.#events.heard();
  }

  get #hello(): Hello {
    const { address } = this.link;
    return {
      type: "hello",
      // A caller's port is a passing one.
      name: formatAddress(this.#ours ? address : { ...address, port: DEFAULT_PORT }),
      id: randomBytes(16).toString("hex"),
      app: address.dialect ?? "",
      port: this.#ours ? address.port : 0,
      want: this.#speech.shows,
      codecs: [],
      // Whoever can be called at all, shows what they have.
      features: ["show"],
    };
  }

  #begin(): void {
    this.#stands = true;
    this.#said(this.#ours ? "accept" : "confirm");
  }

  #said(verb: Verb): void {
    this.#events.said(verb, this.#call);
  }

  #picture(frame: Frame): void {
    if (this.#stands && this.#allowance.take(this.#clock.now())) this.#events.picture(frame);
  }

  /** One picture at a time: the next one leaves when the kernel has taken the last. */
  #pump(): void {
    if (!this.#latest || this.link.queued > 0 || this.#over) return;
    const now = this.#clock.now();
    const parts = this.#speech.spell(this.#latest, now);
    if (!parts) return;
    this.#latest = undefined;
    this.#write(parts);
    this.#pictures.count(now);
  }

  #write(parts: readonly Uint8Array[]): void {
    for (const bytes of parts) {
      this.#bytes.count(this.#clock.now(), bytes.length);
      this.link.write(bytes);
    }
  }

  #finish(reason: EndReason, detail: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#drain[Symbol.dispose]();
    this.#events.closed(reason, detail);
  }
}

function speechFor(address: Address, ours: boolean, manner: Manner, events: SpeechEvents): Speech {
  if (address.dialect === "pickle") return new PickleSpeech(manner, events);
  return new VideostreamSpeech(address, ours ? "initiater" : "accepter", manner, events);
}
