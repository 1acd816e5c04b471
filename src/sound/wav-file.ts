/**
 * WAV files in place of devices. A path may lead anywhere: to a pipe that
 * nobody writes to, whose opening would stop the whole thread, to a device
 * that never ends, or to a disk that is full.
 */
import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { isatty } from "node:tty";
import { CarrierError, type Trouble } from "./carrier.js";
import { SAMPLE_BYTES } from "./sample.js";
import { decodeWav, HEADER_BYTES, WavError, wavHeader } from "./wav.js";

/** A file is read as a whole; one of this many bytes is 20 minutes and more in any usual coding. */
const MOST_BYTES = 256 * 2 ** 20;
/** Nothing is waited for while a file is opened, and no terminal becomes ours. */
const AT_ONCE = constants.O_NONBLOCK | constants.O_NOCTTY;

/** The sound of the file at `path`. @throws CarrierError */
export function readWav(path: string): Int16Array {
  try {
    const sound = decodeWav(readWhole(path));
    if (sound.length > 0) return sound;
    throw new WavError("it holds no sound");
  } catch (cause) {
    throw new CarrierError(
      `${path} cannot be used: ${wordsOf(cause)}`,
      "give a WAV file: file:voice.wav",
      { cause },
    );
  }
}

function readWhole(path: string): Buffer {
  const file = openSync(path, constants.O_RDONLY | AT_ONCE);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) throw new WavError("it is no file");
    if (about.size > MOST_BYTES) throw new WavError(`it is larger than ${MOST_BYTES / 2 ** 20} MB`);
    const bytes = Buffer.alloc(about.size);
    return bytes.subarray(0, readSync(file, bytes));
  } finally {
    closeSync(file);
  }
}

/** A file that what is heard goes into, and that goes on where it stopped when it is opened again. */
export class WavWriter {
  readonly #path: string;
  #file: number | undefined;
  /** Samples so far. */
  #written = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws CarrierError */
  open(): void {
    try {
      this.#file = openSync(this.#path, constants.O_WRONLY | constants.O_CREAT | AT_ONCE, 0o666);
      const about = fstatSync(this.#file);
      if (about.isFIFO() || about.isSocket() || isatty(this.#file))
        throw new WavError("it is no file");
      if (this.#written === 0 && about.isFile()) ftruncateSync(this.#file);
    } catch (cause) {
      this.close();
      const { problem, hint } = this.#trouble(cause);
      throw new CarrierError(problem, hint, { cause });
    }
  }

  /** Appends. @returns why it could not. */
  write(samples: Int16Array): Trouble | undefined {
    if (this.#file === undefined) return undefined;
    const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
    const at = HEADER_BYTES + this.#written * SAMPLE_BYTES;
    try {
      // A program that is killed leaves a file that some players can play to its end.
      if (this.#written === 0) this.#writeHeader(this.#file);
      writeSync(this.#file, bytes, 0, bytes.length, at);
    } catch (cause) {
      return this.#trouble(cause);
    }
    this.#written += samples.length;
    return undefined;
  }

  /** Makes the file whole. */
  close(): void {
    if (this.#file === undefined) return;
    try {
      this.#writeHeader(this.#file);
    } catch {
      // What cannot be written to has been told when it was opened or written to.
    }
    closeSync(this.#file);
    this.#file = undefined;
  }

  #writeHeader(file: number): void {
    writeSync(file, wavHeader(this.#written), 0, HEADER_BYTES, 0);
  }

  #trouble(cause: unknown): Trouble {
    return {
      problem: `${this.#path} cannot be written: ${wordsOf(cause)}`,
      hint: "make room, or give another: --speaker file:heard.wav",
    };
  }
}

const wordsOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
