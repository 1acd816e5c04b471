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
import {
  DONE,
  type Format,
  MOST_COUNT,
  MOST_SIZE,
  readCount,
  readSize,
  splitSize,
} from "./header.js";

/** What the other side has said. */
export type Heard =
  | { readonly type: "done" }
  /** Of all its pictures. */
  | { readonly type: "size"; readonly size: Format }
  /** Captured at NaN: they do not say when. Owns its pixels. */
  | { readonly type: "picture"; readonly frame: Frame };

export type VideostreamFault =
  | { readonly kind: "bad-greeting" }
  | { readonly kind: "bad-size"; readonly text: string }
  | { readonly kind: "bad-count"; readonly text: string };

const SLASH = 0x2f;
const SPACE = 0x20;

export class VideostreamReader {
  #at: "done" | "size" | "count" = "done";
  #text = "";
  #format: Format = NO_SIZE;
  /** Of the picture that is coming. */
  #size: Size = NO_SIZE;
  #pixels: Filling | undefined;
  /** Bytes of the last picture: the next one is as large, as a rule. */
  #proven = 0;
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
    if (this.#at === "size") return this.#measure(byte);
    this.#count(byte);
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

  #measure(byte: number): Heard | undefined {
    // Only a size without a height is followed by a space, of the first picture's header.
    const loose = byte === SPACE ? readSize(this.#text) : undefined;
    if (loose && loose.height === undefined) return this.#sized(loose);
    if (byte !== SLASH) return this.#spell(byte, MOST_SIZE + MOST_COUNT);
    const size = splitSize(this.#text);
    const heard = this.#sized(size);
    if (size) this.#begin(size);
    return heard;
  }

  #sized(format: Format | undefined): Heard | undefined {
    if (!format) return this.#refuse();
    this.#format = format;
    this.#text = "";
    this.#at = "count";
    return { type: "size", size: format };
  }

  #count(byte: number): undefined {
    const pads = this.#text === "" && this.#format.height === undefined;
    if (byte === SPACE && pads) return undefined;
    if (byte !== SLASH) return this.#spell(byte, MOST_COUNT);
    const size = readCount(this.#text, this.#format);
    return size ? this.#begin(size) : this.#refuse();
  }

  /** One more letter of no more than `most`. */
  #spell(byte: number, most: number): undefined {
    this.#text += String.fromCharCode(byte);
    return this.#text.length >= most || !/^[-\d. ]+$/.test(this.#text) ? this.#refuse() : undefined;
  }

  #begin(size: Size): undefined {
    const bytes = size.width * size.height * BYTES_PER_PIXEL;
    this.#size = size;
    this.#pixels = new Filling(bytes, Math.min(bytes, this.#proven));
    this.#text = "";
  }

  #picture(pixels: Uint8Array): Frame {
    const { width, height } = this.#size;
    this.#pixels = undefined;
    this.#proven = pixels.length;
    return makeFrame(width, height, pixels, Number.NaN);
  }

  #refuse(): undefined {
    this.#fault = { kind: this.#at === "size" ? "bad-size" : "bad-count", text: this.#text };
    return undefined;
  }
}
