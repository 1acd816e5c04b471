import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { test } from "node:test";
import { clock } from "../../src/app/clock.js";
import { SECRET_BYTES } from "../../src/engine/sealed.js";
import { SideDoor } from "../../src/engine/side-door.js";
import type { VoicePacket } from "../../src/voice/jitter-buffer.js";
import { until } from "../rig/until.js";

const HOST = "127.0.0.1";
const SECRET = new Uint8Array(SECRET_BYTES).fill(3);

interface Side extends Disposable {
  readonly door: SideDoor;
  readonly heard: number[];
  port: number;
}

async function side(ours: boolean, secret = SECRET): Promise<Side> {
  const heard: number[] = [];
  let port = 0;
  const door = new SideDoor({ host: HOST, secret, ours }, clock, {
    bound: (at) => (port = at),
    heard: ({ sequence }) => heard.push(sequence),
  });
  await until("it is bound", () => port > 0);
  return { door, heard, port, [Symbol.dispose]: () => door[Symbol.dispose]() };
}

const packet = (sequence: number): VoicePacket => ({
  sequence,
  capturedAt: 0,
  begins: false,
  ends: false,
  data: Uint8Array.of(1),
});

/** Passes datagrams on between whoever sends to it and `port`, and lets a test look at them. */
async function between(
  port: number,
  seen: (bytes: Uint8Array, relay: Socket) => void,
): Promise<Socket> {
  const relay = createSocket("udp4");
  let near = 0;
  relay.on("message", (bytes, from) => {
    if (from.port !== port) near = from.port;
    if (from.port !== port) seen(bytes, relay);
    relay.send(bytes, from.port === port ? near : port, HOST);
  });
  relay.bind(0, HOST);
  await once(relay, "listening");
  return relay;
}

test("sound goes beside the stream once either end knows that the other hears it", async () => {
  using ann = await side(true);
  using bob = await side(false);
  assert.equal(ann.door.send(packet(1)), 0);
  // One of them cannot be reached where it says, as behind a router: it is answered where it sends from.
  ann.door.aim(bob.port);
  bob.door.aim(9);
  await until("both are sure", () => ann.door.isOpen && bob.door.isOpen);
  assert.ok(ann.door.send(packet(2)) > 20);
  assert.ok(bob.door.send(packet(3)) > 20);
  await until("both heard", () => ann.heard.length > 0 && bob.heard.length > 0);
  assert.deepEqual([ann.heard, bob.heard], [[3], [2]]);
});

test("without the secret nothing is heard, and nobody is answered", async () => {
  using ann = await side(true, new Uint8Array(SECRET_BYTES).fill(4));
  using bob = await side(false);
  let passed = 0;
  const relay = await between(bob.port, () => passed++);
  ann.door.aim(relay.address().port);
  bob.door.aim(relay.address().port);
  await until("some were tried", () => passed > 3);
  assert.deepEqual([ann.door.isOpen, bob.door.isOpen], [false, false]);
  relay.close();
});

test("what is said twice on the way is heard once", async () => {
  using ann = await side(true);
  using bob = await side(false);
  const relay = await between(bob.port, (bytes, way) => way.send(bytes, bob.port, HOST));
  ann.door.aim(relay.address().port);
  await until("both are sure", () => ann.door.isOpen && bob.door.isOpen);
  for (let n = 0; n < 20; n++) ann.door.send(packet(n));
  await until("all are there", () => bob.heard.length >= 20);
  assert.deepEqual(
    bob.heard.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, n) => n),
  );
  relay.close();
});

test("a path that dies is left for the stream", async () => {
  using ann = await side(true);
  using bob = await side(false);
  ann.door.aim(bob.port);
  await until("both are sure", () => ann.door.isOpen && bob.door.isOpen);
  bob.door[Symbol.dispose]();
  await until("ann gives up", () => ann.door.send(packet(1)) === 0);
});
