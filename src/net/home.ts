/**
 * Where a tetatty is at home to those who come through ssh: a unix socket that
 * only its user can reach. `tetatty --stdio`, which ssh runs, knocks there and
 * passes bytes on.
 *
 *     knocker: the caller's IP address, as sshd says, or a dash    one line
 *     home:    tetatty/1                                           one line
 *     both:    TLS, from one end of the call to the other
 *
 * Every tetatty of a user has a socket of its own in one folder, named by its
 * process. The oldest that answers is the one that rings: there is no lock to
 * go stale, and when it leaves, the next one is at home.
 */
import { once } from "node:events";
import { existsSync, lstatSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createServer, isIP, type Server, type Socket } from "node:net";
import { join } from "node:path";
import type { Address } from "../call/address.js";
import type { Link, Listener } from "../ports.js";
import type { Identity } from "../trust/identity.js";
import { Mailbox } from "../util/mailbox.js";
import { takeLine } from "./first-line.js";
import { provenPeer } from "./handshake.js";
import { GREETING, knock } from "./knock.js";
import { homeError } from "./link-error.js";
import { admit, HANDSHAKE_TIMEOUT, type Manners, mannersOf } from "./secure.js";
import { SocketLink } from "./socket-link.js";

/** Bytes of a path that every system takes for a socket; Linux has 107, macOS 103 (unix(7), without the final zero). */
const MAX_PATH = 103;
/** Bytes of the knocker's line: an IPv6 address with a zone is shorter. */
const MAX_KNOCK = 100;
/** Connections that have not proven who they are; one more, and the oldest goes. */
const MAX_UNPROVEN_AT_HOME = 64;
/** Links waiting to be looked at; more are turned away. */
const MAX_WAITING = 16;
/** What a mode may not grant to the group and to everybody. */
const OTHERS = 0o077;
/** Where those come from who knock without sshd: this machine. */
const HERE = "127.0.0.1";

/** A listener that may have to stand back behind an older tetatty of the same user. */
export interface Home extends Listener {
  /** Whether knockers are ours now, and not another's who was here first. */
  readonly isFirst: boolean;
}

/**
 * Opens a home for calls to `identity` in the first of `folders` that will do. A
 * folder is made if need be, what it stands in is not.
 *
 * @throws LinkError when others could reach each of them, or there can be no socket in it.
 */
export async function openHome(
  folders: readonly string[],
  identity: Identity,
  timeout = HANDSHAKE_TIMEOUT,
): Promise<Home> {
  const elder = await knock(folders);
  elder?.destroy();
  const troubles: unknown[] = [];
  for (const folder of folders) {
    try {
      const socket = await listenIn(folder);
      return new SocketHome(socket, !elder, mannersOf(identity, timeout));
    } catch (trouble) {
      troubles.push(trouble);
    }
  }
  throw homeError(folders[0] ?? "", troubles[0]);
}

interface ServerAt {
  readonly server: Server;
  readonly path: string;
}

async function listenIn(folder: string): Promise<ServerAt> {
  makePrivate(folder);
  const path = join(folder, String(process.pid));
  // It takes its place when it listens: nobody shall find it before, and take it for one left behind.
  const fresh = `${path}.new`;
  if (Buffer.byteLength(fresh) > MAX_PATH) throw new Error("the path is too long for a socket");
  rmSync(fresh, { force: true });
  const server = createServer();
  server.listen(fresh);
  await once(server, "listening");
  renameSync(fresh, path);
  return { server, path };
}

function makePrivate(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  const { uid, mode } = lstatSync(folder);
  const isOurs = uid === process.getuid?.() && (mode & OTHERS) === 0;
  if (process.platform !== "win32" && !isOurs) throw new Error("others can reach that folder");
}

class SocketHome implements Home {
  /** No place of the network: whoever knocks is told apart by where sshd says that they come from. */
  readonly address: Address = { host: HERE, port: 0 };
  readonly isFirst: boolean;
  readonly #server: Server;
  readonly #path: string;
  readonly #manners: Manners;
  readonly #arrivals = new Mailbox<SocketLink>();
  /** Oldest first. */
  readonly #unproven = new Set<Socket>();

  constructor({ server, path }: ServerAt, isFirst: boolean, manners: Manners) {
    this.#server = server;
    this.#path = path;
    this.isFirst = isFirst;
    this.#manners = manners;
    server.on("connection", (socket) => void this.#greet(socket)); // never rejects
  }

  async *links(): AsyncGenerator<Link, void, undefined> {
    yield* this.#arrivals;
  }

  /** The links it handed over live on. */
  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#path, { force: true });
    this.#server.close();
    this.#arrivals.end();
    for (const socket of this.#unproven) socket.destroy();
    const untaken = this.#arrivals.drain();
    await Promise.all(untaken.map(async (link) => link[Symbol.asyncDispose]()));
  }

  async #greet(socket: Socket): Promise<void> {
    socket.on("error", () => undefined);
    this.#unproven.add(socket);
    const timer = setTimeout(() => socket.destroy(), this.#manners.timeout);
    if (this.#unproven.size > MAX_UNPROVEN_AT_HOME) this.#unproven.values().next().value?.destroy();
    const link = await this.#prove(socket);
    clearTimeout(timer);
    this.#unproven.delete(socket);
    if (link && this.#arrivals.size < MAX_WAITING) this.#arrivals.put(link);
    else socket.destroy();
  }

  async #prove(socket: Socket): Promise<SocketLink | undefined> {
    const from = await takeLine(socket, () => true, MAX_KNOCK);
    if (from === undefined) return undefined;
    socket.write(`${GREETING}\n`);
    const channel = await admit(socket, this.#manners);
    if (!channel) return undefined;
    const peer = provenPeer(channel);
    if (typeof peer === "string") return undefined;
    return new SocketLink(channel, { host: isIP(from) === 0 ? HERE : from, port: 0 }, peer);
  }
}
