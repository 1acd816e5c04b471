import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { ALPN } from "../../src/net/handshake.js";
import { LinkError } from "../../src/net/link-error.js";
import type { Link } from "../../src/ports.js";
import { until } from "../rig/until.js";
import { bytesOf, collect, LOOPBACK, never, nextLink, ours, OURS, pair, theirs } from "./links.js";

/** A far end whose socket is bare below its encryption, for rude behaviour. */
async function rudePair(): Promise<AsyncDisposable & { near: Link; far: Socket }> {
  const listener = await theirs.listen(LOOPBACK);
  const far = connect(listener.address);
  const channel = connectTls({
    socket: far,
    key: OURS.secret,
    cert: OURS.certificate,
    ALPNProtocols: [ALPN],
    rejectUnauthorized: false,
  });
  channel.on("error", () => undefined);
  const near = await nextLink(listener);
  channel.write("half a wo");
  return {
    near,
    far,
    async [Symbol.asyncDispose]() {
      channel.destroy();
      far.destroy();
      await Promise.all([near, listener].map(async (each) => each[Symbol.asyncDispose]()));
    },
  };
}

async function refusal(attempt: Promise<AsyncDisposable>): Promise<LinkError> {
  try {
    await (await attempt)[Symbol.asyncDispose]();
  } catch (error) {
    assert.ok(error instanceof LinkError, String(error));
    return error;
  }
  throw new Error("it was not refused");
}

