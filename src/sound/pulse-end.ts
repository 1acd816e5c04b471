/** A microphone or a speaker of a sound server, from its opening until it is gone. */
import type { Timing } from "../ports.js";
import { Changes } from "../util/changes.js";
import type { CarriedDevice, OpenEnd, Trouble } from "./carrier.js";
import type { PulseConnection } from "./pulse/connection.js";
import { listDevices } from "./pulse/devices.js";
import type { EchoFree } from "./pulse/echo-canceller.js";

export const RESTARTED = "sound comes back with the sound server";
/** How often a device is asked for its delay, and one that is gone looked for, in milliseconds. */
const ASK = 1000;
const UNPLUGGED: Trouble = {
  problem: "the sound device is gone",
  hint: "plug it in, or choose another: tetatty devices",
};

/** A stream of either kind. */
export interface PulseEndStream extends Disposable {
  /** Milliseconds. @throws PulseError */
  latency(): Promise<number>;
  /** @throws PulseError */
  moveTo(device: string): Promise<void>;
  readonly underflows?: number;
}

export interface PulseEndParts {
  readonly device: CarriedDevice;
  /** In what it is less than was asked for. */
  readonly notice: string | undefined;
  readonly echoFree: EchoFree | undefined;
}

export class PulseEnd implements OpenEnd {
  readonly connection: PulseConnection;
  readonly over: Promise<Trouble>;
  /** What the stream of this end is told by the server. */
  readonly events: { readonly killed: () => void; readonly moved: (device: string) => void };
  readonly #parts: PulseEndParts;
  readonly #changes = new Changes();
  /** Where the user wants it. */
  #home: CarriedDevice;
  /** Where it is meanwhile. */
  #refuge: CarriedDevice | undefined;
  #stream: PulseEndStream | undefined;
  #unplug: () => void = () => undefined;
  #latency = 0;
  #asking: Disposable | undefined;

  constructor(connection: PulseConnection, parts: PulseEndParts) {
    this.connection = connection;
    this.#parts = parts;
    this.#home = parts.device;
    const unplugged = new Promise<Trouble>((tell) => {
      this.#unplug = () => tell(UNPLUGGED);
    });
    const lost = connection.gone.then(({ message }) => ({ problem: message, hint: RESTARTED }));
    this.over = Promise.race([unplugged, lost]);
    // Behind an echo canceller that is gone it must be opened anew, with one before another device.
    const moved = parts.echoFree
      ? () => this.#unplug()
      : (device: string) => void this.#follow(device).catch(() => undefined); // `over` tells
    this.events = { killed: () => this.#unplug(), moved };
  }

  get device(): string {
    return (this.#refuge ?? this.#home).label;
  }

  get notice(): string | undefined {
    if (!this.#refuge) return this.#parts.notice;
    const { kind, label } = this.#home;
    return `your ${kind} “${label}” is gone: “${this.#refuge.label}” is used`;
  }

  get latency(): number {
    return this.#latency;
  }

  get underruns(): number {
    return this.#stream?.underflows ?? 0;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** From now on it is `stream`'s, whose delay is asked for again and again. */
  attend(stream: PulseEndStream, timing: Timing): void {
    this.#stream = stream;
    const ask = async () => {
      try {
        this.#latency = await stream.latency();
        if (this.#refuge) await this.#return(stream);
        if (this.#stream) this.#asking = timing.after(ASK, () => void ask());
      } catch {
        // The connection is gone, which `over` tells.
      }
    };
    void ask();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#asking?.[Symbol.dispose]();
    stream?.[Symbol.dispose]();
    await this.#parts.echoFree?.[Symbol.asyncDispose]();
    this.connection[Symbol.dispose]();
  }

  /** The stream is on `device` now: by the user's will, while its own is still there. */
  async #follow(device: string): Promise<void> {
    const those = await this.#those();
    const now = those.find(({ id }) => id === device);
    if (!now) return;
    const isGone = !those.some(({ id }) => id === this.#home.id);
    this.#refuge = isGone ? now : undefined;
    if (!isGone) this.#home = now;
    this.#changes.tell();
  }

  /** Goes back as soon as there is a way back. */
  async #return(stream: PulseEndStream): Promise<void> {
    const home = this.#home.id;
    if (!(await this.#those()).some(({ id }) => id === home)) return;
    await stream.moveTo(home).catch(() => undefined); // if it is gone again, the next look will tell
  }

  async #those(): Promise<readonly CarriedDevice[]> {
    const { kind } = this.#home;
    return (await listDevices(this.connection)).filter((it) => it.kind === kind);
  }
}
