import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { Phone } from "../../src/app/phone.js";
import type { PhoneSettings } from "../../src/app/phone-parts.js";
import { HELLO_TIMEOUT } from "../../src/app/session.js";
import type { Target } from "../../src/call/state.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { ALPN } from "../../src/net/handshake.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { type Identity, makeIdentity } from "../../src/trust/identity.js";
import type { Hello } from "../../src/wire/hello.js";
import { type Incoming, Inbox } from "../../src/wire/inbox.js";
import { encodeMessage } from "../../src/wire/message.js";
import { encodePicture, rawPicture } from "../../src/wire/picture.js";
import { emptyRecord, encodePreface, TYPE } from "../../src/wire/record.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";
import { until } from "../rig/until.js";

const LOOPBACK = "127.0.0.1";
/** Bytes a second of raw 160x90 pictures at 30 a second. */
const RAW_RATE = 160 * 90 * 3 * 30;
const SHOWS = { width: 160, height: 90 };

const open: AsyncDisposable[] = [];
after(async () => {
  for (const thing of open.toReversed()) await thing[Symbol.asyncDispose]();
});

interface Party {
  readonly phone: Phone;
  readonly book: FakeBook;
  readonly known: FakeKnown;
  readonly identity: Identity;
  readonly pictures: Frame[];
  readonly target: Target;
}

async function makeParty(name: string, settings: Partial<PhoneSettings> = {}): Promise<Party> {
  const book = new FakeBook();
  const known = new FakeKnown();
  const identity = makeIdentity();
  const pictures: Frame[] = [];
  const phone = new Phone(
    { name, fps: 30, autoAnswer: false, trustFirst: true, camera: true, limits: {}, ...settings },
    {
      network: tlsNetwork(identity),
      clock,
      log: NO_LOG,
      book,
      own: identity.key,
      known,
      onPicture: (frame) => pictures.push(frame),
    },
  );
  open.push(phone);
  phone.setShows(SHOWS);
  await phone.listen({ host: LOOPBACK, port: 0 });
  const port = phone.listening?.port ?? 0;
  const target = { name, address: { host: LOOPBACK, port } };
  return { phone, book, known, identity, pictures, target };
}

function at(party: Party, state: Phone["state"]["at"]): Promise<void> {
  return until(`${party.target.name} is ${state}`, () => party.phone.state.at === state);
}

async function connected(): Promise<[ann: Party, bob: Party]> {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  bob.phone.answer();
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  return [ann, bob];
}

function picture(shade: number): Frame {
  return makeFrame(160, 90, new Uint8Array(160 * 90 * 3).fill(shade), clock.now());
}

function reasonOf({ phone: { state } }: Party): string {
  if (state.at === "closing") return state.ending.reason;
  return state.at === "idle" ? (state.last?.reason ?? "none") : state.at;
}

/** A peer that does only what a test tells it to. */
class Puppet {
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

  hello(name = "puppet"): void {
    const id = name.padEnd(32, "0").replaceAll(/[^\da-f]/g, "0");
    const hello: Hello = {
      type: "hello",
      name,
      id,
      app: "test",
      port: 0,
      want: { ...SHOWS, fps: 30 },
      codecs: [],
    };
    this.socket.write(Buffer.concat([encodePreface(), encodeMessage(hello)]));
  }

  say(verb: "invite" | "confirm" | "hang-up"): void {
    this.socket.write(encodeMessage({ type: "call", verb, call: "ab".repeat(16) }));
  }

  /** Calls somebody who answers by themselves. */
  async enter(party: Party): Promise<void> {
    this.hello();
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

test("two people call, see each other move, and hang up", async () => {
  const [ann, bob] = await connected();
  await until("pictures both ways", () => {
    ann.phone.show(picture(1));
    bob.phone.show(picture(2));
    return ann.pictures.length > 3 && bob.pictures.length > 3;
  });
  assert.equal(ann.pictures.at(-1)?.pixels[0], 2);
  assert.equal(bob.pictures.at(-1)?.pixels[0], 1);
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(ann), "hung-up");
  assert.equal(reasonOf(bob), "they-hung-up");
  assert.deepEqual([ann.book.recent[0]?.kind, bob.book.recent[0]?.kind], ["outgoing", "incoming"]);
});

test("a picture's age is known once the clocks are aligned", async () => {
  const [ann, bob] = await connected();
  await until("an aged picture", () => {
    ann.phone.show(picture(7));
    return bob.pictures.some(({ capturedAt }) => !Number.isNaN(capturedAt));
  });
  const age = clock.now() - (bob.pictures.at(-1)?.capturedAt ?? 0);
  assert.ok(age > -5 && age < 1000, `age ${age} ms`);
});

test("declining tells the caller", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  bob.phone.decline();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(ann), "they-declined");
});

