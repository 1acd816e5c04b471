/** Whole telephones on loopback, and puppets that say whatever a test wants them to. */
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { Phone } from "../../src/app/phone.js";
import type { PhoneParts, PhoneSettings } from "../../src/app/phone-parts.js";
import type { Dialect } from "../../src/call/address.js";
import type { Target } from "../../src/call/state.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { ALPN } from "../../src/net/handshake.js";
import { withDialects } from "../../src/net/plain.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { type Identity, makeIdentity } from "../../src/trust/identity.js";
import type { Hello } from "../../src/wire/hello.js";
import { type Incoming, Inbox } from "../../src/wire/inbox.js";
import { encodeMessage, type Verb } from "../../src/wire/message.js";
import type { Link, Network } from "../../src/ports.js";
import { encodePreface } from "../../src/wire/record.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";
import { until } from "./until.js";

const LOOPBACK = "127.0.0.1";
/** Bytes a second of raw 160x90 pictures at 30 a second. */
export const RAW_RATE = 160 * 90 * 3 * 30;
export const SHOWS = { width: 160, height: 90 };

const open: AsyncDisposable[] = [];

/** Closes every telephone and puppet there is; to be called after the tests of a file. */
export async function closeAll(): Promise<void> {
  for (const thing of open.splice(0).toReversed()) await thing[Symbol.asyncDispose]();
}

export interface Party {
  readonly phone: Phone;
  readonly book: FakeBook;
  readonly known: FakeKnown;
  readonly identity: Identity;
  readonly pictures: Frame[];
  readonly target: Target;
  /** Every link it opened or took, oldest first. */
  readonly links: readonly Link[];
}

/** The same network, and what came of it. */
function watched(network: Network, links: Link[]): Network {
  const kept = (link: Link): Link => {
    links.push(link);
    return link;
  };
  return {
    dial: async (address, signal) => kept(await network.dial(address, signal)),
    async listen(address) {
      const listener = await network.listen(address);
      return {
        address: listener.address,
        async *links() {
          for await (const link of listener.links()) yield kept(link);
        },
        onStranger: (tell) => listener.onStranger?.(tell) ?? { [Symbol.dispose]: () => undefined },
        [Symbol.asyncDispose]: async () => listener[Symbol.asyncDispose](),
      };
    },
  };
}

export async function makeParty(
  name: string,
  settings: Partial<PhoneSettings> = {},
  dialect?: Dialect,
  parts: Partial<PhoneParts> = {},
): Promise<Party> {
  const book = new FakeBook();
  const known = new FakeKnown();
  const identity = makeIdentity();
  const pictures: Frame[] = [];
  const links: Link[] = [];
  const phone = new Phone(
    {
      name,
      fps: 30,
      autoAnswer: false,
      trustFirst: "always",
      onlyKnown: false,
      undisturbed: false,
      camera: true,
      limits: {},
      ...settings,
    },
    {
      network: watched(withDialects(tlsNetwork(identity)), links),
      clock,
      chance: Math.random,
      log: NO_LOG,
      book,
      own: identity.key,
      known,
      onPicture: (frame) => pictures.push(frame),
      ...parts,
    },
  );
  open.push(phone);
  phone.media.setShows(SHOWS);
  const spoken = dialect && { dialect };
  await phone.listen({ host: LOOPBACK, port: 0, ...spoken });
  const port = phone.listening?.port ?? 0;
  const target = { name, address: { host: LOOPBACK, port, ...spoken } };
  return { phone, book, known, identity, pictures, target, links };
}

export function at(party: Party, state: Phone["state"]["at"]): Promise<void> {
  return until(`${party.target.name} is ${state}`, () => party.phone.state.at === state);
}

export async function connected(): Promise<[ann: Party, bob: Party]> {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  bob.phone.answer();
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  return [ann, bob];
}

export function picture(shade: number): Frame {
  return makeFrame(160, 90, new Uint8Array(160 * 90 * 3).fill(shade), clock.now());
}

export function reasonOf({ phone: { state } }: Party): string {
  if (state.at === "closing") return state.ending.reason;
  return state.at === "idle" ? (state.last?.reason ?? "none") : state.at;
}

/** A peer that does only what a test tells it to. */
export class Puppet {
  readonly socket: TLSSocket;
  /** What carries it. */
  readonly line: Socket;
  readonly heard: Incoming[] = [];
  closed = false;
  readonly #inbox = new Inbox();

  constructor({ address }: Target, { secret, certificate } = makeIdentity()) {
    this.line = connect(address);
    this.socket = connectTls({
      socket: this.line,
      key: secret,
      cert: certificate,
      ALPNProtocols: [ALPN],
      rejectUnauthorized: false,
    });
    this.socket.on("data", (chunk) => this.heard.push(...this.#inbox.push(chunk)));
    this.socket.on("close", () => {
      this.closed = true;
    });
    this.socket.on("error", () => undefined);
    open.push({ [Symbol.asyncDispose]: async () => void this.socket.destroy() });
  }

  hello(name = "puppet", features: Hello["features"] = []): void {
    const id = name.padEnd(32, "0").replaceAll(/[^\da-f]/g, "0");
    const hello: Hello = {
      type: "hello",
      name,
      id,
      app: "test",
      port: 0,
      want: { ...SHOWS, fps: 30 },
      codecs: [],
      features,
    };
    this.socket.write(Buffer.concat([encodePreface(), encodeMessage(hello)]));
  }

  say(verb: Verb): void {
    this.socket.write(encodeMessage({ type: "call", verb, call: "ab".repeat(16) }));
  }

  /** Calls somebody who answers by themselves. */
  async enter(party: Party, features: Hello["features"] = []): Promise<void> {
    this.hello("puppet", features);
    this.say("invite");
    await until("accepted", () => this.words().includes("accept"));
    this.say("confirm");
    await at(party, "live");
  }

  /** Reads `rate` bytes a second for `ms`, acknowledging each bit; gives the ages of the pictures that came. */
  async readSlowly(rate: number, ms: number): Promise<number[]> {
    const ages: number[] = [];
    this.socket.removeAllListeners("data");
    this.socket.pause();
    for (const end = clock.now() + ms; clock.now() < end;) {
      await sleep(20);
      const want = Math.round((rate * 20) / 1000);
      const chunk = this.socket.read(Math.min(want, this.socket.readableLength)) as Buffer | null;
      for (const each of this.#inbox.push(chunk ?? new Uint8Array()))
        if (each.type === "picture") ages.push(clock.now() - each.picture.capturedAt);
      this.socket.write(encodeMessage({ type: "ack", bytes: this.#inbox.pictureBytes }));
      this.socket.write(encodeMessage({ type: "ping", sent: 0 }));
    }
    return ages;
  }

  words(): string[] {
    return this.heard.flatMap((each) => (each.type === "call" ? [each.verb] : []));
  }
}
