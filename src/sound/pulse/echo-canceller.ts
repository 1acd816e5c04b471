/**
 * The sound server's own echo canceller, a module between our streams and the
 * devices. It changes what the user's other programs see, and outlives us if
 * we crash: so it is loaded only on request, and taken out with its last user.
 */
import { COMMAND } from "./commands.js";
import type { PulseConnection } from "./connection.js";

const SOURCE = "tetatty-echo-free-source";
const SINK = "tetatty-echo-free-sink";

/** The devices to use instead of the user's. */
export interface EchoFree extends AsyncDisposable {
  readonly source: string;
  readonly sink: string;
}

export class EchoCanceller {
  readonly #masters: string;
  #users = 0;
  #loaded: Promise<number> | undefined;

  /** `source` and `sink`: the devices that it stands before; undefined: the user's defaults. */
  constructor(source: string | undefined, sink: string | undefined) {
    const before = [
      source === undefined ? "" : ` source_master=${source}`,
      sink === undefined ? "" : ` sink_master=${sink}`,
    ];
    this.#masters = before.join("");
  }

  /** Loads it unless it is, through any connection to the same server. @throws PulseError when the server has none. */
  async use(connection: PulseConnection): Promise<EchoFree> {
    this.#users++;
    this.#loaded ??= load(connection, this.#masters);
    const loaded = this.#loaded;
    let isUsed = true;
    const leave = async () => {
      if (!isUsed) return;
      isUsed = false;
      this.#users--;
      if (this.#users > 0) return;
      this.#loaded = undefined;
      await loaded.then((module) => unload(connection, module)).catch(() => undefined); // a server that is gone has forgotten it
    };
    try {
      await loaded;
    } catch (error) {
      await leave();
      throw error;
    }
    return { source: SOURCE, sink: SINK, [Symbol.asyncDispose]: leave };
  }
}

function load(connection: PulseConnection, masters: string): Promise<number> {
  const names = `aec_method=webrtc source_name=${SOURCE} sink_name=${SINK}${masters}`;
  return connection.ask(
    COMMAND.loadModule,
    (to) => to.string("module-echo-cancel").string(names),
    (reply) => reply.u32(),
  );
}

async function unload(connection: PulseConnection, module: number): Promise<void> {
  await connection.ask(
    COMMAND.unloadModule,
    (to) => to.u32(module),
    () => undefined,
  );
}
