/**
 * Somebody on the way between two programs: passes bytes on as they are, and
 * may keep them, or with one of them changed, or takes the place of each
 * towards the other with a key of his own.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls, createServer as createTlsServer } from "node:tls";
import { ALPN } from "../../src/net/handshake.js";
import { type Identity, makeIdentity } from "../../src/trust/identity.js";

export class Middle implements AsyncDisposable {
  readonly identity: Identity = makeIdentity();
  /** Whether he pretends to be either to the other. */
  pretends = false;
  /** Whether the next byte that passes is changed. */
  meddles = false;
  /** What he could read of the one who called. */
  heard = 0;
  /** What the one who was called said, as it came, for whoever sets this. */
  kept: Uint8Array[] | undefined;
  readonly #port: number;
  readonly #server = createServer((socket) => this.#stand(socket));
  readonly #open = new Set<Duplex>();

  /** Stands before `address`, which is `host:port`. */
  static async before(address: string): Promise<Middle> {
    const middle = new Middle(Number(address.split(":")[1]));
    middle.#server.listen(0, "127.0.0.1");
    await once(middle.#server, "listening");
    return middle;
  }

  private constructor(port: number) {
    this.#port = port;
  }

  /** Where those call who should meet him. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const stream of this.#open) stream.destroy();
  }

  #stand(caller: Socket): void {
    const onward = connect(this.#port, "127.0.0.1");
    onward.on("data", (chunk: Uint8Array) => this.kept?.push(chunk));
    this.#keep(caller);
    this.#keep(onward);
    if (this.pretends) this.#pretend(caller, onward);
    else this.#join(caller, onward);
  }

  #pretend(caller: Socket, onward: Socket): void {
    const { secret: key, certificate: cert } = this.identity;
    const shown = { key, cert, ALPNProtocols: [ALPN], rejectUnauthorized: false };
    const called = this.#keep(connectTls({ ...shown, socket: onward }));
    const server = createTlsServer({ ...shown, requestCert: true });
    server.on("tlsClientError", (_error, channel) => channel.destroy());
    server.on("secureConnection", (channel) => {
      channel.on("data", (chunk: Uint8Array) => (this.heard += chunk.length));
      this.#join(this.#keep(channel), called);
    });
    server.emit("connection", caller);
  }

  #join(one: Duplex, other: Duplex): void {
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      from.on("data", (chunk: Buffer) => {
        if (this.meddles) chunk[chunk.length - 1] = (chunk.at(-1) ?? 0) ^ 1;
        this.meddles = false;
        to.write(chunk);
      });
      from.once("close", () => to.destroy());
    }
  }

  #keep<T extends Duplex>(stream: T): T {
    this.#open.add(stream);
    stream.on("error", () => undefined).once("close", () => this.#open.delete(stream));
    return stream;
  }
}
