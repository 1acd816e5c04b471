/** Calls over plain TCP. Addresses are tried in the order the resolver gives, v6 and v4 alike. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Address, formatAddress } from "../call/address.js";
import type { Link, Listener, Network } from "../ports.js";
import { Mailbox } from "../util/mailbox.js";

/** The network said no; `message` is a sentence for people, `hint` says what to type or try. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly reason: "refused" | "unreachable" | "unknown-host" | "taken" | "forbidden" | "cancelled";
  readonly hint: string;

  constructor(reason: LinkError["reason"], message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.hint = hint;
  }
}

/** Connections waiting to be looked at; more are turned away by the kernel's own queue. */
const MAX_WAITING = 64;

class TcpLink implements Link {
  readonly address: Address;
  readonly #socket: Socket;

  constructor(socket: Socket, address: Address) {
    this.#socket = socket;
    this.address = address;
    socket.setNoDelay(true);
    // Whatever goes wrong later ends `chunks`; without a listener it would end the program.
    socket.on("error", () => undefined);
  }

  get queued(): number {
    return this.#socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (this.#socket.writable) this.#socket.write(bytes);
  }

  onDrain(listener: () => void): Disposable {
    this.#socket.on("drain", listener);
    return { [Symbol.dispose]: () => void this.#socket.off("drain", listener) };
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for await (const chunk of this.#socket) yield chunk as Uint8Array;
    } catch {
      // A reset or a timeout is only a rude way to end: the reader learns that it ended.
    }
  }

  end(): void {
    this.#socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    // Not node:events' `once`, which would throw if the socket breaks in this very moment.
    await new Promise((closed) => this.#socket.once("close", closed).destroy());
  }
}

class TcpListener implements Listener {
  readonly address: Address;
  readonly #server: Server;
  readonly #arrivals = new Mailbox<TcpLink>();

  constructor(server: Server) {
    const { address, port } = server.address() as AddressInfo;
    this.address = { host: address, port };
    this.#server = server;
    server.on("connection", (socket) => {
      // A link at once, not when it is taken: a socket that nobody listens to ends the program when it breaks.
      const link = new TcpLink(socket, remoteOf(socket));
      if (this.#arrivals.size < MAX_WAITING) this.#arrivals.put(link);
      else socket.destroy();
    });
  }

  async *links(): AsyncGenerator<Link, void, undefined> {
    yield* this.#arrivals;
  }

  /** The links it handed over live on, so this does not wait for the server's "close", which comes after theirs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#arrivals.end();
    const untaken = this.#arrivals.drain();
    await Promise.all(untaken.map(async (link) => link[Symbol.asyncDispose]()));
  }
}

export const tcp: Network = {
  async dial(address, signal) {
    const socket = connect({ host: address.host || "localhost", port: address.port });
    try {
      await once(socket, "connect", { signal });
      return new TcpLink(socket, address);
    } catch (cause) {
      socket.destroy();
      throw dialError(address, cause, signal);
    }
  },

  async listen(address) {
    const server = createServer();
    try {
      server.listen({ port: address.port, ...(address.host ? { host: address.host } : {}) });
      await once(server, "listening");
      return new TcpListener(server);
    } catch (cause) {
      throw listenError(address, cause);
    }
  },
};

/** v4 addresses as people write them, also when they came in on a v6 socket. */
function remoteOf(socket: Socket): Address {
  const host = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
  return { host, port: socket.remotePort ?? 0 };
}

function codeOf(error: unknown): string {
  // Happy eyeballs reports every address it tried in one error.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function dialError(address: Address, cause: unknown, signal: AbortSignal): LinkError {
  const place = formatAddress(address);
  if (signal.aborted) return new LinkError("cancelled", `gave up on ${place}`, "", cause);
  const code = codeOf(cause);
  if (code === "ECONNREFUSED")
    return new LinkError(
      "refused",
      `nobody answers at ${place}: no tetatty is listening there`,
      `ask them to start tetatty, and check the port`,
      cause,
    );
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new LinkError(
      "unknown-host",
      `no machine is called "${address.host}"`,
      "check the spelling, use an address, or see: tetatty peers list",
      cause,
    );
  return new LinkError(
    "unreachable",
    `cannot reach ${place} (${code || String(cause)})`,
    "check the address and any firewall between you",
    cause,
  );
}

function listenError(address: Address, cause: unknown): LinkError {
  const place = formatAddress(address);
  const code = codeOf(cause);
  if (code === "EADDRINUSE")
    return new LinkError(
      "taken",
      `cannot listen on ${place}: another program does`,
      "use another port: --listen 7888, or none: --no-listen",
      cause,
    );
  if (code === "EACCES")
    return new LinkError(
      "forbidden",
      `cannot listen on ${place}: ports below 1024 are the system's`,
      "use another port: --listen 7887",
      cause,
    );
  return new LinkError(
    "unreachable",
    `cannot listen on ${place} (${code || String(cause)})`,
    "use an address of this machine: --listen 127.0.0.1:7887",
    cause,
  );
}
