/** What must not get through, one by one; each time an honest caller does, right after. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import {
  connect as connectTls,
  type ConnectionOptions,
  createServer as createTlsServer,
  type TlsOptions,
  type TLSSocket,
} from "node:tls";
import type { Address } from "../../src/call/address.js";
import { ALPN, type Handshake, provenPeer } from "../../src/net/handshake.js";
import { LinkError } from "../../src/net/link-error.js";
import { tlsNetwork } from "../../src/net/tls.js";
import type { Listener } from "../../src/ports.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { peerKeyIn } from "../../src/trust/peer-key.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import {
  bytesOf,
  collect,
  LOOPBACK,
  never,
  nextLink,
  ours,
  OURS,
  theirs,
  THEIRS,
} from "./links.js";

/** How a caller that keeps to the rules shakes hands; each test breaks one. */
const HONEST: ConnectionOptions = {
  key: OURS.secret,
  cert: OURS.certificate,
  ALPNProtocols: [ALPN],
  rejectUnauthorized: false,
};
/** Milliseconds: soon enough to wait for. */
const SOON = 60;
const { key: _key, cert: _cert, ...NAMELESS } = HONEST;
const { ALPNProtocols: _alpn, ...WORDLESS } = HONEST;

const closed = async (socket: Socket): Promise<unknown> =>
  socket.closed || new Promise((done) => socket.on("error", () => undefined).once("close", done));

function shake(address: Address, options: ConnectionOptions): TLSSocket {
  const channel = connectTls({ ...address, ...options });
  // Without a reader its end is never seen.
  return channel.on("error", () => undefined).resume();
}

