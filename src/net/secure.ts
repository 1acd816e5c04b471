/**
 * TLS 1.3 on a line that stands, whatever carries it: both sides show a key of
 * their own, with no authority above them. Who may talk is decided elsewhere,
 * by key; here it is only made sure that there is one, and that nobody else
 * reads or writes.
 */
import { constants } from "node:crypto";
import { once } from "node:events";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import {
  connect,
  createServer,
  type SecureContextOptions,
  type Server,
  type TLSSocket,
} from "node:tls";
import type { Address } from "../call/address.js";
import type { Identity } from "../trust/identity.js";
import { ALPN, provenPeer } from "./handshake.js";
import { handshakeError, isReset } from "./link-error.js";
import { answerersDialect } from "./overheard.js";
import { SocketLink } from "./socket-link.js";

/** How long a handshake may take, in milliseconds, however busy the other side keeps us: a slow mobile line needs two. */
export const HANDSHAKE_TIMEOUT = 5000;

/** How we show ourselves, and how long we wait for others to do so. */
export interface Manners {
  readonly context: SecureContextOptions;
  /** Milliseconds. */
  readonly timeout: number;
}

export function mannersOf({ secret, certificate }: Identity, timeout: number): Manners {
  const context: SecureContextOptions = {
    key: secret,
    cert: certificate,
    minVersion: "TLSv1.3",
    sigalgs: "ed25519",
    // Tickets would let a caller come back without showing its key.
    secureOptions: constants.SSL_OP_NO_TICKET,
  };
  return { context, timeout };
}

/** A server that admits whoever shows a key; it listens nowhere yet. */
export function tlsServer({ context }: Manners): Server {
  // The authority is `known_peers`, asked later: any certificate will do for now, but there must be one.
  const rules = { ALPNProtocols: [ALPN], requestCert: true, rejectUnauthorized: false };
  const server = createServer({ ...context, ...rules, noDelay: true });
  // Whatever it was, it was not one of us.
  return server.on("tlsClientError", (_error, channel) => channel.destroy());
}

/**
 * Makes `line`, which leads to `address`, a link.
 *
 * @throws LinkError when nobody trustworthy is there; then `line` is destroyed.
 */
export async function secure(
  line: Duplex,
  address: Address,
  { context, timeout }: Manners,
  signal: AbortSignal,
): Promise<SocketLink> {
  const late = AbortSignal.timeout(timeout);
  const options = { ...context, ALPNProtocols: [ALPN], rejectUnauthorized: false };
  const channel = connect({ ...options, socket: line });
  try {
    await once(channel, "secureConnect", { signal: AbortSignal.any([signal, late]) });
    const peer = provenPeer(channel);
    if (typeof peer === "string") throw new Error(peer);
    return new SocketLink(channel, address, peer);
  } catch (cause) {
    channel.on("error", () => undefined).destroy();
    line.destroy();
    const why = late.aborted ? new Error("it keeps silent") : cause;
    // Through ssh nobody else can have answered.
    const bytes = line instanceof Socket ? line.bytesRead : 0;
    const waits = late.aborted || isReset(cause);
    throw handshakeError(address, why, signal, answerersDialect(bytes, waits));
  }
}

/**
 * The other end's part on `line`, which somebody else opened. Destroying `line` ends the attempt.
 *
 * @returns undefined when it comes to nothing; then `line` is destroyed.
 */
export async function admit(line: Duplex, manners: Manners): Promise<TLSSocket | undefined> {
  // A server for each: it alone tells which line a finished handshake is on.
  const server = tlsServer(manners);
  const over = new AbortController();
  line.once("close", () => over.abort());
  server.emit("connection", line);
  try {
    const [channel] = (await once(server, "secureConnection", { signal: over.signal })) as [
      TLSSocket,
    ];
    return channel;
  } catch {
    // Whoever it was has left, or was no tetatty.
    line.destroy();
    return undefined;
  }
}
