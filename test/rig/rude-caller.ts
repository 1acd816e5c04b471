/** A caller that speaks the protocol and says whatever a test wants, byte by byte. */
import { connect, type TLSSocket } from "node:tls";
import { ALPN } from "../../src/net/handshake.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { type Incoming, Inbox } from "../../src/wire/inbox.js";
import { encodeMessage, type Message } from "../../src/wire/message.js";
import { encodePreface, TYPE } from "../../src/wire/record.js";
import { until } from "./until.js";

const CALL = "ab".repeat(16);

export class RudeCaller implements Disposable {
  readonly heard: Incoming[] = [];
  closed = false;
  #written = 0;
  readonly #socket: TLSSocket;
  readonly #inbox = new Inbox();

  constructor(port: number) {
    const { secret, certificate } = makeIdentity();
    this.#socket = connect({
      host: "127.0.0.1",
      port,
      key: secret,
      cert: certificate,
      ALPNProtocols: [ALPN],
      rejectUnauthorized: false,
    });
    this.#socket.on("data", (chunk) => this.heard.push(...this.#inbox.push(chunk)));
    this.#socket.on("close", () => {
      this.closed = true;
    });
    this.#socket.on("error", () => undefined);
  }

  /** Calls, and waits for somebody who answers by themselves. */
  async enter(name: string): Promise<void> {
    const want = { width: 0, height: 0, fps: 1 };
    const about = {
      name,
      id: "ba".repeat(16),
      app: "rude",
      port: 0,
      want,
      codecs: [],
      features: [],
    } as const;
    this.#socket.write(encodePreface());
    this.say({ type: "hello", ...about });
    this.say({ type: "call", verb: "invite", call: CALL });
    await until("an answer", () =>
      this.heard.some((said) => said.type === "call" && said.verb === "accept"),
    );
    this.say({ type: "call", verb: "confirm", call: CALL });
    this.say({ type: "camera", on: false });
  }

  /** Says that it is there, and that it has read what it has read. */
  liveOn(): void {
    this.say({ type: "ping", sent: 0 });
    this.say({ type: "ack", bytes: this.#inbox.pictureBytes });
    this.heard.length = 0;
  }

  /** From now on reads nothing at all. */
  stopReading(): void {
    this.#socket.removeAllListeners("data").pause();
  }

  say(message: Message): void {
    this.#socket.write(encodeMessage(message));
  }

  /** A chat message of exactly these bytes, in one write with all others. */
  chat(...texts: readonly (string | Uint8Array)[]): void {
    const records = texts.map((text) => {
      const bytes = Buffer.from(text);
      const length = 4 + bytes.length;
      const head = [TYPE.chat, 0, length >> 8, length & 255, 0, 0, 0, ++this.#written];
      return Buffer.concat([Uint8Array.from(head), bytes]);
    });
    this.#socket.write(Buffer.concat(records));
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }
}
