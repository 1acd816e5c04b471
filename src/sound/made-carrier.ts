/** Sound without a device: silence, a tone, files and a parrot, at real speed. For trials, tests, and people without a microphone. */
import type { Pull, SoundBlock, Timing } from "../ports.js";
import type { CarriedDevice, Carrier, OpenEnd, Trouble } from "./carrier.js";
import { Metronome } from "./metronome.js";
import { Parrot } from "./parrot.js";
import { RATE, SAMPLES_PER_MS } from "./sample.js";
import { readWav, WavWriter } from "./wav-file.js";

/** One second of them: a short beep and then nothing, so that an echo or a delay can be heard. */
const BEEP = { pitch: 440, length: 200, peak: 8000 } as const;
/** Beginning and end of a beep are faded for so long, in milliseconds: a hard edge clicks. */
const FADE = 5;

const WORDS: ReadonlySet<string | undefined> = new Set(["null", "tone", "parrot"]);

/** What stands where a device's id could: `null`, `tone`, `parrot`, `file:x.wav`. */
export function isMade(device: string | undefined): device is string {
  return WORDS.has(device) || (device?.startsWith("file:") ?? false);
}

export class MadeCarrier implements Carrier {
  readonly label: string;
  readonly #timing: Timing;
  readonly #device: string;
  readonly #file: WavWriter | undefined;
  readonly #parrot: Parrot;

  /** `device`: see {@link isMade}. A microphone plays the file over and over; a speaker writes it. Only `parrot` needs one. */
  constructor(device: string, timing: Timing, parrot = new Parrot()) {
    this.#parrot = parrot;
    this.label = device;
    this.#device = device;
    this.#timing = timing;
    this.#file = device.startsWith("file:") ? new WavWriter(pathOf(device)) : undefined;
  }

  devices(): Promise<readonly CarriedDevice[]> {
    return Promise.resolve([]);
  }

  openMicrophone(_: string | undefined, take: (block: SoundBlock) => void): Promise<OpenEnd> {
    const next = this.#sound();
    const metronome = new Metronome(this.#timing, (count) => {
      if (next) take({ samples: next(count), at: this.#timing.now() - count / SAMPLES_PER_MS });
    });
    return Promise.resolve(this.#end(() => metronome[Symbol.dispose]()));
  }

  openSpeaker(_: string | undefined, pull: Pull): Promise<OpenEnd> {
    const file = this.#file;
    file?.open();
    let fail: (trouble: Trouble) => void;
    const over = new Promise<Trouble>((tell) => {
      fail = tell;
    });
    const metronome = new Metronome(this.#timing, (count) => {
      const samples = pull(count);
      const trouble = file?.write(samples);
      if (trouble) fail(trouble);
      if (this.#device === "parrot") this.#parrot.hear(samples);
    });
    const close = () => {
      metronome[Symbol.dispose]();
      file?.close();
    };
    return Promise.resolve(this.#end(close, over));
  }

  /** Gives as many samples of what the microphone hears as it is asked for; undefined for nothing at all. */
  #sound(): ((count: number) => Int16Array) | undefined {
    if (this.#device === "null") return undefined;
    if (this.#device === "parrot") return (count) => this.#parrot.say(count);
    return around(this.#device === "tone" ? beeps() : readWav(pathOf(this.#device)));
  }

  #end(close: () => void, over = new Promise<Trouble>(() => undefined)): OpenEnd {
    let isOpen = true;
    return {
      device: this.#device,
      latency: 0,
      underruns: 0,
      over,
      [Symbol.asyncDispose]() {
        if (isOpen) close();
        isOpen = false;
        return Promise.resolve();
      },
    };
  }
}

/** `sound`, over and over. */
function around(sound: Int16Array): (count: number) => Int16Array {
  let at = 0;
  return (count) => {
    const from = at;
    at = (at + count) % sound.length;
    return Int16Array.from({ length: count }, (_, i) => sound[(from + i) % sound.length] as number);
  };
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