test("a caller who gives up while it rings leaves a missed call", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(bob), "missed");
  assert.deepEqual(bob.book.recent[0]?.kind, "missed");
  assert.equal(bob.book.recent[0]?.address.port, ann.target.address.port, "can be called back");
});

test("a second caller hears busy and is noted as missed; the call goes on", async () => {
  const [ann, bob] = await connected();
  const carol = await makeParty("carol");
  carol.phone.dial(bob.target);
  await until("carol is told", () => reasonOf(carol) === "busy");
  assert.equal(bob.book.recent[0]?.kind, "missed");
  assert.equal(bob.book.recent[0]?.name, "carol");
  assert.deepEqual([ann.phone.state.at, bob.phone.state.at], ["live", "live"]);
});

test("when both dial each other at once there is one call", async () => {
  for (let round = 0; round < 10; round++) {
    const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
    ann.phone.dial(bob.target);
    bob.phone.dial(ann.target);
    await Promise.all([at(ann, "live"), at(bob, "live")]);
  }
});

test("calling yourself is refused, and calling nobody says so", async () => {
  const ann = await makeParty("ann");
  ann.phone.dial(ann.target);
  await until("refused", () => reasonOf(ann) === "self");
  await at(ann, "idle");
  const bob = await makeParty("bob");
  await bob.phone[Symbol.asyncDispose]();
  ann.phone.dial(bob.target);
  await until("unreachable", () => reasonOf(ann) === "unreachable");
});

test("with auto-answer nobody has to press a key", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob", { autoAnswer: true })]);
  ann.phone.dial(bob.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});

test("the sender learns within a moment that the other terminal has another size, and that a camera is off", async () => {
  const [ann, bob] = await connected();
  bob.phone.setShows({ width: 40, height: 24 });
  await until("the new size", () => ann.phone.wanted?.width === 40);
  ann.phone.setCamera(false);
  await until("camera off", () => !bob.phone.peerCamera);
  assert.equal(ann.phone.wanted, undefined);
});

test("whoever connects and says nothing, or noise, is let go of, and the next call works", async () => {
  const ann = await makeParty("ann");
  const silent = new Puppet(ann.target);
  const noisy = new Puppet(ann.target);
  noisy.socket.write("GET / HTTP/1.1\r\n\r\n");
  await until("noise is cut off", () => noisy.closed);
  const huge = new Puppet(ann.target);
  huge.hello("huge");
  const head = emptyRecord(TYPE.head, 28);
  head.fill(0xff, 4 + 8);
  huge.socket.write(head);
  await until("a 4 GB picture is cut off", () => huge.closed);
  await until(`silence is cut off after ${HELLO_TIMEOUT} ms`, () => silent.closed);
  const bob = await makeParty("bob");
  bob.phone.dial(ann.target);
  await at(ann, "ringing");
  assert.equal(ann.pictures.length, 0);
});

test("pictures shown before the call is live are not looked at", async () => {
  const ann = await makeParty("ann");
  const puppet = new Puppet(ann.target);
  puppet.hello();
  puppet.say("invite");
  await at(ann, "ringing");
  const [head, ...segments] = [...encodePicture(rawPicture(picture(9)), 0, 3)];
  puppet.socket.write(Buffer.concat([head as Uint8Array, ...segments]));
  puppet.say("hang-up");
  await at(ann, "idle");
  assert.equal(ann.pictures.length, 0);
});

test("a link that is cut in the middle of a picture ends the call, and the next one works", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  puppet.socket.write(emptyRecord(TYPE.segment, 9000).subarray(0, 1000), () =>
    puppet.line.resetAndDestroy(),
  );
  await at(ann, "idle");
  assert.equal(reasonOf(ann), "lost");
  const bob = await makeParty("bob");
  bob.phone.dial(ann.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});

test("a peer that reads ten times too slowly gets fewer pictures, none of them old", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  const camera = setInterval(() => ann.phone.show(picture(1)), 1000 / 30);
  const ages = await puppet.readSlowly(RAW_RATE / 10, 3000);
  clearInterval(camera);
  assert.ok(ages.length >= 3, `${ages.length} pictures came`);
  assert.ok(Math.max(...ages.slice(1)) < 1500, `ages ${ages.map(Math.round).join(" ")}`);
  const { droppedOut } = ann.phone.read();
  assert.ok(droppedOut > 40, `${droppedOut} dropped`);
});

test("a peer that acknowledges nothing is sent no more than the first window", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  await until("pictures are dropped", () => {
    ann.phone.show(picture(1));
    return ann.phone.read().droppedOut >= 5;
  });
  assert.ok(puppet.socket.bytesRead < 64 * 1024, `${puppet.socket.bytesRead} bytes`);
  assert.equal(ann.phone.state.at, "live");
});
