/**
 * Calls over TLS 1.3, both sides with a key of their own and no authority
 * above them. Who may talk is decided elsewhere, by key; here it is only made
 * sure that there is one, and that nobody else reads or writes.
 *
 * Addresses are tried in the order the resolver gives, v6 and v4 alike.
 */
import { once } from "node:events";
import { type AddressInfo, connect, type Socket } from "node:net";
import {
  connect as connectTls,
  createServer,
  type SecureContextOptions,
  type Server,
  type TLSSocket,
} from "node:tls";
import { constants } from "node:crypto";
import type { Address } from "../call/address.js";
import type { Link, Listener, Network } from "../ports.js";
import type { Identity } from "../trust/identity.js";
import { Mailbox } from "../util/mailbox.js";
import { ALPN, provenPeer } from "./handshake.js";
import { dialError, handshakeError, listenError } from "./link-error.js";
import { remoteOf } from "./remote.js";
import { SocketLink } from "./socket-link.js";

/** How long a handshake may take, in milliseconds, however busy the other side keeps us: a slow mobile line needs two. */
const HANDSHAKE_TIMEOUT = 5000;
/** Connections waiting to be looked at; more are turned away. */
const MAX_WAITING = 64;
/**
 * Connections that have not proven who they are yet. One more, and the oldest
 * goes: an honest one needs milliseconds, and idle ones cannot fill the room.
 */
const MAX_UNPROVEN = 256;

/** How we show ourselves, and how long we wait for others to do so. */
interface Manners {
  readonly context: SecureContextOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Calls in the name of `identity`. A handshake may take `timeout` milliseconds. */
export function tlsNetwork(identity: Identity, timeout = HANDSHAKE_TIMEOUT): Network {
  const manners = { context: contextOf(identity), timeout };
  return {
    dial: async (address, signal) => dial(address, manners, signal),
    listen: async (address) => listen(address, manners),
  };
}

function contextOf({ secret, certificate }: Identity): SecureContextOptions {
  return {
    key: secret,
    cert: certificate,
    minVersion: "TLSv1.3",
    sigalgs: "ed25519",
    // Tickets would let a caller come back without showing its key.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
}

async function dial(address: Address, manners: Manners, signal: AbortSignal): Promise<Link> {
  const socket = connect({ host: address.host || "localhost", port: address.port, noDelay: true });
  try {
    await once(socket, "connect", { signal });
  } catch (cause) {
    socket.destroy();
    throw dialError(address, cause, signal);
  }
  return secure(socket, address, manners, signal);
}

async function secure(
  socket: Socket,
  address: Address,
  { context, timeout }: Manners,
  signal: AbortSignal,
): Promise<Link> {
  const late = AbortSignal.timeout(timeout);
  // The authority is `known_peers`, asked later: any certificate will do for now, but there must be one.
  const options = { ...context, socket, ALPNProtocols: [ALPN], rejectUnauthorized: false };
  const channel = connectTls(options);
  try {
    await once(channel, "secureConnect", { signal: AbortSignal.any([signal, late]) });
    const peer = provenPeer(channel);
    if (typeof peer === "string") throw new Error(peer);
    return new SocketLink(channel, address, peer);
  } catch (cause) {
    channel.on("error", () => undefined).destroy();
    socket.destroy();
    throw handshakeError(address, late.aborted ? new Error("it keeps silent") : cause, signal);
  }
}

async function listen(address: Address, { context, timeout }: Manners): Promise<Listener> {
  const server = createServer({
    ...context,
    ALPNProtocols: [ALPN],
    requestCert: true,
    rejectUnauthorized: false,
    noDelay: true,
  });
  try {
    server.listen({ port: address.port, ...(address.host ? { host: address.host } : {}) });
    await once(server, "listening");
    return new TlsListener(server, timeout);
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
    // Whatever it was, it was not one of us.
    server.on("tlsClientError", (_error, channel) => channel.destroy());
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
