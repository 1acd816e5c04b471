/**
 * Calls over TLS, on lines of our own making or through the system's ssh: the
 * line may be anybody's, what goes over it is for one other end.
 *
 * Addresses are tried in the order the resolver gives, v6 and v4 alike.
 */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import type { Server, TLSSocket } from "node:tls";
import { type Address, isSsh } from "../call/address.js";
import type { Link, Listener, Network } from "../ports.js";
import type { Identity } from "../trust/identity.js";
import { Mailbox } from "../util/mailbox.js";
import { provenPeer } from "./handshake.js";
import { dialError, listenError } from "./link-error.js";
import { remoteOf } from "./remote.js";
import { HANDSHAKE_TIMEOUT, type Manners, mannersOf, secure, tlsServer } from "./secure.js";
import { SocketLink } from "./socket-link.js";
import { dialThroughSsh, type SshWays, USUAL_WAYS } from "./ssh.js";

/** Connections waiting to be looked at; more are turned away. */
const MAX_WAITING = 64;
/**
 * Connections that have not proven who they are yet. One more, and the oldest
 * goes: an honest one needs milliseconds, and idle ones cannot fill the room.
 */
const MAX_UNPROVEN = 256;

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
      const line = isSsh(address)
        ? await dialThroughSsh(address, ssh, signal)
        : await dial(address, signal);
      return secure(line, address, manners, signal);
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
  const server = tlsServer(manners);
  try {
    server.listen({ port: address.port, ...(address.host ? { host: address.host } : {}) });
    await once(server, "listening");
    return new TlsListener(server, manners.timeout);
  } catch (cause) {
    throw listenError(address, cause);
  }
}

interface Unproven {
  readonly socket: Socket;
  /** Ends the connection when the handshake takes too long. */
  readonly timer: NodeJS.Timeout;
}

class TlsListener implements Listener {
  readonly address: Address;
  readonly #server: Server;
  readonly #timeout: number;
  readonly #arrivals = new Mailbox<SocketLink>();
  /** Connections still shaking hands, oldest first, by where they come from and go to. */
  readonly #unproven = new Map<string, Unproven>();

  constructor(server: Server, timeout: number) {
    const { address, port } = server.address() as AddressInfo;
    this.address = { host: address, port };
    this.#server = server;
    this.#timeout = timeout;
    server.on("connection", (socket: Socket) => this.#greet(socket));
    server.on("secureConnection", (channel) => this.#admit(channel));
  }

  async *links(): AsyncGenerator<Link, void, undefined> {
    yield* this.#arrivals;
  }

  /** The links it handed over live on, so this does not wait for the server's "close", which comes after theirs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#arrivals.end();
    for (const { socket } of this.#unproven.values()) socket.destroy();
    const untaken = this.#arrivals.drain();
    await Promise.all(untaken.map(async (link) => link[Symbol.asyncDispose]()));
  }

  /** The timer of `tls.Server` starts over with each byte; this one does not. */
  #greet(socket: Socket): void {
    const timer = setTimeout(() => socket.destroy(), this.#timeout);
    const ends = endsOf(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => this.#settle(ends, socket));
    this.#unproven.set(ends, { socket, timer });
    if (this.#unproven.size <= MAX_UNPROVEN) return;
    for (const oldest of this.#unproven.values()) return void oldest.socket.destroy();
  }

  #admit(channel: TLSSocket): void {
    this.#settle(endsOf(channel));
    const peer = provenPeer(channel);
    // A link at once, not when it is taken: a socket that nobody listens to ends the program when it breaks.
    if (typeof peer === "string" || this.#arrivals.size >= MAX_WAITING) channel.destroy();
    else this.#arrivals.put(new SocketLink(channel, remoteOf(channel), peer));
  }

  /** The handshake is over, one way or the other. A port may have been given out again meanwhile. */
  #settle(ends: string, closed?: Socket): void {
    const found = this.#unproven.get(ends);
    if (!found || (closed && found.socket !== closed)) return;
    clearTimeout(found.timer);
    this.#unproven.delete(ends);
  }
}

function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}
