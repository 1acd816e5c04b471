/** Somebody who connects and does only what a test tells it to: with the key of a program, or without a word. */
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { ALPN } from "../../src/net/handshake.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { type Incoming, Inbox } from "../../src/wire/inbox.js";
import { encodeMessage } from "../../src/wire/message.js";
import { encodePreface } from "../../src/wire/record.js";

/** The address of the people of a test, and one that strangers may have to themselves. */
export const HERE = "127.0.0.1";
export const ELSEWHERE = "127.0.0.2";
const WANT = { width: 640, height: 360, fps: 30 };
/** One for all: a key costs nothing, and nobody asks strangers for different ones. */
const SOMEBODY = makeIdentity();
export const CALL = "ab".repeat(16);

/** A connection that says nothing, not even the beginning of a handshake. */
export function silence(address: string, from = ELSEWHERE): Socket {
  const [host = "", port] = address.split(":");
  const socket = connect({ host, port: Number(port), localAddress: from });
  return socket.on("error", () => undefined);
}

/** A connection over which both have shown their keys. */
export function channel(address: string, from = ELSEWHERE): TLSSocket {
  const { secret: key, certificate: cert } = SOMEBODY;
  const socket = silence(address, from);
  const options = { socket, key, cert, ALPNProtocols: [ALPN], rejectUnauthorized: false };
  return connectTls(options).on("error", () => undefined);
}

/** Preface and hello. */
export const GREETING: Uint8Array = Buffer.concat([
  encodePreface(),
  encodeMessage({
    type: "hello",
    name: "stranger",
    id: "ab".repeat(16),
    app: "test",
    port: 0,
    want: WANT,
    codecs: ["delta", "jpeg"],
    features: [],
  }),
]);
export const INVITE = encodeMessage({ type: "call", verb: "invite", call: CALL });
export const CONFIRM = encodeMessage({ type: "call", verb: "confirm", call: CALL });

/** Keeps `count` connections open, whatever becomes of them, until disposed. */
export class Crowd implements Disposable {
  readonly #open: () => Socket;
  readonly #sockets = new Set<Socket>();
  #over = false;
  #came = 0;

  constructor(count: number, open: () => Socket) {
    this.#open = open;
    for (let each = 0; each < count; each++) this.#add();
  }

  /** How many have got as far as a connection. */
  get came(): number {
    return this.#came;
  }

  #add(): void {
    if (this.#over) return;
    const socket = this.#open();
    this.#sockets.add(socket);
    socket.once("connect", () => this.#came++);
    socket.resume().once("close", () => {
      this.#sockets.delete(socket);
      setTimeout(() => this.#add(), 100);
    });
  }

  [Symbol.dispose](): void {
    this.#over = true;
    for (const socket of this.#sockets) socket.destroy();
  }
}

/** A caller who gets through, and then reads only when told to. */
export class Caller implements Disposable {
  readonly socket: TLSSocket;
  readonly heard: Incoming[] = [];
  closed = false;
  readonly #inbox = new Inbox();
  readonly #timer: NodeJS.Timeout;

  constructor(address: string) {
    this.socket = channel(address);
    this.socket.on("data", (chunk: Uint8Array) => this.#read(chunk));
    this.socket.once("close", () => {
      this.closed = true;
    });
    this.socket.write(Buffer.concat([GREETING, INVITE]));
    // Somebody who speaks is not taken for lost.
    this.#timer = setInterval(
      () => this.socket.write(encodeMessage({ type: "camera", on: false })),
      500,
    );
  }

  get pictures(): number {
    return this.heard.filter(({ type }) => type === "picture").length;
  }

  #read(chunk: Uint8Array): void {
    for (const each of this.#inbox.push(chunk)) {
      this.heard.push(each);
      if (each.type === "call" && each.verb === "accept") this.socket.write(CONFIRM);
    }
    if (!this.closed)
      this.socket.write(encodeMessage({ type: "ack", bytes: this.#inbox.pictureBytes }));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.socket.destroy();
  }
}
