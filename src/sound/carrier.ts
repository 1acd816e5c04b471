/**
 * What carries sound to and from this machine's devices: a sound server, a
 * program, a file. A carrier opens an end once and says when it is over;
 * whether it is tried again is decided elsewhere.
 */
import type { Pull, SoundBlock, SoundDevice } from "../ports.js";

/** Why there is no sound, and what helps: sentences for people. */
export interface Trouble {
  readonly problem: string;
  readonly hint: string;
}

/** It cannot be opened. `absent`: not with this carrier, another may do. */
export class CarrierError extends Error {
  override name = "CarrierError";
  readonly hint: string;
  readonly absent: boolean;

  constructor(problem: string, hint: string, options: ErrorOptions & { absent?: boolean } = {}) {
    super(problem, options);
    this.hint = hint;
    this.absent = options.absent ?? false;
  }
}

/** A device as a carrier lists it. */
export interface CarriedDevice extends SoundDevice {
  /** Nobody means it who does not name it exactly: it hears a speaker, or is one that we made. */
  readonly isHidden: boolean;
}

/** An end that is open. */
export interface OpenEnd extends AsyncDisposable {
  /** What a person calls the device. */
  readonly device: string;
  /** In what it is less than was asked for. */
  readonly notice?: string | undefined;
  /** Milliseconds between the air and us, or us and the air. */
  readonly latency: number;
  /** Times that a speaker ran dry so far. */
  readonly underruns: number;
  /** Calls `listener` whenever `device` or `notice` have changed. */
  onChange?(listener: () => void): Disposable;
  /** Resolves when it is over although nobody disposed it; never rejects. */
  readonly over: Promise<Trouble>;
}

export interface Carrier {
  /** `pulseaudio`, `pacat`, `tone`. */
  readonly label: string;
  /** @throws CarrierError */
  devices(signal: AbortSignal): Promise<readonly CarriedDevice[]>;
  /** `device` is one of the carrier's own ids; undefined: the user's default. @throws CarrierError */
  openMicrophone(device: string | undefined, take: (block: SoundBlock) => void): Promise<OpenEnd>;
  /** @throws CarrierError */
  openSpeaker(device: string | undefined, pull: Pull): Promise<OpenEnd>;
}
