/**
 * The sound server's own echo canceller, a module between our streams and the
 * devices. It changes what the user's other programs see, and outlives us if
 * we crash: so it is loaded only on request, taken out with its last user, and
 * taken out by the next of us if its own could not. Every process has one of
 * its own: a name that is taken the server changes, without a word.
 */
import { randomBytes } from "node:crypto";
import type { CarriedDevice } from "../carrier.js";
import { meant } from "../meant.js";
import { COMMAND } from "./commands.js";
import type { PulseConnection } from "./connection.js";
import type { Properties, TagReader } from "./tagstruct.js";

const SOURCE = "tetatty-echo-free-source-";
const SINK = "tetatty-echo-free-sink-";
/** What our connections say of themselves, so that a module whose process is gone can be told. */
const MARK = "tetatty.echo-free";

/** Whether `device` is one that an echo canceller of ours, or of another process, made. */
export function isEchoFree(device: string): boolean {
  return device.startsWith(SOURCE) || device.startsWith(SINK);
}

/** The devices to use instead of the user's. */
export interface EchoFree extends AsyncDisposable {
  readonly source: string;
  readonly sink: string;
}

/** The devices that it stands before, as the user calls them; undefined: the defaults. */
export interface Masters {
  readonly mic: string | undefined;
  readonly speaker: string | undefined;
}

export class EchoCanceller {
  readonly #masters: Masters;
  readonly #mark = randomBytes(4).toString("hex");
  readonly #source = SOURCE + this.#mark;
  readonly #sink = SINK + this.#mark;
  #users = 0;
  #loaded: Promise<number> | undefined;

  constructor(masters: Masters) {
    this.#masters = masters;
  }

  /** What a connection that uses it must say of itself. */
  get properties(): Properties {
    return { [MARK]: this.#mark };
  }

  /**
   * Loads it unless it is, through any connection to the same server that says its {@link properties}.
   * `list` lists the server's devices.
   *
   * @throws PulseError when the server has none.
   */
  async use(
    connection: PulseConnection,
    list: () => Promise<readonly CarriedDevice[]>,
  ): Promise<EchoFree> {
    this.#users++;
    let isUsed = true;
    const leave = async () => {
      if (!isUsed) return;
      isUsed = false;
      this.#users--;
      const loaded = this.#loaded;
      if (this.#users > 0 || !loaded) return;
      this.#loaded = undefined;
      await loaded.then((module) => unload(connection, module)).catch(() => undefined); // a server that is gone has forgotten it
    };
    try {
      await this.#ensure(connection, list);
    } catch (error) {
      await leave();
      throw error;
    }
    return { source: this.#source, sink: this.#sink, [Symbol.asyncDispose]: leave };
  }

  /** One that was loaded may be gone meanwhile, with its devices. */
  async #ensure(
    connection: PulseConnection,
    list: () => Promise<readonly CarriedDevice[]>,
  ): Promise<void> {
    const loaded = (this.#loaded ??= this.#load(connection, await list()));
    await loaded;
    if ((await list()).some(({ id }) => id === this.#source)) return;
    if (this.#loaded === loaded) this.#loaded = this.#load(connection, await list());
    await this.#loaded;
  }

  async #load(connection: PulseConnection, devices: readonly CarriedDevice[]): Promise<number> {
    await forgetStale(connection).catch(() => undefined); // whatever stands in the way of that, ours may load
    const { mic, speaker } = this.#masters;
    const source = meant(devices, "microphone", mic).device;
    const sink = meant(devices, "speaker", speaker).device;
    const words = [
      "aec_method=webrtc",
      `source_name=${this.#source}`,
      `sink_name=${this.#sink}`,
      ...(source === undefined ? [] : [`source_master=${source}`]),
      ...(sink === undefined ? [] : [`sink_master=${sink}`]),
    ];
    return connection.ask(
      COMMAND.loadModule,
      (to) => to.string("module-echo-cancel").string(words.join(" ")),
      (reply) => reply.u32(),
    );
  }
}

/** Takes out what processes of ours left behind that are not connected any more. @throws PulseError */
async function forgetStale(connection: PulseConnection): Promise<void> {
  const modules = await connection.ask(COMMAND.modules, nothing, (reply) =>
    reply.all(() => readModule(reply)),
  );
  const marks = await connection.ask(COMMAND.clients, nothing, (reply) =>
    reply.all(() => readClient(reply)),
  );
  for (const { index, words } of modules) {
    const mark = words.find((word) => word.startsWith(`source_name=${SOURCE}`))?.split(SOURCE)[1];
    if (mark !== undefined && !marks.includes(mark)) await unload(connection, index);
  }
}

function readModule(reply: TagReader) {
  const index = reply.u32();
  reply.string();
  const words = (reply.string() ?? "").split(" ");
  reply.u32();
  reply.properties();
  return { index, words };
}

/** The mark of a connection of ours. */
function readClient(reply: TagReader): string | undefined {
  reply.u32();
  reply.string();
  reply.u32();
  reply.string();
  return reply.properties()[MARK];
}

async function unload(connection: PulseConnection, module: number): Promise<void> {
  await connection.ask(COMMAND.unloadModule, (to) => to.u32(module), nothing);
}

const nothing = (): void => undefined;
