/**
 * The pictures that come in on one link, decoded in order. A JPEG that is
 * still being read when a newer picture is there is not worth showing.
 */
import { PictureDecoder } from "../codec/coder.js";
import { type Frame, makeFrame } from "../frame/frame.js";
import type { CodedPicture } from "../wire/picture.js";

export interface PictureReceiverEvents {
  picture(frame: Frame): void;
  /** The bytes were not what they claimed to be. */
  fault(): void;
}

export class PictureReceiver {
  readonly #decoder = new PictureDecoder();
  readonly #events: PictureReceiverEvents;
  /** A JPEG that came while another was being read; the newest. */
  #next: CodedPicture | undefined;
  #busy = false;
  #taken = 0;
  #shown = 0;

  constructor(events: PictureReceiverEvents) {
    this.#events = events;
  }

  take(picture: CodedPicture): void {
    const order = ++this.#taken;
    if (picture.codec === "jpeg" && this.#busy) this.#next = picture;
    else this.#decode(picture, order);
  }

  #decode(picture: CodedPicture, order: number): void {
    const pixels = this.#decoder.decode(picture);
    if (pixels instanceof Promise) void this.#wait(pixels, picture, order);
    else this.#show(pixels, picture, order);
  }

  async #wait(
    reading: Promise<Uint8Array | undefined>,
    picture: CodedPicture,
    order: number,
  ): Promise<void> {
    this.#busy = true;
    const pixels = await reading;
    this.#busy = false;
    this.#show(pixels, picture, order);
    const next = this.#next;
    this.#next = undefined;
    if (next) this.#decode(next, this.#taken);
  }

  #show(pixels: Uint8Array | undefined, picture: CodedPicture, order: number): void {
    if (!pixels) return this.#events.fault();
    if (order <= this.#shown) return;
    this.#shown = order;
    const { width, height, capturedAt } = picture;
    this.#events.picture(makeFrame(width, height, pixels, capturedAt));
  }
}
