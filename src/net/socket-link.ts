import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Address } from "../call/address.js";
import type { Link } from "../ports.js";
import { NO_KEY, type PeerKey } from "../call/key.js";

/** A link over a connected socket, whose other end has proven to hold the key of `peer`, where it has one. */
export class SocketLink implements Link {
  readonly address: Address;
  readonly peer: PeerKey;
  readonly #socket: Socket;

  constructor(socket: Socket, address: Address, peer: PeerKey = NO_KEY) {
    this.#socket = socket;
    this.address = address;
    this.peer = peer;
    // Whatever goes wrong later ends `chunks`; without a listener it would end the program.
    socket.on("error", () => undefined);
  }

  /** Counts what stands in Node and in the TLS layer, before encryption: a write is taken when its last record is. */
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

  secret(label: string, length: number): Uint8Array | undefined {
    if (!(this.#socket instanceof TLSSocket) || this.#socket.destroyed) return undefined;
    return this.#socket.exportKeyingMaterial(length, label, Buffer.alloc(0));
  }

  end(): void {
    this.#socket.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.closed) return;
    // Not node:events' `once`, which would throw if the socket breaks in this very moment.
    await new Promise((closed) => this.#abandon(this.#socket.once("close", closed)));
  }

  /** The tutorials' programs take a reset for a farewell, and an end in the middle of a picture for nothing at all. */
  #abandon(socket: Socket): void {
    if (this.address.dialect === undefined) socket.destroy();
    else socket.resetAndDestroy();
  }
}
