/** Sound through PulseAudio's native protocol: PulseAudio itself, or PipeWire, which speaks it too. */
import type { Pull, SoundBlock, SoundDevice, Timing } from "../ports.js";
import {
  type CarriedDevice,
  type Carrier,
  CarrierError,
  type OpenEnd,
  type Trouble,
} from "./carrier.js";
import { PulseConnection, PulseError } from "./pulse/connection.js";
import { listDevices } from "./pulse/devices.js";
import type { EchoCanceller, EchoFree } from "./pulse/echo-canceller.js";
import { Playback } from "./pulse/playback.js";
import { Recording } from "./pulse/recording.js";
import { type Environment, readCookie, serverAddresses } from "./pulse/server-address.js";
import { SAMPLES_PER_MS } from "./sample.js";

export interface PulseSettings {
  readonly environment: Environment;
  readonly home: string;
  readonly uid: number;
  readonly timing: Timing;
  /** Asked to cancel the echo; undefined: the server is left as it is. */
  readonly canceller: EchoCanceller | undefined;
}

/** How often a device is asked for its delay, in milliseconds. */
const ASK = 1000;
const ABOUT = {
  "application.name": "tetatty",
  "application.icon_name": "camera-web",
  "application.process.id": String(process.pid),
};
const UNPLUGGED: Trouble = {
  problem: "the sound device is gone",
  hint: "plug it in, or choose another: tetatty devices",
};
const RESTARTED = "sound comes back with the sound server";

/** A stream of either kind. */
interface Stream extends Disposable {
  /** Milliseconds. @throws PulseError */
  latency(): Promise<number>;
  readonly underflows?: number;
}

type Killed = () => void;

interface Cancelling {
  readonly echoFree: EchoFree | undefined;
  readonly notice: string | undefined;
}

export class PulseCarrier implements Carrier {
  readonly label = "pulseaudio";
  readonly #settings: PulseSettings;

  constructor(settings: PulseSettings) {
    this.#settings = settings;
  }

  async devices(): Promise<readonly CarriedDevice[]> {
    return explained(async () => {
      using connection = await this.#connect();
      return await listDevices(connection);
    });
  }

  async openMicrophone(
    device: string | undefined,
    take: (block: SoundBlock) => void,
  ): Promise<OpenEnd> {
    const { timing } = this.#settings;
    return this.#open("microphone", device, async (end, echoFree) => {
      const heard = (samples: Int16Array) => {
        take({ samples, at: timing.now() - end.latency - samples.length / SAMPLES_PER_MS });
      };
      const source = echoFree?.source ?? device;
      return Recording.open(end.connection, { device: source, heard, killed: end.killed });
    });
  }

  async openSpeaker(device: string | undefined, pull: Pull): Promise<OpenEnd> {
    return this.#open("speaker", device, async (end, echoFree) => {
      const sink = echoFree?.sink ?? device;
      return Playback.open(end.connection, { device: sink, pull, killed: end.killed });
    });
  }

  /** @throws CarrierError */
  async #open(
    kind: SoundDevice["kind"],
    device: string | undefined,
    begin: (end: PulseEnd, echoFree: EchoFree | undefined) => Promise<Stream>,
  ): Promise<OpenEnd> {
    return explained(async () => {
      const connection = await this.#connect();
      try {
        const all = await listDevices(connection);
        const wanted = (it: CarriedDevice) =>
          device ? it.id === device : it.isDefault && !it.isHidden;
        const label = all.find((it) => it.kind === kind && wanted(it))?.label;
        if (label === undefined) throw none(kind);
        const { echoFree, notice } = await this.#cancelEcho(connection);
        const end = new PulseEnd(connection, { label, notice }, echoFree);
        try {
          end.attend(await begin(end, echoFree), this.#settings.timing);
          return end;
        } catch (error) {
          await end[Symbol.asyncDispose]();
          throw error;
        }
      } catch (error) {
        connection[Symbol.dispose]();
        throw error;
      }
    });
  }

  /** Sound with an echo is better than none. @throws PulseError */
  async #cancelEcho(connection: PulseConnection): Promise<Cancelling> {
    try {
      const list = () => listDevices(connection);
      const echoFree = await this.#settings.canceller?.use(connection, list);
      return { echoFree, notice: undefined };
    } catch (error) {
      if (!(error instanceof PulseError && error.reason === "refused")) throw error;
      return { echoFree: undefined, notice: `no --echo system, ${error.message}: try --echo on` };
    }
  }

  async #connect(): Promise<PulseConnection> {
    const { environment, home, uid, canceller } = this.#settings;
    const addresses = serverAddresses(environment, uid);
    if (addresses.length === 0)
      throw new PulseError(
        "absent",
        "no address of a sound server is among what PULSE_SERVER says",
      );
    const about = { ...ABOUT, ...canceller?.properties };
    return PulseConnection.open({ addresses, cookie: readCookie(environment, home), about });
  }
}

class PulseEnd implements OpenEnd {
  readonly connection: PulseConnection;
  readonly device: string;
  readonly notice: string | undefined;
  readonly over: Promise<Trouble>;
  /** Ends it: the device is gone. */
  killed: Killed = () => undefined;
  readonly #echoFree: EchoFree | undefined;
  #stream: Stream | undefined;
  #latency = 0;
  #asking: Disposable | undefined;

  constructor(
    connection: PulseConnection,
    { label, notice }: { readonly label: string; readonly notice: string | undefined },
    echoFree: EchoFree | undefined,
  ) {
    this.connection = connection;
    this.device = label;
    this.notice = notice;
    this.#echoFree = echoFree;
    const unplugged = new Promise<Trouble>((tell) => {
      this.killed = () => tell(UNPLUGGED);
    });
    const lost = connection.gone.then(({ message }) => ({ problem: message, hint: RESTARTED }));
    this.over = Promise.race([unplugged, lost]);
  }

  get latency(): number {
    return this.#latency;
  }

  get underruns(): number {
    return this.#stream?.underflows ?? 0;
  }

  /** From now on it is `stream`'s, whose delay is asked for again and again. */
  attend(stream: Stream, timing: Timing): void {
    this.#stream = stream;
    const ask = async () => {
      try {
        this.#latency = await stream.latency();
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
    await this.#echoFree?.[Symbol.asyncDispose]();
    this.connection[Symbol.dispose]();
  }
}

function none(kind: SoundDevice["kind"]): CarrierError {
  return new CarrierError(`there is no ${kind}`, `plug one in, or choose another: tetatty devices`);
}

/** Says what went wrong in the words of {@link CarrierError}. */
async function explained<T>(what: () => Promise<T>): Promise<T> {
  try {
    return await what();
  } catch (error) {
    if (!(error instanceof PulseError)) throw error;
    const { message, reason } = error;
    const hint = reason === "refused" ? "look at it with: pactl info" : RESTARTED;
    throw new CarrierError(message, hint, { cause: error, absent: reason === "absent" });
  }
}
