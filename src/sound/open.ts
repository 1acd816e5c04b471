/** From what the user wishes to a sound system. */
import type {
  Microphone,
  Pull,
  SoundBlock,
  SoundDevice,
  SoundSystem,
  SoundWishes,
  Speaker,
  Timing,
} from "../ports.js";
import { type CarriedDevice, type Carrier, CarrierError, type Trouble } from "./carrier.js";
import { isMade, MadeCarrier } from "./made-carrier.js";
import { type Meant, meant } from "./meant.js";
import { Parrot } from "./parrot.js";
import { ProgramCarrier } from "./program-carrier.js";
import { PROGRAMS } from "./programs.js";
import { EchoCanceller } from "./pulse/echo-canceller.js";
import { PulseCarrier } from "./pulse-carrier.js";
import { NoEnd, type Opened, SteadyEnd } from "./steady-end.js";

/** What of the process a sound system must know. */
export interface SoundPlace {
  readonly timing: Timing;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly uid: number;
}

const SWITCHED_OFF = "sound is switched off (--audio off)";
const NO_SERVER = "there is no sound server here";
const START_ONE = "start pipewire-pulse or pulseaudio, or do without: --audio off";
const RESTART_IT = "restart it: systemctl --user restart pipewire-pulse, or pulseaudio -k";
const RESTART_NAMED = "restart it, or mend PULSE_SERVER, which names it";
const MEND_NAME = "mend PULSE_SERVER, or do without: unset PULSE_SERVER";
const NO_DEVICES: Trouble = {
  problem: "the sound server knows no microphone and no speaker",
  hint: "plug one in, or switch it on in the desktop's settings",
};
/** The desktop's server, where ssh comes from, can be had through ssh itself. */
const FORWARD_ONE =
  "bring yours along: ssh -R /tmp/pulse-$USER:$XDG_RUNTIME_DIR/pulse/native …, then PULSE_SERVER=unix:/tmp/pulse-$USER tetatty";

/** What to say where nothing carries sound, the best carrier for the reason of `error`. */
function soundHelp(environment: SoundPlace["environment"], error: CarrierError): Trouble {
  const isNamed = (environment["PULSE_SERVER"] ?? "").trim() !== "";
  const isRemote = environment["SSH_CONNECTION"] !== undefined;
  const problem = isNamed || !error.absent ? error.message : NO_SERVER;
  if (!error.absent) return { problem, hint: isNamed ? RESTART_NAMED : RESTART_IT };
  if (isRemote) return { problem, hint: FORWARD_ONE };
  return { problem, hint: isNamed ? MEND_NAME : START_ONE };
}

export function openSound(wishes: SoundWishes, place: SoundPlace): SoundSystem {
  if (wishes.audio === "off") return new NoSound(SWITCHED_OFF);
  return new CarriedSound(wishes, place);
}

/** No sound at all. */
class NoSound implements SoundSystem {
  readonly label = "none";
  readonly silence: Trouble;
  readonly #reason: string;

  constructor(reason: string) {
    this.#reason = reason;
    this.silence = { problem: reason, hint: "leave that out" };
  }

  devices(): Promise<readonly SoundDevice[]> {
    return Promise.resolve([]);
  }

