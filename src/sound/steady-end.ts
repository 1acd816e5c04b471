/**
 * Keeps one end of the sound alive:
 *
 *     opening ---------> on ----- unplugged, server gone -----+
 *        |                                                    v
 *        +--- could not be opened ----------------------> waiting
 *        ^                                                    |
 *        +----------- after 0.5, 1, 2, ... 15 s --------------+
 */
import type { SoundStatus, Timing } from "../ports.js";
import { Backoff } from "../util/backoff.js";
import { Changes } from "../util/changes.js";
import { CarrierError, type OpenEnd, type Trouble } from "./carrier.js";

/** An end that was on for so long failed for the first time, and not again; in milliseconds. */
const STEADY = 5000;

/** An end that was opened, and why it is not the one that was asked for. */
export interface Opened {
  readonly end: OpenEnd;
  readonly notice: string | undefined;
}

export class SteadyEnd<Kind extends "microphone" | "speaker"> implements AsyncDisposable {
  readonly kind: Kind;
  readonly #open: () => Promise<Opened>;
  readonly #timing: Timing;
  readonly #changes = new Changes();
  readonly #backoff = new Backoff();
  readonly #stop: Promise<void>;
  readonly #finished: Promise<void>;
  #wake: () => void = () => undefined;
  #stopped = false;
  #end: OpenEnd | undefined;
  #pastUnderruns = 0;
  #status: SoundStatus = { at: "opening" };

  /** @param open Throws CarrierError. */
  constructor(kind: Kind, open: () => Promise<Opened>, timing: Timing) {
    this.kind = kind;
    this.#open = open;
    this.#timing = timing;
    this.#stop = new Promise((wake) => {
      this.#wake = wake;
    });
    this.#finished = this.#live();
  }

  get status(): SoundStatus {
    return this.#status;
  }

  get latency(): number {
    return this.#end?.latency ?? 0;
  }

  get underruns(): number {
    return this.#pastUnderruns + (this.#end?.underruns ?? 0);
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#finished;
  }

  async #live(): Promise<void> {
    while (!this.#stopped) {
      const trouble = await this.#once();
      if (this.#stopped) return;
      const delay = this.#backoff.next();
      const retryAt = this.#timing.now() + delay;
      this.#turn({ at: "waiting", ...trouble, retryAt });
      await this.#pause(delay);
    }
  }

  /** Opens it, and stays with it until it is over. @returns why it is. */
  async #once(): Promise<Trouble> {
    try {
      const { end, notice } = await this.#open();
      await using _ = end;
      const since = this.#timing.now();
      this.#end = end;
      const tell = () => this.#turn(statusOf(end, notice));
      using _changes = end.onChange?.(tell);
      tell();
      const trouble = await Promise.race([end.over, this.#stop]);
      this.#end = undefined;
      this.#pastUnderruns += end.underruns;
      if (this.#timing.now() - since >= STEADY) this.#backoff.reset();
      return trouble ?? { problem: "closed", hint: "" };
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error;
      return { problem: error.message, hint: error.hint };
    }
  }

  async #pause(delay: number): Promise<void> {
    let timer: Disposable | undefined;
    const over = new Promise<void>((wake) => {
      timer = this.#timing.after(delay, wake);
    });
    await Promise.race([over, this.#stop]);
    timer?.[Symbol.dispose]();
  }

  #turn(status: SoundStatus): void {
    this.#status = status;
    this.#changes.tell();
  }
}

function statusOf(end: OpenEnd, first: string | undefined): SoundStatus {
  const notices = [first, end.notice].filter((it) => it !== undefined);
  const notice = notices.length > 0 ? { notice: notices.join(" - ") } : {};
  return { at: "on", device: end.device, ...notice };
}

/** An end that there is not, and never will be. */
export class NoEnd<Kind extends "microphone" | "speaker"> implements AsyncDisposable {
  readonly kind: Kind;
  readonly status: SoundStatus;
  readonly latency = 0;
  readonly underruns = 0;

  constructor(kind: Kind, reason: string) {
    this.kind = kind;
    this.status = { at: "off", reason };
  }

  onChange(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}
