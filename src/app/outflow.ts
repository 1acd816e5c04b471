/**
 * All that leaves on one link, in the order of its {@link Rank}.
 *
 * Urgent words leave at once. Pictures leave when the delay window has room
 * and the kernel has taken what it was given; until then the newest one waits,
 * and lines of text go before it.
 */
import { DelayWindow } from "../call/delay-window.js";
import type { QualityLimits } from "../call/quality.js";
import { Ration } from "../call/ration.js";
import type { Frame } from "../frame/frame.js";
import type { Link, Timing } from "../ports.js";
import { Meter } from "../util/measure.js";
import { Outbox, type Rank } from "../wire/outbox.js";
import { type Codec, segmentCount, wholeBytes } from "../wire/picture.js";
import { PictureSender, type PictureSenderParts } from "./picture-sender.js";

/** Bytes that may wait in the kernel's queue before we would rather keep the picture. */
const MAX_QUEUED = 64 * 1024;
/** Words queued behind a peer that reads nothing; more, and it is not worth keeping. */
const MAX_UNREAD = 256 * 1024;
/** How much of the line's time one segment may take, in milliseconds: what a word waits at most. */
const SEGMENT_TIME = 10;

/** What TLS 1.3 adds to a record: its header, the kind of what is in it, and the tag (RFC 8446, 5.2), in bytes. */
const SEALED = 22;

export interface OutflowParts {
  readonly link: Link;
  readonly clock: Timing;
  readonly limits: QualityLimits;
  readonly encoder?: PictureSenderParts["encoder"] | undefined;
  /** The peer reads nothing of what it is told. */
  readonly unread: () => void;
}

export class Outflow implements Disposable {
  readonly bytes = new Meter();
  readonly pictures = new Meter();
  readonly #parts: OutflowParts;
  readonly #outbox = new Outbox();
  readonly #window = new DelayWindow();
  /** What the user allows pictures to fill, encryption included. */
  readonly #ration: Ration;
  readonly #drain: Disposable;
  /** Known once the peer has said what it reads. */
  #sender: PictureSender | undefined;
  /** Until the line should have taken enough for more to leave. */
  #pause: Disposable | undefined;
  #over = false;

  constructor(parts: OutflowParts) {
    this.#parts = parts;
    const { maxKbps } = parts.limits;
    this.#ration = new Ration(maxKbps && (maxKbps * 1000) / 8);
    this.#drain = parts.link.onDrain(() => this.#pump());
  }

  /** Pictures overtaken by newer ones before they left. */
  get dropped(): number {
    return this.#sender?.dropped ?? 0;
  }

  /** How pictures are coded, in a few words. */
  get sending(): string {
    return this.#sender?.words ?? "";
  }

  /** Whether so much waits for the kernel that nothing should be added that can be done without. */
  get stuck(): boolean {
    return this.#parts.link.queued >= MAX_QUEUED;
  }

  /** The peer reads pictures in these `codecs`, besides raw: now they may leave. */
  open(codecs: readonly Codec[]): void {
    const { limits, encoder } = this.#parts;
    this.#sender = new PictureSender({ codecs, limits, encoder, ready: () => this.#pump() });
  }

  say(record: Uint8Array, rank?: Rank): void {
    this.#outbox.say(record, rank);
    this.#pump();
  }

  /** Sound that cannot leave now is forgotten: later nobody wants it. */
  speak(record: Uint8Array): void {
    if (!this.stuck) this.say(record, "sound");
  }

  /** Offers a picture to a peer that wants `fps` of them a second: it leaves when there is room, unless a newer one comes first. */
  show(frame: Frame, fps: number): void {
    const now = this.#parts.clock.now();
    const rate = this.#window.rate(now);
    this.#sender?.offer(frame, { now, rate, fps, rationed: !this.#mayBegin(now) });
    this.#pump();
  }

  /** Forgets the picture that waits. */
  clear(): void {
    this.#sender?.clear();
  }

  /** The peer has taken so many bytes of pictures since the beginning. */
  acked(bytes: number): void {
    this.#window.acked(bytes, this.#parts.clock.now());
    this.#pump();
  }

  /** A ping went to the peer and back in `trip` milliseconds. */
  returned(trip: number): void {
    this.#window.returned(trip, this.#parts.clock.now());
  }

  /** Lets the words leave that wait, and nothing after them. */
  finish(last: Uint8Array): void {
    for (let text = this.#outbox.takeText(); text; text = this.#outbox.takeText())
      this.#outbox.say(text);
    this.say(last);
    this[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#over = true;
    this.#pause?.[Symbol.dispose]();
    this.#drain[Symbol.dispose]();
  }

  #pump(): void {
    const { link } = this.#parts;
    if (this.#over) return;
    for (let words = this.#outbox.takeUrgent(); words; words = this.#outbox.takeUrgent())
      this.#write(words);
    if (link.queued > MAX_UNREAD) return this.#parts.unread();
    this.#pumpRest();
  }

  /** What may wait: text, then as much of pictures as there is room for. */
  #pumpRest(): void {
    const now = this.#parts.clock.now();
    const { sent } = this.#outbox;
    const segment = Math.min((this.#window.rate(now) * SEGMENT_TIME) / 1000, this.#ration.bite);
    for (let text = this.#outbox.takeText(); text; text = this.#outbox.takeText())
      this.#write(text);
    while (!this.stuck) {
      const part = this.#nextPart(now, segment);
      if (!part) break;
      this.#window.sent(part.length, now);
      this.#ration.took(part.length + SEALED, now);
      this.#write(part);
    }
    if (this.#outbox.sent > sent) this.pictures.count(now, this.#outbox.sent - sent);
    if (this.#outbox.pending || this.#sender?.waiting) this.#holdBack(now);
  }

  /** Something waits for room. */
  #holdBack(now: number): void {
    const rationed = this.#outbox.pending
      ? this.#ration.room(now) < this.#window.room(now)
      : !this.#mayBegin(now);
    if (!rationed) this.#window.full(now);
    const wait = rationed ? this.#ration.wait(now) : this.#window.wait(now);
    if (wait === undefined || this.#pause) return;
    this.#pause = this.#parts.clock.after(Math.ceil(wait), () => {
      this.#pause = undefined;
      this.#pump();
    });
  }

  /** Whether the user's ration has room for the coming picture, as far as its size is known. */
  #mayBegin(now: number): boolean {
    const bytes = Math.max(1, this.#sender?.expected ?? 0);
    return this.#ration.fits(wholeBytes(bytes, segmentCount(bytes, 0), SEALED), now);
  }

  #isOpen({ expected }: PictureSender, now: number): boolean {
    return this.#window.fits(expected, now) && !this.#window.awaits(now);
  }

  /** The next part of the picture on its way, or of a newly coded one, if there is room for it. */
  #nextPart(now: number, segment: number): Uint8Array | undefined {
    const room = Math.min(this.#window.room(now), this.#ration.room(now) - SEALED);
    const sender = this.#outbox.pending ? undefined : this.#sender;
    if (sender && this.#mayBegin(now) && this.#isOpen(sender, now)) {
      const coded = sender.next(room, segment);
      if (coded) this.#outbox.show(coded);
    }
    return this.#outbox.takePicture(room, segment);
  }

  #write(bytes: Uint8Array): void {
    this.bytes.count(this.#parts.clock.now(), bytes.length);
    this.#parts.link.write(bytes);
  }
}
