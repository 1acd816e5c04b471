/**
 * What waits to be written on one link.
 *
 *     control   keeps the call alive and the window moving, and is tiny
 *     sound     is worth nothing late, and is small and even
 *     text      a line of chat loses nothing by a moment, and may be as long as a segment
 *     pictures  whatever room is left
 *
 * Each overtakes those below it, pictures at the next segment. Of pictures
 * there is one on its way and one waiting: a newer one replaces the waiting
 * one, so a slow line costs pictures and not delay.
 */
import { type CodedPicture, encodePicture, openingBytes, segmentCount } from "./picture.js";

/** Records that are no pictures, by how little they may wait. */
export type Rank = "control" | "sound" | "text";

export class Outbox {
  readonly #words: Readonly<Record<Rank, Uint8Array[]>> = { control: [], sound: [], text: [] };
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

  say(record: Uint8Array, rank: Rank = "control"): void {
    this.#words[rank].push(record);
  }

  show(picture: CodedPicture): void {
    if (this.#waiting) this.#dropped++;
    this.#waiting = picture;
  }

  /** Forgets the picture that waits; one already begun is finished, or the stream would break. */
  clear(): void {
    this.#waiting = undefined;
  }

  /** The next record that must not wait for anything, if any. */
  takeUrgent(): Uint8Array | undefined {
    return this.#words.control.shift() ?? this.#words.sound.shift();
  }

  /** The next line of text, if any: to be asked for before each part of a picture. */
  takeText(): Uint8Array | undefined {
    return this.#words.text.shift();
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
