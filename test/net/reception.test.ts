import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Reception } from "../../src/net/reception.js";
import { until } from "../rig/until.js";

/** A whole first record of a handshake, with a number in it. */
const hello = (number: number): Buffer => Buffer.from([0x16, 3, 1, 0, 2, 1, number]);
/** More than begin at once. */
const MANY = 40;

interface Desk extends AsyncDisposable {
  /** What those said whose handshake has begun, in that order. */
  readonly begun: Buffer[];
  call(bytes: Uint8Array, from?: string): Promise<Socket>;
}

/** A reception at a port of its own. */
async function reception(timeout = 60_000, shaking: () => void = () => undefined): Promise<Desk> {
  const begun: Buffer[] = [];
  const open: Socket[] = [];
  const desk = new Reception(timeout, (socket) => {
    shaking();
    socket.once("data", (bytes: Buffer) => begun.push(bytes)).resume();
  });
  const server = createServer((socket) => desk.receive(open[open.push(socket) - 1]!));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    begun,
    async call(bytes, localAddress = "127.0.0.1") {
      const socket = connect({ host: "127.0.0.1", port, localAddress });
      open.push(socket.on("error", () => undefined).resume());
      await once(socket, "connect");
      socket.write(bytes);
      return socket;
    },
    async [Symbol.asyncDispose]() {
      desk[Symbol.dispose]();
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

test("a handshake begins with all that was said, however it was cut", async () => {
  await using desk = await reception();
  const socket = await desk.call(hello(7).subarray(0, 3));
  socket.write(hello(7).subarray(3, 6));
  socket.write(hello(7).subarray(6));
  await until("begun", () => desk.begun.length > 0);
  assert.deepEqual(desk.begun, [hello(7)]);
});

test("who says anything else than hello, or more, is ended, and costs no handshake", async () => {
  await using desk = await reception();
  const wrong = [
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
    Buffer.from([0x16, 3, 1, 0xff, 0xff]),
    Buffer.concat([hello(1), hello(2)]),
    Buffer.from([0x17]),
  ];
  for (const bytes of wrong) {
    const socket = await desk.call(bytes);
    await until("ended", () => socket.destroyed);
  }
  assert.deepEqual(desk.begun, []);
});

test("of a crowd the newest is served first, and whoever comes from elsewhere in between", async () => {
  await using desk = await reception();
  for (let n = 0; n < MANY; n++) await desk.call(hello(n));
  await desk.call(hello(200), "127.0.0.2");
  await until("all begun", () => desk.begun.length === MANY + 1);
  const order = desk.begun.map((bytes) => bytes.at(-1)!);
  const late = order.slice(-5);
  assert.ok(
    !late.includes(200),
    `the one from elsewhere waits for two turns at most: ${order.join(" ")}`,
  );
  assert.ok(Math.max(...late) < MANY - 5, `those who came early come last: ${order.join(" ")}`);
});

test("who was busy for a moment makes up for it one handshake at a time, and everybody else has turns between", async () => {
  let turn = 0;
  const turns: number[] = [];
  const count = (): void => {
    turn++;
    looped = setImmediate(count);
  };
  let looped = setImmediate(count);
  await using desk = await reception(60_000, () => turns.push(turn));
  await Promise.all(Array.from({ length: 2 * MANY }, async (_, n) => desk.call(hello(n))));
  await until("some wait", () => turns.length > 20);
  for (const end = performance.now() + 150; performance.now() < end;);
  await until("all begun", () => turns.length === 2 * MANY);
  clearImmediate(looped);
  const late = turns.slice(25);
  assert.equal(new Set(late).size, late.length, late.join(" "));
});

test("one who keeps silent is ended when the time is up, and one who waits for its turn, too", async () => {
  await using desk = await reception(50);
  const silent = await desk.call(Buffer.alloc(0));
  const dripping = await desk.call(hello(1).subarray(0, 5));
  await until("both ended", () => silent.destroyed && dripping.destroyed);
  assert.deepEqual(desk.begun, []);
});
