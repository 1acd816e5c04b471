/**
 * The pictures that leave on one link: only the newest one is ever coded, and
 * only when the line has room for it; how it is coded follows the line.
 */
import { Quality, type QualityLimits, type Step } from "../call/quality.js";
import { PictureEncoder } from "../codec/coder.js";
import { BYTES_PER_PIXEL, type Frame } from "../frame/frame.js";
import type { Codec, CodedPicture } from "../wire/picture.js";

/** What is known of the line when a picture is offered. */
export interface LineNow {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Bytes a second that it delivered lately. */
  readonly rate: number;
  /** Pictures a second that the peer wants. */
  readonly fps: number;
}

export class PictureSender {
  readonly #encoder = new PictureEncoder();
  readonly #quality: Quality;
  readonly #ready: () => void;
  #step: Step;
  #latest: Frame | undefined;
  #coded: CodedPicture | undefined;
  #busy = false;
  #dueAt = Number.NEGATIVE_INFINITY;
  #lastBytes = 0;
  #dropped = 0;

  /** `codecs`: what the peer reads; `ready`: a picture that took time to code can be taken now. */
  constructor(codecs: readonly Codec[], limits: QualityLimits, ready: () => void) {
    this.#quality = new Quality(codecs, limits);
    this.#step = this.#quality.step;
    this.#ready = ready;
  }

  /** Pictures overtaken by newer ones before they were coded. */
  get dropped(): number {
    return this.#dropped;
  }

  /** How pictures are coded now, in a few words, and why not better. */
  get words(): string {
    const { codec, quality, fps, scale } = this.#step;
    const parts = [codec === "jpeg" ? `jpeg ${quality}` : codec];
    if (fps < 30) parts.push(`${fps} fps`);
    if (scale < 1) parts.push(`${Math.round(scale * 100)} % size`);
    const { why } = this.#quality;
    return parts.join(" ") + (why === "" ? "" : ` (${why})`);
  }

  /** Whether a picture waits for room. */
  get waiting(): boolean {
    return this.#latest !== undefined || this.#coded !== undefined;
  }

  /** Takes note of the newest picture. */
  offer(frame: Frame, { now, rate, fps }: LineNow): void {
    const raw = frame.width * frame.height * BYTES_PER_PIXEL;
    this.#step = this.#quality.look({ now, late: this.#latest !== undefined, rate, raw, fps });
    if (this.#latest) this.#dropped++;
    const interval = 1000 / this.#step.fps;
    // Half a picture of slack: a camera's clock and ours never quite agree.
    if (now < this.#dueAt - interval / 2 && !this.#latest) return;
    if (!this.#latest) this.#dueAt = Math.max(this.#dueAt + interval, now);
    this.#latest = frame;
  }

  /** Forgets the picture that waits. */
  clear(): void {
    this.#latest = undefined;
  }

  /** A coded picture to send now, if there is one and `room` bytes are enough for its beginning. */
  next(room: number, segment: number): CodedPicture | undefined {
    if (this.#coded) return this.#take();
    const expected = this.#step.codec === "raw" ? segment : Math.min(segment, this.#lastBytes);
    if (!this.#latest || this.#busy || room < expected) return undefined;
    const frame = this.#latest;
    const step = this.#step;
    this.#latest = undefined;
    const coded = this.#encoder.encode(frame, step);
    if (!(coded instanceof Promise)) {
      this.#note(coded, frame, step);
      return coded;
    }
    this.#busy = true;
    void this.#wait(coded, frame, step);
    return undefined;
  }

  #take(): CodedPicture | undefined {
    const coded = this.#coded;
    this.#coded = undefined;
    return coded;
  }

  async #wait(coding: Promise<CodedPicture>, frame: Frame, step: Step): Promise<void> {
    this.#coded = await coding;
    this.#busy = false;
    this.#note(this.#coded, frame, step);
    this.#ready();
  }

  #note(coded: CodedPicture, { pixels }: Frame, step: Step): void {
    this.#lastBytes = coded.data.length;
    this.#quality.took(coded.data.length, pixels.length, step);
  }
}