/** The next link the listener hands over is an honest caller's: nobody before it became one. */
async function stillWorks(listener: Listener): Promise<void> {
  await using near = await ours.dial(listener.address, never);
  await using far = await nextLink(listener);
  assert.equal(far.address.port > 0, true);
  near.write(bytesOf("honest"));
  near.end();
  assert.equal(String(await collect(far)), "honest");
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

/** A key pair and certificate of another kind, as `openssl` makes them. */
function foreign(...kind: readonly string[]): { key: string; cert: string } {
  using folder = temporaryFolder();
  const [key, cert] = [join(folder.path, "key"), join(folder.path, "cert")];
  const rest = ["-nodes", "-keyout", key, "-out", cert, "-days", "9", "-subj", "/CN=x"];
  execFileSync("openssl", ["req", "-x509", "-newkey", ...kind, ...rest], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
const noOpenSsl = spawnSync("openssl", ["version"]).error ? "needs openssl" : false;
const KINDS = [
  ["RSA", "rsa:2048"],
  ["P-256", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
] as const;

test("both ends of a link know each other's key", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  await using near = await ours.dial(listener.address, never);
  await using far = await nextLink(listener);
  assert.deepEqual([near.peer, far.peer], [THEIRS.key, OURS.key]);
});

for (const [name, options] of [
  ["without a certificate", NAMELESS],
  ["with another protocol in mind", { ...HONEST, ALPNProtocols: ["h2", "http/1.1"] }],
  ["with no protocol in mind", WORDLESS],
  ["with TLS 1.2", { ...HONEST, maxVersion: "TLSv1.2" }],
] as const) {
  test(`a caller ${name} does not get through`, async () => {
    await using listener = await theirs.listen(LOOPBACK);
    await closed(shake(listener.address, options));
    await stillWorks(listener);
  });
}

test("a session cannot be resumed: whoever comes back shows the key again", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const first = shake(listener.address, HONEST);
  const [session] = (await once(first, "session")) as [Buffer];
  await using _first = await nextLink(listener);
  first.destroy();
  const again = shake(listener.address, { ...HONEST, session });
  await once(again, "secureConnect");
  await using far = await nextLink(listener);
  assert.equal(again.isSessionReused(), false);
  assert.deepEqual(far.peer, OURS.key);
  again.destroy();
});

for (const [name, ...kind] of KINDS) {
  test(
    `a certificate of another kind does not get through: ${name}`,
    { skip: noOpenSsl },
    async () => {
      const strange = foreign(...kind);
      await using listener = await theirs.listen(LOOPBACK);
      await closed(shake(listener.address, { ...HONEST, ...strange }));
      await stillWorks(listener);
      await using server = await rudeServer(strange);
      assert.equal((await refusal(ours.dial(server.address, never))).reason, "not-tetatty");
    },
  );
}

test("plaintext does not get through", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const http = connect(listener.address).resume();
  http.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await closed(http);
  await stillWorks(listener);
});

test("a caller that keeps silent, or sends a byte at a time, is cut off when its time is up", async () => {
  await using listener = await tlsNetwork(THEIRS, { timeout: SOON }).listen(LOOPBACK);
  const silent = connect(listener.address).resume();
  const slow = connect(listener.address).resume();
  // A handshake record of 4 kB (RFC 8446, 5.1), of which the rest takes forever.
  const bytes = [0x16, 3, 1, 0x10, 0];
  const dripping = setInterval(() => slow.write(Buffer.from([bytes.shift() ?? 1])), 5);
  await Promise.all([closed(silent), closed(slow)]);
  clearInterval(dripping);
  await stillWorks(listener);
});

test("four hundred callers that say nothing do not keep a real one out", async () => {
  await using listener = await theirs.listen(LOOPBACK);
  const idle = Array.from({ length: 400 }, () =>
    connect(listener.address)
      .on("error", () => undefined)
      .resume(),
  );
  await Promise.all(idle.map(async (socket) => once(socket, "connect")));
  await stillWorks(listener);
  for (const socket of idle) socket.destroy();
});

/** A server that breaks the rules a listener of ours keeps. */
async function rudeServer(options: TlsOptions): Promise<AsyncDisposable & { address: Address }> {
  const rules = { ALPNProtocols: [ALPN], requestCert: true, rejectUnauthorized: false };
  const server = createTlsServer({ ...rules, ...options });
  server.on("secureConnection", (channel) => channel.on("error", () => undefined));
  return standing(server);
}

async function standing(server: Server): Promise<AsyncDisposable & { address: Address }> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => open.add(socket.on("error", () => undefined)));
  server.listen(0, LOOPBACK.host);
  await once(server, "listening");
  const address = { host: LOOPBACK.host, port: (server.address() as AddressInfo).port };
  return {
    address,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

const SHOWN = { key: THEIRS.secret, cert: THEIRS.certificate };

for (const [name, options, why] of [
  ["speaks another protocol", { ...SHOWN, ALPNProtocols: ["h2"] }, /alert|protocol/],
  ["names no protocol", { ...SHOWN, ALPNProtocols: [] }, /another protocol/],
  ["speaks TLS 1.2", { ...SHOWN, maxVersion: "TLSv1.2" }, /version/],
] as const) {
  test(`a listener that ${name} is not trusted`, async () => {
    await using server = await rudeServer(options);
    const error = await refusal(ours.dial(server.address, never));
    assert.equal(error.reason, "not-tetatty");
    assert.match(error.message, why);
  });
}

test("a listener that speaks no TLS, or nothing at all, is not waited for", async () => {
  await using ssh = await standing(createServer((socket) => socket.write("SSH-2.0-x\r\n")));
  const talker = await refusal(ours.dial(ssh.address, never));
  assert.equal(talker.reason, "not-tetatty");
  // OpenSSL's own words for it have numbers, names of functions and a line break.
  assert.match(
    talker.message,
    /^what answers at \S+ is no tetatty that we can trust \(it speaks no TLS\)$/,
  );
  await using mute = await standing(createServer());
  const error = await refusal(tlsNetwork(OURS, { timeout: SOON }).dial(mute.address, never));
  assert.equal(error.reason, "not-tetatty");
  assert.match(error.message, /keeps silent/);
});

test("a man in the middle is seen by the key that it must show", async () => {
  await using real = await theirs.listen(LOOPBACK);
  const mallory = makeIdentity();
  const middle = tlsNetwork(mallory);
  await using trap = await middle.listen(LOOPBACK);
  await using near = await ours.dial(trap.address, never);
  await using caught = await nextLink(trap);
  await using onward = await middle.dial(real.address, never);
  await using far = await nextLink(real);
  assert.deepEqual([near.peer, far.peer], [mallory.key, mallory.key]);
  assert.deepEqual([caught.peer, onward.peer], [OURS.key, THEIRS.key]);
});

test("a handshake proves nothing unless everything about it is right", () => {
  const good: Handshake = {
    alpnProtocol: ALPN,
    getProtocol: () => "TLSv1.3",
    isSessionReused: () => false,
    getPeerX509Certificate: () => ({ publicKey: generateKeyPairSync("ed25519").publicKey }),
  };
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey;
  assert.match(JSON.stringify(provenPeer(good)), /SHA256:/);
  for (const [bad, why] of [
    [{ getProtocol: () => "TLSv1.2" }, "it speaks TLSv1.2"],
    [{ getProtocol: () => null }, "it speaks no TLS"],
    [{ alpnProtocol: false }, "it speaks another protocol"],
    [{ alpnProtocol: "h2" }, "it speaks another protocol"],
    [{ isSessionReused: () => true }, "it resumed a session we never began"],
    [{ getPeerX509Certificate: () => undefined }, "it shows no key"],
    [{ getPeerX509Certificate: () => ({ publicKey: rsa }) }, "its key is not Ed25519"],
  ] as const)
    assert.equal(provenPeer({ ...good, ...bad }), why);
  assert.equal(peerKeyIn(rsa), undefined);
});
