import type {
  Microphone,
  Pull,
  SoundBlock,
  SoundDevice,
  SoundStatus,
  SoundSystem,
  SoundWishes,
  Speaker,
} from "../../src/ports.js";
import { Changes } from "../../src/util/changes.js";

class FakeEnd extends Changes {
  #status: SoundStatus = { at: "opening" };
  #close: () => void;
  latency = 0;

  constructor(close: () => void) {
    super();
    this.#close = close;
  }
  get status(): SoundStatus {
    return this.#status;
  }
  turn(status: SoundStatus): void {
    this.#status = status;
    this.tell();
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#close();
    return Promise.resolve();
  }
}

class FakeMicrophone extends FakeEnd implements Microphone {
  readonly kind = "microphone";
}

class FakeSpeaker extends FakeEnd implements Speaker {
  readonly kind = "speaker";
  underruns = 0;
}

/** A sound card that a test turns by hand: nothing is heard or asked for unless it says so. */
export class FakeSound implements SoundSystem {
  readonly label = "fake";
  readonly silence = undefined;
  readonly wishes: SoundWishes | undefined;
  known: readonly SoundDevice[] = [];
  microphone: FakeMicrophone | undefined;
  speaker: FakeSpeaker | undefined;
  #take: ((block: SoundBlock) => void) | undefined;
  #pull: Pull | undefined;

  constructor(wishes?: SoundWishes) {
    this.wishes = wishes;
  }
  devices(): Promise<readonly SoundDevice[]> {
    return Promise.resolve(this.known);
  }
  openMicrophone(take: (block: SoundBlock) => void): Microphone {
    this.#take = take;
    this.microphone = new FakeMicrophone(() => (this.#take = undefined));
    return this.microphone;
  }
  openSpeaker(pull: Pull): Speaker {
    this.#pull = pull;
    this.speaker = new FakeSpeaker(() => (this.#pull = undefined));
    return this.speaker;
  }
  /** Says `samples` into the microphone; they are lost while it is closed. */
  say(samples: Int16Array, at: number): void {
    this.#take?.({ samples, at });
  }
  /** What the speaker plays next; undefined while it is closed. */
  play(count: number): Int16Array | undefined {
    return this.#pull?.(count).slice();
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#take = undefined;
    this.#pull = undefined;
    return Promise.resolve();
  }
}
