/**
 * What comes from a videostream peer, whichever of the two called.
 *
 *     "done"  "ROWS COLS"  "N/" pixels  "N/" pixels  ...
 *
 * Nothing says where the size ends: silence does, since whoever is called
 * waits for an answer to it, or the first picture does.
 */
import { BYTES_PER_PIXEL, makeFrame, type Frame, NO_SIZE, type Size } from "../../frame/frame.js";
import { Filling } from "../filling.js";
import { DONE, isCount, MOST_COUNT, MOST_SIZE, readSize, splitSize } from "./header.js";

/** What the other side has said. */
export type Heard =
  | { readonly type: "done" }
  /** Of all its pictures. */
  | { readonly type: "size"; readonly size: Size }
  /** Captured at NaN: they do not say when. Owns its pixels. */
  | { readonly type: "picture"; readonly frame: Frame };

export type VideostreamFault =
  | { readonly kind: "bad-greeting" }
  | { readonly kind: "bad-size"; readonly text: string }
  | { readonly kind: "bad-count"; readonly text: string };

const SLASH = 0x2f;

export class VideostreamReader {
  #at: "done" | "size" | "count" = "done";
  #text = "";
  #size: Size = NO_SIZE;
  #pixels: Filling | undefined;
  /** Whether a picture has come: the next one is as large. */
  #proven = false;
  #fault: VideostreamFault | undefined;

  /** The first offence, after which every push is ignored. */
  get fault(): VideostreamFault | undefined {
    return this.#fault;
  }

  /** Whether the end would come in the middle of something. */
  get begun(): boolean {
    return this.#pixels !== undefined || this.#text !== "";
  }

  /** Whether what has come may be a whole size that only silence can end. */
  get awaitsQuiet(): boolean {
    return !this.#fault && this.#at === "size" && this.#text !== "";
  }

  /** Whether they have begun to say how large their pictures are. */
  get sizing(): boolean {
    return this.awaitsQuiet || this.#at === "count";
  }

  /** Consumes all of `chunk` and yields what it completes. Never throws on content. */
  *push(chunk: Uint8Array): Generator<Heard, void, undefined> {
    for (let at = 0; at < chunk.length && !this.#fault;) {
      if (this.#pixels) {
        at += this.#pixels.take(chunk.subarray(at));
        if (!this.#pixels.isFull) return;
        yield { type: "picture", frame: this.#picture(this.#pixels.bytes) };
      } else {
        const heard = this.#letter(chunk[at++] as number);
        if (heard) yield heard;
      }
    }
  }

  /** Nothing has come for a while: what there is of a size is all of it. */
  quiet(): Heard | undefined {
    return this.awaitsQuiet ? this.#sized(readSize(this.#text)) : undefined;
  }

  #letter(byte: number): Heard | undefined {
    if (this.#at === "done") return this.#greet(byte);
    if (byte !== SLASH) {
      this.#text += String.fromCharCode(byte);
      const most = this.#at === "size" ? MOST_SIZE + MOST_COUNT : MOST_COUNT;
      if (this.#text.length >= most || !/^[\d. ]+$/.test(this.#text)) this.#refuse();
      return undefined;
    }
    if (this.#at === "size") {
      const heard = this.#sized(splitSize(this.#text));
      if (heard) this.#begin();
      return heard;
    }
    if (isCount(this.#text)) this.#begin();
    else this.#refuse();
    return undefined;
  }

  #greet(byte: number): Heard | undefined {
    this.#text += String.fromCharCode(byte);
    if (byte !== DONE[this.#text.length - 1]) this.#fault = { kind: "bad-greeting" };
    if (this.#fault || this.#text.length < DONE.length) return undefined;
    this.#at = "size";
    this.#text = "";
    return { type: "done" };
  }

  #sized(size: Size | undefined): Heard | undefined {
    if (!size) return this.#refuse();
    this.#size = size;
    this.#text = "";
    this.#at = "count";
    return { type: "size", size };
  }

  #begin(): void {
    const { width, height } = this.#size;
    const bytes = width * height * BYTES_PER_PIXEL;
    this.#pixels = new Filling(bytes, this.#proven ? bytes : 0);
    this.#text = "";
  }

  #picture(pixels: Uint8Array): Frame {
    const { width, height } = this.#size;
    this.#pixels = undefined;
    this.#proven = true;
    return makeFrame(width, height, pixels, Number.NaN);
  }

  #refuse(): undefined {
    this.#fault = { kind: this.#at === "size" ? "bad-size" : "bad-count", text: this.#text };
    return undefined;
  }
}
