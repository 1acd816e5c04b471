/** Being at home to those who come through ssh: who can knock, who is heard, and what is left behind. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect as connectTls, type ConnectionOptions, type TLSSocket } from "node:tls";
import { ALPN } from "../../src/net/handshake.js";
import { type Home, openHome } from "../../src/net/home.js";
import { GREETING, knock } from "../../src/net/knock.js";
import { takeLine } from "../../src/net/first-line.js";
import { LinkError } from "../../src/net/link-error.js";
import type { Link } from "../../src/ports.js";
import { temporaryFolder, type TemporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { bytesOf, collect, nextLink, OURS, THEIRS } from "./links.js";

/** Milliseconds: soon enough to wait for. */
const SOON = 60;
const OURSELVES = process.pid;
const HONEST: ConnectionOptions = {
  key: OURS.secret,
  cert: OURS.certificate,
  ALPNProtocols: [ALPN],
  rejectUnauthorized: false,
};
const homeIn = ({ path }: TemporaryFolder): string => join(path, "tetatty");

/** Whoever breaks one of the rules that callers keep. */
const { key: _key, cert: _cert, ...NAMELESS } = HONEST;
const { ALPNProtocols: _alpn, ...WORDLESS } = HONEST;
const IMPOSTORS: readonly (readonly [string, ConnectionOptions])[] = [
  ["without a certificate", NAMELESS],
  ["with another protocol in mind", { ...HONEST, ALPNProtocols: ["h2", "http/1.1"] }],
  ["with no protocol in mind", WORDLESS],
  ["with TLS 1.2", { ...HONEST, maxVersion: "TLSv1.2" }],
];

/** Knocks as somebody from `from`, and goes on as a caller once greeted. */
async function call(folder: string, from: string, options = HONEST): Promise<TLSSocket> {
  const socket = await knock([folder]);
  assert.ok(socket, "nobody is at home");
  socket.write(`${from}\n`);
  assert.equal(await takeLine(socket, () => true, 100), GREETING);
  return connectTls({ ...options, socket }).on("error", () => undefined);
}

async function exchanged(near: TLSSocket, home: Home): Promise<Link> {
  const far = await nextLink(home);
  near.end(bytesOf("good evening"));
  near.resume();
  assert.equal(String(await collect(far)), "good evening");
  return far;
}

const closed = async (socket: Socket): Promise<unknown> =>
  socket.closed || new Promise((done) => socket.on("error", () => undefined).once("close", done));

test("a caller becomes a link: with the key shown, from where sshd says", async () => {
  using folder = temporaryFolder();
  await using home = await openHome([homeIn(folder)], THEIRS);
  assert.equal(home.isFirst, true);
  for (const [says, host] of [
    ["192.0.2.7", "192.0.2.7"],
    ["2001:db8::7", "2001:db8::7"],
    ["-", "127.0.0.1"],
    ["somewhere\u001b[2J", "127.0.0.1"],
  ] as const) {
    await using far = await exchanged(await call(homeIn(folder), says), home);
    assert.deepEqual([far.peer, far.address], [OURS.key, { host, port: 0 }]);
  }
});

test("only its user can reach it, and it is gone with its program", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  const home = await openHome([path], THEIRS);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(path), [String(OURSELVES)]);
  await home[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
  assert.deepEqual(readdirSync(path), []);
  assert.equal(await knock([path]), undefined);
});