/** A port of the loopback where nobody listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

for (const host of ["127.0.0.1", "::1", "localhost"]) {
  test(`bytes go both ways over ${host}`, async () => {
    await using listener = await theirs.listen({ host, port: 0 });
    await using near = await ours.dial({ host, port: listener.address.port }, never);
    await using far = await nextLink(listener);
    near.write(bytesOf("hello"));
    near.end();
    assert.equal(String(await collect(far)), "hello");
    far.write(bytesOf("ignored: the other side has gone"));
    assert.equal(String(await collect(near)), "");
  });
}

test("a listener on all interfaces is reached by v4 and by v6, and names v4 callers as people do", async () => {
  await using listener = await theirs.listen({ host: "", port: 0 });
  const { port } = listener.address;
  await using four = await ours.dial({ host: "127.0.0.1", port }, never);
  await using first = await nextLink(listener);
  await using six = await ours.dial({ host: "::1", port }, never);
  await using second = await nextLink(listener);
  assert.equal(first.address.host, "127.0.0.1");
  assert.equal(second.address.host, "::1");
  assert.deepEqual(
    [four.address, six.address],
    [
      { host: "127.0.0.1", port },
      { host: "::1", port },
    ],
  );
});

test("an empty host means this machine", async () => {
  await using listener = await theirs.listen({ host: "", port: 0 });
  await using link = await ours.dial({ host: "", port: listener.address.port }, never);
  assert.equal(link.queued, 0);
});

test("a port where nobody listens is refused, with what to do", async () => {
  const port = await deadPort();
  const error = await refusal(ours.dial({ host: "127.0.0.1", port }, never));
  assert.equal(error.reason, "refused");
  assert.equal(error.message, `nobody answers at 127.0.0.1:${port}: no tetatty is listening there`);
  assert.match(error.hint, /start tetatty/);
});

test("a name nobody has is said to be unknown", async () => {
  const error = await refusal(ours.dial({ host: "nobody.invalid", port: 1 }, never));
  assert.equal(error.reason, "unknown-host");
  assert.equal(error.message, `no machine is called "nobody.invalid"`);
});

test("a dial can be given up, before and while it connects", async () => {
  for (const abortAt of ["before", "while"]) {
    const giveUp = new AbortController();
    if (abortAt === "before") giveUp.abort();
    await using listener = await theirs.listen(LOOPBACK);
    const dialing = refusal(ours.dial(listener.address, giveUp.signal));
    giveUp.abort();
    const error = await dialing;
    assert.equal(error.reason, "cancelled");
    assert.match(error.message, /^gave up on 127\.0\.0\.1:\d+$/);
  }
});

test("a taken port says which option helps", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const error = await refusal(theirs.listen(listener.address));
  assert.equal(error.reason, "taken");
  assert.equal(
    error.message,
    `cannot listen on 127.0.0.1:${listener.address.port}: another program does`,
  );
  assert.match(error.hint, /--listen 7888.*--no-listen/);
});

test("an address of another machine cannot be listened on", async () => {
  const error = await refusal(theirs.listen({ host: "192.0.2.1", port: 0 }));
  assert.equal(error.reason, "unreachable");
  assert.match(error.message, /^cannot listen on 192\.0\.2\.1:0 \(EADDRNOTAVAIL\)$/);
});

test("end lets everything leave first, also what the kernel had no room for", async () => {
  await using ends = await pair();
  const megabyte = new Uint8Array(1_000_000).map((_, at) => at % 251);
  for (let n = 0; n < 12; n++) ends.near.write(megabyte);
  assert.ok(ends.near.queued > 1_000_000, `only ${ends.near.queued} bytes are waiting`);
  ends.near.end();
  ends.near.write(bytesOf("too late"));
  const got = await collect(ends.far);
  assert.equal(got.length, 12_000_000);
  assert.ok(Buffer.from(megabyte).equals(got.subarray(11_000_000)));
});

test("a link that had filled up tells when it is empty again, until nobody listens", async () => {
  await using ends = await pair();
  let told = 0;
  const untilEmpty = async (): Promise<Disposable> =>
    new Promise((done) => {
      const listening = ends.near.onDrain(() => {
        told++;
        assert.equal(ends.near.queued, 0);
        done(listening);
      });
    });
  ends.near.write(new Uint8Array(10_000_000));
  assert.ok(ends.near.queued > 0, "the kernel took it all at once");
  const first = untilEmpty();
  const read = collect(ends.far);
  (await first)[Symbol.dispose]();
  ends.near.write(new Uint8Array(20_000_000));
  await untilEmpty();
  assert.equal(told, 2);
  ends.near.end();
  assert.equal((await read).length, 30_000_000);
});

test("dispose does not wait for what was written, and may be repeated", async () => {
  await using ends = await pair();
  ends.near.write(new Uint8Array(20_000_000));
  await ends.near[Symbol.asyncDispose]();
  await ends.near[Symbol.asyncDispose]();
  ends.near.write(bytesOf("ignored"));
  assert.ok((await collect(ends.far)).length < 20_000_000);
  assert.equal((await collect(ends.near)).length, 0);
});

test("a reset by the peer ends the chunks quietly, and dispose after it too", async () => {
  await using ends = await rudePair();
  const read = collect(ends.near);
  ends.far.resetAndDestroy();
  assert.ok("half a wo".startsWith(String(await read)));
  await ends.near[Symbol.asyncDispose]();
});

test("links that arrive in a burst are all handed over, in any reader's time", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const dials = Array.from({ length: 20 }, async () =>
    ours.dial(listener.address, new AbortController().signal),
  );
  const near = await Promise.all(dials);
  await turn();
  const ports = new Set<number>();
  for await (const link of listener.links()) {
    ports.add(link.address.port);
    await link[Symbol.asyncDispose]();
    if (ports.size === near.length) break;
  }
  assert.equal(ports.size, near.length);
  await Promise.all(near.map(async (link) => link[Symbol.asyncDispose]()));
});

test("a caller that resets before anybody looked at it harms nobody", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const rude = connect(listener.address);
  await once(rude, "connect");
  rude.resetAndDestroy();
  await once(rude, "close");
  await using near = await ours.dial(listener.address, never);
  await using far = await nextLink(listener);
  near.end();
  assert.equal((await collect(far)).length, 0);
});

test("a listener that stops frees its port, ends its reader and leaves its links alone", async () => {
  const listener = await theirs.listen(LOOPBACK);
  const { address } = listener;
  await using near = await ours.dial(address, never);
  await using far = await nextLink(listener);
  const rest = (async () => {
    for await (const _ of listener.links()) assert.fail("nobody else called");
  })();
  await listener[Symbol.asyncDispose]();
  await listener[Symbol.asyncDispose]();
  await rest;
  await using again = await theirs.listen(address);
  assert.equal(again.address.port, address.port);
  near.write(bytesOf("still here"));
  near.end();
  assert.equal(String(await collect(far)), "still here");
});

test("links nobody took are closed with their listener", async () => {
  const listener = await theirs.listen(LOOPBACK);
  await using near = await ours.dial(listener.address, never);
  await turn();
  await listener[Symbol.asyncDispose]();
  assert.equal((await collect(near)).length, 0);
});

test("more callers than anybody could look at are turned away, the others are kept", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const dials = Array.from({ length: 70 }, async () => ours.dial(listener.address, never));
  const callers = await Promise.all(dials);
  let closed = 0;
  const counted = async (caller: Link): Promise<void> => {
    await collect(caller);
    closed++;
  };
  const ends = callers.map(counted);
  await until("six are turned away", () => closed === 6);
  let kept = 0;
  for await (const link of listener.links()) {
    await link[Symbol.asyncDispose]();
    if (++kept === 64) break;
  }
  await Promise.all(ends);
  assert.equal(kept, 64);
});

test("an address that cannot be reached says so, with the system's own word for it", async () => {
  // A broadcast address takes no connections; this one stays within the machine.
  const error = await refusal(ours.dial({ host: "127.255.255.255", port: 9 }, never));
  assert.equal(error.reason, "unreachable");
  assert.match(error.message, /^cannot reach 127\.255\.255\.255:9 \(E[A-Z]+\)$/);
  assert.match(error.hint, /firewall/);
});
