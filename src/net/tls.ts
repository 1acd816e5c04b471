/**
 * Calls over TLS, on lines of our own making or through the system's ssh: the
 * line may be anybody's, what goes over it is for one other end.
 *
 * Addresses are tried in the order the resolver gives, v6 and v4 alike.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { type Address, DEFAULT_PORT, isSsh } from "../call/address.js";
import type { Link, Listener, Network } from "../ports.js";
import type { Identity } from "../trust/identity.js";
import { Mailbox } from "../util/mailbox.js";
import { provenPeer } from "./handshake.js";
import { dialError, isTurnedAway, listenError } from "./link-error.js";
import { callersDialect } from "./overheard.js";
import { persist } from "./persist.js";
import { endsOf, Reception } from "./reception.js";
import { remoteOf } from "./remote.js";
import { HANDSHAKE_TIMEOUT, type Manners, mannersOf, secure, tlsServer } from "./secure.js";
import { SocketLink } from "./socket-link.js";
import { dialThroughSsh, type SshWays, USUAL_WAYS } from "./ssh.js";

/** Connections waiting to be looked at; more are turned away. */
const MAX_WAITING = 64;
/** What may differ between networks. */
export interface NetworkWays {
  /** Milliseconds that a handshake may take. */
  readonly timeout?: number;
  readonly ssh?: SshWays;
}

/** Calls in the name of `identity`. */
export function tlsNetwork(identity: Identity, ways: NetworkWays = {}): Network {
  const { timeout = HANDSHAKE_TIMEOUT, ssh = USUAL_WAYS } = ways;
  const manners = mannersOf(identity, timeout);
  return {
    async dial(address, signal) {
      if (isSsh(address)) {
        const line = await dialThroughSsh(address, ssh, signal);
        return secure(line, address, manners, signal);
      }
      const begin = async (ending: AbortSignal): Promise<SocketLink> =>
        secure(await dial(address, ending), address, manners, ending);
      return persist({ begin, mayPass: isTurnedAway }, signal);
    },
    listen: async (address) => listen(address, manners),
  };
}

async function dial(address: Address, signal: AbortSignal): Promise<Socket> {
  const socket = connect({ host: address.host || "localhost", port: address.port, noDelay: true });
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (cause) {
    socket.destroy();
    throw dialError(address, cause, signal);
  }
}

async function listen(address: Address, manners: Manners): Promise<Listener> {
  const server = createServer({ noDelay: true });
  try {
    server.listen({ port: address.port, ...(address.host ? { host: address.host } : {}) });
    await once(server, "listening");
    return new TlsListener(server, manners);
  } catch (cause) {
    throw listenError(address, cause);
  }
}

class TlsListener implements Listener {
  readonly address: Address;
  readonly #server: Server;
  readonly #reception: Reception;
  readonly #arrivals = new Mailbox<SocketLink>();
  readonly #strangers = new Set<(from: Address) => void>();

  constructor(server: Server, manners: Manners) {
    const { address, port } = server.address() as AddressInfo;
    this.address = { host: address, port };
    this.#server = server;
    // It listens nowhere: whoever may shake hands is brought to it.
    const shaking = tlsServer(manners);
    shaking.on("secureConnection", (channel) => this.#admit(channel));
    this.#reception = new Reception(
      manners.timeout,
      (socket) => shaking.emit("connection", socket),
      (socket, said) => this.#overhear(socket, said),
    );
    server.on("connection", (socket) => this.#reception.receive(socket));
  }

  async *links(): AsyncGenerator<Link, void, undefined> {
    yield* this.#arrivals;
  }

  onStranger(listener: (from: Address) => void): Disposable {
    const entry = (from: Address): void => listener(from);
    this.#strangers.add(entry);
    return { [Symbol.dispose]: () => void this.#strangers.delete(entry) };
  }

  /** The links it handed over live on, so this does not wait for the server's "close", which comes after theirs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#arrivals.end();
    this.#reception[Symbol.dispose]();
    const untaken = this.#arrivals.drain();
    await Promise.all(untaken.map(async (link) => link[Symbol.asyncDispose]()));
  }

  #overhear(socket: Socket, said: Uint8Array): void {
    const dialect = callersDialect(said);
    if (dialect === undefined) return;
    // A caller's own port is a passing one.
    const from = { host: remoteOf(socket).host, port: DEFAULT_PORT, dialect };
    for (const listener of this.#strangers) listener(from);
  }

  #admit(channel: TLSSocket): void {
    this.#reception.proven(endsOf(channel));
    const peer = provenPeer(channel);
    // A link at once, not when it is taken: a socket that nobody listens to ends the program when it breaks.
    if (typeof peer === "string" || this.#arrivals.size >= MAX_WAITING) channel.destroy();
    else this.#arrivals.put(new SocketLink(channel, remoteOf(channel), peer));
  }
}
