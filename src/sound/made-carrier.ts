/** Sound without a device: silence, a tone and files, at real speed. For trials, tests, and people without a microphone. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import type { Pull, SoundBlock, Timing } from "../ports.js";
import { type CarriedDevice, type Carrier, CarrierError, type OpenEnd } from "./carrier.js";
import { Metronome } from "./metronome.js";
import { RATE, SAMPLES_PER_MS } from "./sample.js";
import { decodeWav, WavError, wavHeader } from "./wav.js";

/** One second of them: a short beep and then nothing, so that an echo or a delay can be heard. */
const BEEP = { pitch: 440, length: 200, peak: 8000 } as const;
/** Beginning and end of a beep are faded for so long, in milliseconds: a hard edge clicks. */
const FADE = 5;

/** What stands where a device's id could: `null`, `tone`, `file:x.wav`. */
export function isMade(device: string | undefined): device is string {
  return device === "null" || device === "tone" || (device?.startsWith("file:") ?? false);
}

export class MadeCarrier implements Carrier {
  readonly label: string;
  readonly #timing: Timing;
  readonly #device: string;

  /** `device`: see {@link isMade}. A microphone plays the file over and over; a speaker writes it. */
  constructor(device: string, timing: Timing) {
    this.label = device;
    this.#device = device;
    this.#timing = timing;
  }

  devices(): Promise<readonly CarriedDevice[]> {
    return Promise.resolve([]);
  }

  openMicrophone(_: string | undefined, take: (block: SoundBlock) => void): Promise<OpenEnd> {
    const sound = this.#sound();
    let at = 0;
    const metronome = new Metronome(this.#timing, (count) => {
      if (!sound) return;
      const samples = Int16Array.from(
        { length: count },
        (_unused, i) => sound[(at + i) % sound.length] as number,
      );
      at = (at + count) % sound.length;
      take({ samples, at: this.#timing.now() - count / SAMPLES_PER_MS });
    });
    return Promise.resolve(this.#end(() => metronome[Symbol.dispose]()));
  }

  openSpeaker(_: string | undefined, pull: Pull): Promise<OpenEnd> {
    const file = this.#device.startsWith("file:") ? createWav(pathOf(this.#device)) : undefined;
    const metronome = new Metronome(this.#timing, (count) => {
      const samples = pull(count);
      file?.write(samples);
    });
    return Promise.resolve(
      this.#end(() => {
        metronome[Symbol.dispose]();
        file?.[Symbol.dispose]();
      }),
    );
  }

  /** What the microphone hears, over and over; undefined for nothing at all. */
  #sound(): Int16Array | undefined {
    if (this.#device === "null") return undefined;
    return this.#device === "tone" ? beeps() : readWav(pathOf(this.#device));
  }

  #end(close: () => void): OpenEnd {
    let isOpen = true;
    return {
      device: this.#device,
      latency: 0,
      underruns: 0,
      over: new Promise(() => undefined),
      [Symbol.asyncDispose]() {
        if (isOpen) close();
        isOpen = false;
        return Promise.resolve();
      },
    };
  }
}

const pathOf = (device: string): string => device.slice("file:".length);

function beeps(): Int16Array {
  const length = BEEP.length * SAMPLES_PER_MS;
  const fade = FADE * SAMPLES_PER_MS;
  return Int16Array.from({ length: RATE }, (_, i) => {
    if (i >= length) return 0;
    const edge = Math.min(1, i / fade, (length - i) / fade);
    return Math.round(BEEP.peak * edge * Math.sin((2 * Math.PI * BEEP.pitch * i) / RATE));
  });
}

/** @throws CarrierError */
function readWav(path: string): Int16Array {
  try {
    const sound = decodeWav(readFileSync(path));
    if (sound.length > 0) return sound;
    throw new WavError("it holds no sound");
  } catch (cause) {
    throw unusable(path, cause);
  }
}

interface WavFile extends Disposable {
  /** Appends; copied at once. */
  write(samples: Int16Array): void;
}

/** A file that is whole as soon as it is disposed. @throws CarrierError */
function createWav(path: string): WavFile {
  let written = 0;
  const file = orUnusable(path, () => openSync(path, "w"));
  writeSync(file, wavHeader(0));
  return {
    write(samples) {
      writeSync(file, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength));
      written += samples.length;
    },
    [Symbol.dispose]() {
      writeSync(file, wavHeader(written), 0, undefined, 0);
      closeSync(file);
    },
  };
}

function orUnusable<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (cause) {
    throw unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): CarrierError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new CarrierError(`${path} cannot be used: ${why}`, "give a WAV file: file:voice.wav", {
    cause,
  });
}
