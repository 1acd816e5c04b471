/**
 * Calls over bare TCP, in the dialects of old tutorials: nobody proves who
 * they are, and everybody on the way can read and write. Never chosen unless
 * the user names a dialect.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Address, Dialect } from "../call/address.js";
import type { Link, Listener, Network } from "../ports.js";
import { Mailbox } from "../util/mailbox.js";
import { dialError, listenError } from "./link-error.js";
import { remoteOf } from "./remote.js";
import { SocketLink } from "./socket-link.js";

/** Connections waiting to be looked at; more are turned away. */
const MAX_WAITING = 64;

/** The network of those who speak dialects, and `native` for everybody else. */
export function withDialects(native: Network): Network {
  return {
    dial: async (address, signal) =>
      address.dialect === undefined ? native.dial(address, signal) : dial(address, signal),
    listen: async (address) =>
      address.dialect === undefined ? native.listen(address) : listen(address, address.dialect),
  };
}

async function dial(address: Address, signal: AbortSignal): Promise<Link> {
  const socket = connect({ host: address.host || "localhost", port: address.port, noDelay: true });
  try {
    await once(socket, "connect", { signal });
    return new SocketLink(socket, address);
  } catch (cause) {
    socket.destroy();
    throw dialError(address, cause, signal);
  }
}

async function listen(address: Address, dialect: Dialect): Promise<Listener> {
  const server = createServer({ noDelay: true });
  try {
    server.listen({ port: address.port, ...(address.host ? { host: address.host } : {}) });
    await once(server, "listening");
    return new PlainListener(server, dialect);
  } catch (cause) {
    throw listenError(address, cause);
  }
}

class PlainListener implements Listener {
  readonly address: Address;
  readonly #server: Server;
  readonly #dialect: Dialect;
  readonly #arrivals = new Mailbox<SocketLink>();

  constructor(server: Server, dialect: Dialect) {
    const { address, port } = server.address() as AddressInfo;
    this.address = { host: address, port, dialect };
    this.#server = server;
    this.#dialect = dialect;
    server.on("connection", (socket) => this.#admit(socket));
  }

  async *links(): AsyncGenerator<Link, void, undefined> {
    yield* this.#arrivals;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#arrivals.end();
    const untaken = this.#arrivals.drain();
    await Promise.all(untaken.map(async (link) => link[Symbol.asyncDispose]()));
  }

  #admit(socket: Socket): void {
    const address = { ...remoteOf(socket), dialect: this.#dialect };
    const link = new SocketLink(socket, address);
    if (this.#arrivals.size < MAX_WAITING) this.#arrivals.put(link);
    else void link[Symbol.asyncDispose](); // its end concerns nobody
  }
}
