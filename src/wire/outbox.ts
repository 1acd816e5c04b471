/**
 * What waits to be written on one link.
 *
 * Words always overtake pictures, at the next segment. Of pictures there is
 * one on its way and one waiting: a newer one replaces the waiting one, so a
 * slow line costs pictures and not delay.
 */
import { type CodedPicture, encodePicture, openingBytes, segmentCount } from "./picture.js";

export class Outbox {
  readonly #words: Uint8Array[] = [];
  #parts: Iterator<Uint8Array, void> | undefined;
  #part: Uint8Array | undefined;
  #waiting: CodedPicture | undefined;
  #sent = 0;
  #dropped = 0;

  /** Pictures begun so far. */
  get sent(): number {
    return this.#sent;
  }

  /** Pictures overtaken by a newer one before they were begun. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Whether a picture, or a part of one, waits. */
  get pending(): boolean {
    return this.#part !== undefined || this.#waiting !== undefined;
  }

  say(record: Uint8Array): void {
    this.#words.push(record);
  }

  show(picture: CodedPicture): void {
    if (this.#waiting) this.#dropped++;
    this.#waiting = picture;
  }

  /** Forgets the picture that waits; one already begun is finished, or the stream would break. */
  clear(): void {
    this.#waiting = undefined;
  }

  /** The next words, if any. */
  takeWords(): Uint8Array | undefined {
    return this.#words.shift();
  }

  /**
   * The next part of a picture if it is at most `room` bytes; begins the
   * waiting picture, in parts of about `target` bytes, when none is on its way
   * and there is room for its first pixels too: until then a newer one may come.
   */
  takePicture(room: number, target: number): Uint8Array | undefined {
    if (!this.#part && this.#waiting) this.#begin(this.#waiting, room, target);
    const part = this.#part;
    if (!part || part.length > room) return undefined;
    this.#advance();
    return part;
  }

  #begin(picture: CodedPicture, room: number, target: number): void {
    const segments = segmentCount(picture.data.length, target);
    if (room < openingBytes(picture.data.length, segments)) return;
    this.#waiting = undefined;
    this.#parts = encodePicture(picture, this.#sent % 2 ** 32, segments);
    this.#sent++;
    this.#advance();
  }

  #advance(): void {
    const next = this.#parts?.next();
    this.#part = next?.done === false ? next.value : undefined;
  }
}
