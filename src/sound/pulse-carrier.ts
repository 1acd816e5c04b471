/** Sound through PulseAudio's native protocol: PulseAudio itself, or PipeWire, which speaks it too. */
import type { Pull, SoundBlock, SoundDevice, Timing } from "../ports.js";
import { type CarriedDevice, type Carrier, CarrierError, type OpenEnd } from "./carrier.js";
import { PulseConnection, PulseError } from "./pulse/connection.js";
import { listDevices } from "./pulse/devices.js";
import type { EchoCanceller, EchoFree } from "./pulse/echo-canceller.js";
import { Playback } from "./pulse/playback.js";
import { Recording } from "./pulse/recording.js";
import { type Environment, readCookie, serverAddresses } from "./pulse/server-address.js";
import { PulseEnd, type PulseEndStream, RESTARTED } from "./pulse-end.js";
import { SAMPLES_PER_MS } from "./sample.js";

export interface PulseSettings {
  readonly environment: Environment;
  readonly home: string;
  readonly uid: number;
  readonly timing: Timing;
  /** Asked to cancel the echo; undefined: the server is left as it is. */
  readonly canceller: EchoCanceller | undefined;
}

const ABOUT = {
  "application.name": "tetatty",
  "application.icon_name": "camera-web",
  "application.process.id": String(process.pid),
};
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
      return Recording.open(end.connection, { device: source, heard, ...end.events });
    });
  }

  async openSpeaker(device: string | undefined, pull: Pull): Promise<OpenEnd> {
    return this.#open("speaker", device, async (end, echoFree) => {
      const sink = echoFree?.sink ?? device;
      return Playback.open(end.connection, { device: sink, pull, ...end.events });
    });
  }

  /** @throws CarrierError */
  async #open(
    kind: SoundDevice["kind"],
    device: string | undefined,
    begin: (end: PulseEnd, echoFree: EchoFree | undefined) => Promise<PulseEndStream>,
  ): Promise<OpenEnd> {
    return explained(async () => {
      const connection = await this.#connect();
      try {
        const all = await listDevices(connection);
        const wanted = (it: CarriedDevice) =>
          device ? it.id === device : it.isDefault && !it.isHidden;
        const found = all.find((it) => it.kind === kind && wanted(it));
        if (found === undefined) throw none(kind);
        const { echoFree, notice } = await this.#cancelEcho(connection);
        const end = new PulseEnd(connection, { device: found, notice, echoFree });
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
        `PULSE_SERVER names no sound server: ${environment["PULSE_SERVER"]}`,
      );
    const about = { ...ABOUT, ...canceller?.properties };
    return PulseConnection.open({ addresses, cookie: readCookie(environment, home), about });
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