test("a folder that others can reach is not used: the next one is, or it is said", async () => {
  using folder = temporaryFolder();
  const open = homeIn(folder);
  mkdirSync(open);
  chmodSync(open, 0o755);
  await assert.rejects(openHome([open], THEIRS), (error) => {
    assert.ok(error instanceof LinkError);
    assert.match(`${error.message} - ${error.hint}`, /\(others can reach .*ls -ld/);
    return true;
  });
  const nowhere = join(folder.path, "missing", "tetatty");
  const good = join(folder.path, "good");
  await using _home = await openHome([open, nowhere, good], THEIRS);
  assert.equal(readdirSync(good).length, 1);
  (await knock([open, nowhere, good]))?.destroy();
});

test("a path that is too long for a socket is said to be", async () => {
  using folder = temporaryFolder();
  const long = join(folder.path, "a".repeat(100));
  await assert.rejects(openHome([long], THEIRS), /path is too long/);
});

/** A program that is at home and dies without having cleaned up. */
async function diesAtHome(folder: string): Promise<void> {
  const code = `require("node:net").createServer().listen(process.argv[1] + "/" + process.pid, () => console.log("here"))`;
  const child = spawn(process.execPath, ["-e", code, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("what a killed program left behind is cleared away, and nobody is kept out by it", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  mkdirSync(path, { mode: 0o700 });
  await diesAtHome(path);
  assert.equal(readdirSync(path).length, 1);
  await using home = await openHome([path], THEIRS);
  assert.equal(home.isFirst, true);
  assert.deepEqual(readdirSync(path), [String(OURSELVES)]);
  await using _link = await exchanged(await call(path, "-"), home);
});

test("of two, the older one rings; when it leaves, the other one does", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  mkdirSync(path, { mode: 0o700 });
  const code = `
    import { openHome } from ${JSON.stringify(new URL("../../src/net/home.js", import.meta.url).href)};
    import { makeIdentity } from ${JSON.stringify(new URL("../../src/trust/identity.js", import.meta.url).href)};
    const home = await openHome([process.argv[1]], makeIdentity());
    console.log("here");
    for await (const _ of home.links()) console.log("rings");`;
  const elder = spawn(process.execPath, ["--input-type=module", "-e", code, path], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  elder.stdout.on("data", (text) => (said += String(text)));
  await until("the elder is there", () => said.includes("here"));
  // Clocks of file systems tick slowly.
  utimesSync(join(path, String(elder.pid)), 1, 1);
  await using home = await openHome([path], THEIRS);
  assert.equal(home.isFirst, false);
  const first = await call(path, "-");
  await until("it rings at the elder", () => said.includes("rings"));
  first.destroy();
  elder.kill("SIGKILL");
  await once(elder, "exit");
  await using _link = await exchanged(await call(path, "-"), home);
});

test("files that are no sockets are left alone", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  mkdirSync(path, { mode: 0o700 });
  writeFileSync(join(path, "notes.txt"), "");
  writeFileSync(join(path, "1"), "");
  utimesSync(join(path, "1"), 1, 1);
  await using home = await openHome([path], THEIRS);
  await using _link = await exchanged(await call(path, "-"), home);
  assert.ok(readdirSync(path).includes("notes.txt"));
});

test("whoever knocks and says nothing, too much, or no word of TLS harms nobody", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  await using home = await openHome([path], THEIRS, SOON);
  const silent = connect(join(path, String(OURSELVES))).resume();
  const loud = connect(join(path, String(OURSELVES))).resume();
  loud.write("x".repeat(5000));
  const plain = connect(join(path, String(OURSELVES))).resume();
  plain.write("-\nGET / HTTP/1.1\r\n\r\n");
  const leaves = connect(join(path, String(OURSELVES))).resume();
  leaves.end("-");
  await Promise.all([silent, loud, plain, leaves].map(closed));
  await using _link = await exchanged(await call(path, "-"), home);
});

for (const [name, options] of IMPOSTORS) {
  test(`inside of ssh, too, a caller ${name} does not get through`, async () => {
    using folder = temporaryFolder();
    const path = homeIn(folder);
    await using home = await openHome([path], THEIRS);
    await closed((await call(path, "-", options)).resume());
    await using _link = await exchanged(await call(path, "-"), home);
  });
}

test("inside of ssh, too, a session cannot be resumed", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  await using home = await openHome([path], THEIRS);
  const first = (await call(path, "-")).resume();
  const [session] = (await once(first, "session")) as [Buffer];
  await using _first = await nextLink(home);
  first.destroy();
  const again = (await call(path, "-", { ...HONEST, session })).resume();
  await once(again, "secureConnect");
  await using far = await nextLink(home);
  assert.equal(again.isSessionReused(), false);
  assert.deepEqual(far.peer, OURS.key);
  again.destroy();
});

test("a crowd that says nothing does not keep a real caller out", async () => {
  using folder = temporaryFolder();
  const path = homeIn(folder);
  await using home = await openHome([path], THEIRS);
  const idle = Array.from({ length: 200 }, () =>
    connect(join(path, String(OURSELVES)))
      .on("error", () => undefined)
      .resume(),
  );
  let gone = 0;
  for (const socket of idle) socket.once("close", () => gone++);
  await until("most were shown out", () => gone >= 136);
  await using _link = await exchanged(await call(path, "-"), home);
  for (const socket of idle) socket.destroy();
});