  openMicrophone(): Microphone {
    return new NoEnd("microphone", this.#reason);
  }

  openSpeaker(): Speaker {
    return new NoEnd("speaker", this.#reason);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

class CarriedSound implements SoundSystem {
  readonly #wishes: SoundWishes;
  readonly #place: SoundPlace;
  readonly #carriers: readonly Carrier[];
  readonly #ends = new Set<AsyncDisposable>();
  /** Hears the speaker and is heard by the microphone. */
  readonly #parrot = new Parrot();
  #label = "none";
  #silence: Trouble | undefined;

  constructor(wishes: SoundWishes, place: SoundPlace) {
    const { timing, environment } = place;
    this.#wishes = wishes;
    this.#place = place;
    const canceller = wishes.systemEcho ? new EchoCanceller(wishes) : undefined;
    this.#carriers = [
      new PulseCarrier({ ...place, canceller }),
      ...PROGRAMS.map((pair) => new ProgramCarrier(pair, timing, environment)),
    ];
  }

  get label(): string {
    return this.#label;
  }

  get silence(): Trouble | undefined {
    return this.#silence;
  }

  async devices(signal: AbortSignal): Promise<readonly SoundDevice[]> {
    this.#silence = NO_DEVICES;
    for (const carrier of this.#carriers) {
      if (signal.aborted) break;
      const found = (await this.#listed(carrier, signal)).filter((it) => !it.isHidden);
      if (found.length > 0)
        return found.map(({ kind, id, label, isDefault }) => ({ kind, id, label, isDefault }));
    }
    return [];
  }

  /** None of a carrier that cannot be asked, of which the best is the one to be told of. */
  async #listed(carrier: Carrier, signal: AbortSignal): Promise<readonly CarriedDevice[]> {
    try {
      return await carrier.devices(signal);
    } catch (error) {
      if (!(error instanceof CarrierError)) throw error;
      if (carrier === this.#carriers[0]) this.#silence = soundHelp(this.#place.environment, error);
      return [];
    }
  }

  openMicrophone(take: (block: SoundBlock) => void): Microphone {
    const wish = this.#made(microphoneWish(this.#wishes));
    return this.#keep(
      new SteadyEnd(
        "microphone",
        () =>
          this.#open("microphone", wish, (carrier, device) => carrier.openMicrophone(device, take)),
        this.#place.timing,
      ),
    );
  }

  openSpeaker(pull: Pull): Speaker {
    const { audio, speaker } = this.#wishes;
    const hasNone = audio === "null" || audio === "parrot";
    const wish = this.#made(hasNone && !isMade(speaker) ? audio : speaker);
    return this.#keep(
      new SteadyEnd(
        "speaker",
        () => this.#open("speaker", wish, (carrier, device) => carrier.openSpeaker(device, pull)),
        this.#place.timing,
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#ends, (end) => end[Symbol.asyncDispose]()));
  }

  #keep<T extends AsyncDisposable>(end: T): T {
    this.#ends.add(end);
    return end;
  }

  /** What stays the same however often it is opened. */
  #made(wish: string | undefined): MadeCarrier | string | undefined {
    return isMade(wish) ? new MadeCarrier(wish, this.#place.timing, this.#parrot) : wish;
  }

  /** Opens `wish` with the first carrier that can. @throws CarrierError */
  async #open(
    kind: SoundDevice["kind"],
    wish: MadeCarrier | string | undefined,
    by: (carrier: Carrier, device: string | undefined) => Promise<Opened["end"]>,
  ): Promise<Opened> {
    if (wish instanceof MadeCarrier) return { end: await by(wish, undefined), notice: undefined };
    let best: CarrierError | undefined;
    for (const carrier of this.#carriers) {
      const { device, notice } = await choose(carrier, kind, wish);
      try {
        const end = await by(carrier, device);
        this.#label = carrier.label;
        return { end, notice };
      } catch (error) {
        if (!(error instanceof CarrierError && error.absent)) throw error;
        const { problem, hint } = soundHelp(this.#place.environment, error);
        best ??= new CarrierError(problem, hint, { cause: error });
      }
    }
    throw best ?? new CarrierError(NO_SERVER, START_ONE);
  }
}

const microphoneWish = ({ audio, mic }: SoundWishes): string | undefined =>
  isMade(mic) || audio === "auto" || audio === "off" ? mic : audio;

/** Whether the microphone may hear the speaker: one that is no device does not. */
export const mayEcho = (wishes: SoundWishes): boolean => !isMade(microphoneWish(wishes));

async function choose(
  carrier: Carrier,
  kind: SoundDevice["kind"],
  wish: string | undefined,
): Promise<Meant> {
  return meant(wish === undefined ? [] : await listed(carrier), kind, wish);
}

async function listed(carrier: Carrier): Promise<readonly CarriedDevice[]> {
  try {
    return await carrier.devices(AbortSignal.timeout(3000));
  } catch (error) {
    if (error instanceof CarrierError) return [];
    throw error;
  }
}
