/**
 * The pictures that leave on one link: only the newest one is ever coded, and
 * only when the line has room for it; how it is coded follows the line.
 */
import { Quality, type QualityLimits, type Step } from "../call/quality.js";
import { PictureEncoder } from "../codec/coder.js";
import { codecsHere } from "../codec/read.js";
import { BYTES_PER_PIXEL, type Frame } from "../frame/frame.js";
import { type Codec, type CodedPicture, openingBytes, segmentCount } from "../wire/picture.js";

/** What is known of the line when a picture is offered. */
export interface LineNow {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Bytes a second that it delivered lately. */
  readonly rate: number;
  /** Pictures a second that the peer wants. */
  readonly fps: number;
  /** Whether it is the user's limit that keeps pictures waiting. */
  readonly rationed?: boolean;
}

/** What the first picture takes at the least, as far as anybody can tell before it is coded, in bytes. */
const LEAST_PICTURE = 1000;

export interface PictureSenderParts {
  /** What the peer reads. */
  readonly codecs: readonly Codec[];
  readonly limits: QualityLimits;
  /** Codes pictures; by default as the peer's program reads them. */
  readonly encoder?: Pick<PictureEncoder, "encode"> | undefined;
  /** A picture that took time to code can be taken now. */
  readonly ready: () => void;
}

export class PictureSender {
  readonly #encoder: Pick<PictureEncoder, "encode">;
  readonly #quality: Quality;
  readonly #ready: () => void;
  #step: Step;
  #latest: Frame | undefined;
  #coded: CodedPicture | undefined;
  #busy = false;
  /** What is being coded is not to be sent any more. */
  #unwanted = false;
  #dueAt = Number.NEGATIVE_INFINITY;
  #lastBytes = 0;
  #dropped = 0;

  constructor({ codecs, limits, encoder, ready }: PictureSenderParts) {
    this.#encoder = encoder ?? new PictureEncoder();
    const here = codecsHere();
    this.#quality = new Quality(
      codecs.filter((codec) => here.includes(codec)),
      limits,
    );
    this.#step = this.#quality.step;
    this.#ready = ready;
  }

  /** Pictures overtaken by newer ones before they left. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How pictures are coded now, in a few words, and why not better. */
  get words(): string {
    const { codec, quality, fps, scale } = this.#step;
    const parts = [codec === "jpeg" ? `jpeg ${quality}` : codec];
    if (fps < 30) parts.push(`${Math.round(fps * 10) / 10} fps`);
    if (scale < 1) parts.push(`${Math.round(scale * 100)} % size`);
    const { why } = this.#quality;
    return parts.join(" ") + (why === "" ? "" : ` (${why})`);
  }

  /** Whether a picture waits for room. */
  get waiting(): boolean {
    return this.#latest !== undefined || this.#coded !== undefined;
  }

  /** Bytes of the coming picture, as far as that is known; 0 before the first. */
  get expected(): number {
    return this.#coded?.data.length ?? this.#lastBytes;
  }

  /** Takes note of the newest picture. */
  offer(frame: Frame, { now, rate, fps, rationed = false }: LineNow): void {
    const raw = frame.width * frame.height * BYTES_PER_PIXEL;
    const waits = this.#latest !== undefined;
    // Waiting for the coder, or for what the user allows, says nothing of the line.
    const late = waits && !this.#busy && !rationed;
    this.#step = this.#quality.look({ now, late, rate, raw, fps });
    const interval = 1000 / this.#step.fps;
    // Half a picture of slack: a camera's clock and ours never quite agree.
    if (now < this.#dueAt - interval / 2 && !waits) return;
    if (waits) this.#dropped++;
    else this.#dueAt = Math.max(this.#dueAt + interval, now);
    this.#latest = frame;
    this.#forgetCoded();
  }

  /** What is coded and found no room is old now. What differences build on must leave all the same. */
  #forgetCoded(): void {
    if (!this.#coded || this.#coded.codec === "delta") return;
    this.#coded = undefined;
    this.#dropped++;
  }

  /** Forgets the picture that waits, also one that is being coded. */
  clear(): void {
    this.#latest = undefined;
    this.#unwanted = this.#busy;
    this.#forgetCoded();
  }

  /** A coded picture to send now, if there is one and `room` bytes are enough for its beginning. */
  next(room: number, segment: number): CodedPicture | undefined {
    if (this.#coded) return room < this.#opening(segment) ? undefined : this.#take();
    if (!this.#latest || this.#busy || room < this.#opening(segment)) return undefined;
    const frame = this.#latest;
    const step = this.#step;
    this.#latest = undefined;
    const coded = this.#encoder.encode(frame, step);
    if (coded instanceof Promise) {
      this.#busy = true;
      void this.#wait(coded, frame, step); // never rejects
      return undefined;
    }
    this.#note(coded, frame, step);
    this.#coded = coded;
    return this.next(room, segment);
  }

  /** Bytes of the coming picture's first two records, as far as it is known. */
  #opening(segment: number): number {
    const bytes = this.expected === 0 ? LEAST_PICTURE : this.expected;
    return openingBytes(bytes, segmentCount(bytes, segment));
  }

  #take(): CodedPicture | undefined {
    const coded = this.#coded;
    this.#coded = undefined;
    return coded;
  }

  async #wait(coding: Promise<CodedPicture>, frame: Frame, step: Step): Promise<void> {
    try {
      const coded = await coding;
      this.#note(coded, frame, step);
      this.#coded = coded;
      if (this.#unwanted) this.#forgetCoded();
    } catch {
      this.#dropped++; // Nobody is left who can code it; the next one is tried again.
    }
    this.#busy = false;
    this.#unwanted = false;
    this.#ready();
  }

  #note(coded: CodedPicture, { pixels }: Frame, step: Step): void {
    this.#lastBytes = coded.data.length;
    this.#quality.took(coded.data.length, pixels.length, step);
  }
}
