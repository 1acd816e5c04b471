/** A recording of pictures as they come, as a video of one size and rate. */
import { type FileHandle, open, unlink } from "node:fs/promises";
import { aviChunk, type AviFormat, aviHeader, aviIndex, HEADER_BYTES } from "../codec/avi.js";
import { encodeJpeg } from "../codec/jpeg.js";
import type { Frame } from "../frame/frame.js";
import { Letterbox } from "../frame/letterbox.js";
import type { Clock } from "../ports.js";

/** Pictures a second in the file; those that come are repeated or left out to fit. */
const FPS = 30;
const QUALITY = 90;
/** What an AVI file holds: its sizes have 32 bits, and some programs take them for signed. */
const MOST_BYTES = 2_000_000_000;
/** A picture that nothing follows stands no longer than this many. */
const LONGEST = 5 * FPS;

export interface VideoOptions {
  readonly path: string;
  readonly clock: Clock;
  /** The file cannot be written any further, and holds what came before; nothing is recorded any more. */
  readonly onFault: (error: Error) => void;
  /** Bytes that it may have; as many as players take if not said. */
  readonly most?: number;
}

export class VideoFile implements AsyncDisposable {
  readonly #options: VideoOptions;
  readonly #start: number;
  /** The newest picture, and when it came; the one before is on its way to the disk. */
  #newest: { readonly frame: Frame; readonly at: number } | undefined;
  #writing: Promise<void> = Promise.resolve();
  #busy = false;
  #over = false;
  #movie: Movie | undefined;

  /** Begins now. The file is made with the first picture, in that one's size. */
  constructor(options: VideoOptions) {
    this.#options = options;
    this.#start = options.clock.now();
  }

  /** Whether a picture has come. */
  get hasPicture(): boolean {
    return this.#movie !== undefined || this.#newest !== undefined;
  }

  /** Settles when the pictures that came are on disk. */
  get written(): Promise<void> {
    return this.#writing;
  }

  /** Records `frame`, from now on until another comes. */
  see(frame: Frame): void {
    if (this.#over) return;
    this.#newest = { frame, at: this.#options.clock.now() };
    if (!this.#busy) this.#writing = this.#write();
  }

  /** Ends the recording, and resolves when it is on disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#over) return this.#writing;
    this.#over = true;
    const end = this.#slotAt(this.#options.clock.now());
    this.#writing = this.#writing.then(async () => this.#finish(end)).catch(this.#onFault);
    await this.#writing;
  }

  async #write(): Promise<void> {
    this.#busy = true;
    try {
      for (let next = this.#newest; next; next = this.#newest) {
        this.#newest = undefined;
        this.#movie ??= await Movie.begin(this.#options, next.frame);
        await this.#movie.show(next.frame, this.#slotAt(next.at));
      }
    } catch (error) {
      this.#over = true;
      this.#newest = undefined;
      await this.#salvage();
      this.#movie = undefined;
      this.#onFault(error);
    }
    this.#busy = false;
  }

  async #finish(end: number): Promise<void> {
    if (this.#newest) await this.#write();
    try {
      await this.#movie?.finish(end);
    } catch (error) {
      await this.#salvage();
      throw error;
    }
  }

  async #salvage(): Promise<void> {
    await this.#movie?.salvage().catch(() => undefined); // One fault is enough.
  }

  #slotAt(now: number): number {
    return Math.floor(((now - this.#start) * FPS) / 1000);
  }

  readonly #onFault = (error: unknown): void => {
    this.#options.onFault(error instanceof Error ? error : new Error(String(error)));
  };
}

/** The file, picture by picture. */
class Movie {
  readonly #file: FileHandle;
  readonly #format: AviFormat;
  readonly #letterbox: Letterbox;
  readonly #most: number;
  readonly #lengths: number[] = [];
  #bytes = 0;
  /** The slot of the first picture. */
  #first: number | undefined;
  #last: Uint8Array = new Uint8Array(0);

  private constructor(file: FileHandle, most: number, frame: Frame) {
    this.#file = file;
    this.#most = most;
    this.#format = { width: frame.width, height: frame.height, fps: FPS };
    this.#letterbox = new Letterbox(this.#format);
  }

  static async begin({ path, most = MOST_BYTES }: VideoOptions, frame: Frame): Promise<Movie> {
    const file = await open(path, "wx");
    const movie = new Movie(file, most, frame);
    try {
      await movie.#header();
      return movie;
    } catch (error) {
      await file.close();
      await unlink(path);
      throw error;
    }
  }

  async show(frame: Frame, slot: number): Promise<void> {
    this.#first ??= slot;
    const { data } = await encodeJpeg(this.#letterbox.fit(frame), QUALITY);
    await this.#fillTo(slot);
    this.#last = aviChunk(data);
    if (this.#next <= slot) await this.#append();
  }

  async finish(end: number): Promise<void> {
    await this.#fillTo(end);
    await this.#end();
  }

  /** Ends a file that cannot grow: its last pictures make room for the index, without which many players show none. */
  async salvage(): Promise<void> {
    const whole = this.#bytes;
    const index = aviIndex(this.#lengths).length;
    while (this.#lengths.length > 1 && whole - this.#bytes < index)
      this.#bytes -= this.#lengths.pop()!;
    try {
      await this.#file.truncate(HEADER_BYTES + this.#bytes);
      await this.#end();
    } catch (error) {
      await this.#file.close();
      throw error;
    }
  }

  async #end(): Promise<void> {
    await this.#put(aviIndex(this.#lengths), HEADER_BYTES + this.#bytes);
    await this.#header();
    await this.#file.close();
  }

  /** The slot that the next picture has. */
  get #next(): number {
    return (this.#first ?? 0) + this.#lengths.length;
  }

  /** Goes on showing the last picture up to a slot, or for as long as one may stand. */
  async #fillTo(slot: number): Promise<void> {
    const missing = slot - this.#next;
    for (let n = 0; n < Math.min(missing, LONGEST); n++) await this.#append();
    if (missing > LONGEST) this.#first = (this.#first ?? 0) + missing - LONGEST;
  }

  async #append(): Promise<void> {
    if (this.#bytes + this.#last.length > this.#most)
      throw new Error(`it has ${this.#most} bytes, and no video may have more`);
    await this.#put(this.#last, HEADER_BYTES + this.#bytes);
    this.#lengths.push(this.#last.length);
    this.#bytes += this.#last.length;
  }

  async #header(): Promise<void> {
    const extent = { frames: this.#lengths.length, movie: this.#bytes };
    await this.#put(aviHeader(this.#format, extent), 0);
  }

  /** All of it: a disk that is nearly full takes a part, and says so only when asked again. */
  async #put(bytes: Uint8Array, at: number): Promise<void> {
    for (let done = 0; done < bytes.length;)
      done += (await this.#file.write(bytes, done, undefined, at + done)).bytesWritten;
  }
}
