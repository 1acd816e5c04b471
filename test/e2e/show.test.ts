import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { test } from "node:test";
import { tetatty } from "../cli/tetatty.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { openPty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { shapedRelay } from "../rig/shaped-relay.js";
import { until } from "../rig/until.js";

const hasCamera = existsSync("/dev/video0") && "there is a camera here";

test("one show is watched from several programs, and says how many", async () => {
  await using show = new Peer("show", "--source", "pattern:ball", "--listen", "127.0.0.1:0");
  await show.until("ready", ({ event }) => event === "ready");
  const viewers = [new Peer("watch", show.address), new Peer("watch", show.address)];
  try {
    for (const viewer of viewers) await viewer.is("live");
    await show.until("two viewers", ({ event, count }) => event === "viewers" && count === 2);
    for (const viewer of viewers)
      await until("pictures", () =>
        viewer.stats.some(({ fpsIn, width }) => fpsIn! > 5 && width === 160),
      );
    const [first] = viewers as [Peer];
    first.type("say hello");
    await first.until("why not", ({ text }) => text === "no chat: a show has no words for it");
    assert.ok(!first.events.some(({ event }) => event === "chat"));
    first.type("quit");
    assert.equal(await first.exit(), 0);
    await show.until("one viewer", ({ event, count }) => event === "viewers" && count === 1);
  } finally {
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]();
  }
});

test("a viewer whose line breaks says so, and goes on watching", async () => {
  await using show = new Peer("show", "--source", "pattern:ball", "--listen", "127.0.0.1:0");
  await show.until("ready", ({ event }) => event === "ready");
  await using relay = await shapedRelay(show.address, { bits: 20e6, delay: 5 });
  await using viewer = new Peer("watch", relay.address);
  await viewer.is("live");
  await show.until("one viewer", ({ event, count }) => event === "viewers" && count === 1);
  relay.cut();
  await viewer.is("reconnecting");
  await relay.mend();
  await viewer.is("live");
  const before = viewer.stats.length;
  await until("pictures", () => viewer.stats.slice(before).some(({ fpsIn }) => fpsIn! > 5));
  const counts = show.events.filter(({ event }) => event === "viewers");
  assert.deepEqual([counts.at(-1)?.["count"], counts.at(-1)?.["visits"]], [1, 1]);
});

test("a viewer that stands still holds nobody else up", async () => {
  await using show = new Peer("show", "--source", "pattern:ball", "--listen", "127.0.0.1:0");
  await show.until("ready", ({ event }) => event === "ready");
  await using stopped = new Peer("watch", show.address);
  await using other = new Peer("watch", show.address);
  for (const viewer of [stopped, other]) await viewer.is("live");
  stopped.child.kill("SIGSTOP");
  await show.until("it is given up", ({ event, count }) => event === "viewers" && count === 1);
  const seconds = other.stats.length;
  await until("pictures all the while", () => other.stats.length > seconds + 1);
  assert.ok(other.stats.every(({ fpsIn }) => fpsIn! > 0));
  assert.equal(other.at, "live");
});

test("a show in a dialect is watched at its address, and says that it is not encrypted", async () => {
  const where = ["--dialect", "pickle", "--listen", "127.0.0.1:0"];
  await using show = new Peer("show", "--source", "pattern:ball", ...where);
  await show.until("ready", ({ event }) => event === "ready");
  await show.until("a warning", ({ text }) => String(text).startsWith("not encrypted"));
  await using viewer = new Peer("watch", `pickle://${show.address}`);
  await viewer.until("pictures", ({ event, width }) => event === "stats" && width === 320);
  const live = viewer.events.find(({ at }) => at === "live");
  assert.equal(live?.["dialect"], "pickle");
  assert.equal(live?.["fingerprint"], undefined);
  assert.ok(viewer.events.some(({ text }) => String(text).startsWith("not encrypted")));
  // They never say when they saw what they show, nor answer.
  assert.deepEqual(
    [viewer.stats[0]?.["rttMs"], viewer.stats[0]?.["ageMsP95"]],
    [undefined, undefined],
  );
});

test("a native show says whom it turned away, and what would let them in", async () => {
  await using show = new Peer("show", "--source", "pattern:ball", "--listen", "127.0.0.1:0");
  await show.until("ready", ({ event }) => event === "ready");
  const [host, port] = show.address.split(":");
  const old = connect(Number(port), host).on("error", () => undefined);
  const offer = `tetatty show --dialect pickle --listen ${show.address}`;
  await show.until(
    "an offer",
    ({ event, text }) => event === "notice" && String(text).endsWith(offer),
  );
  old.destroy();
});

test("a camera that calls where it is watched finds somebody", async () => {
  await using watch = await Peer.listening("watch", "--dialect", "pickle");
  await using show = new Peer("show", "--source", "pattern:ball", `pickle://${watch.address}`);
  await watch.until("pictures", ({ event, fpsIn }) => event === "stats" && Number(fpsIn) > 5);
  show.type("quit");
  assert.equal(await show.exit(), 0);
  await watch.is("idle");
});

test("a camera of another dialect is a source, and so is seen in a native show", async () => {
  const where = ["--listen", "127.0.0.1:0"];
  await using camera = new Peer(
    "show",
    "--source",
    "pattern:ball",
    "--dialect",
    "pickle",
    ...where,
  );
  await camera.until("ready", ({ event }) => event === "ready");
  await using bridge = new Peer("show", "--source", `pickle://${camera.address}`, ...where);
  await bridge.until("ready", ({ event }) => event === "ready");
  await using viewer = new Peer("watch", bridge.address);
  await viewer.until("pictures", ({ event, width }) => event === "stats" && width === 160);
  const live = viewer.events.find(({ at }) => at === "live");
  assert.match(String(live?.["fingerprint"]), /^SHA256:/);
});

test("a first pickle that is refused is no call: watching it fails", async () => {
  const evil = Buffer.from("\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R.", "latin1");
  const length = Buffer.alloc(8);
  length.writeUInt32LE(evil.length);
  const server = createServer((socket) => {
    socket.on("error", () => undefined).write(Buffer.concat([length, evil]));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  using home = temporaryFolder();
  const words = ["watch", `pickle://127.0.0.1:${port}`, "--headless"];
  const { code, out } = await tetatty(words, { home: home.path });
  server.close();
  assert.match(out, /wants to run os\.system/);
  assert.equal(code, 69);
});

test("as many pictures as --frames says are watched", async () => {
  await using show = new Peer("show", "--source", "pattern:ball", "--listen", "127.0.0.1:0");
  await show.until("ready", ({ event }) => event === "ready");
  await using viewer = new Peer("watch", show.address, "--frames", "3");
  assert.equal(await viewer.exit(), 0);
});

test(
  "without a camera a preview says that it shows a test pattern",
  { skip: hasCamera },
  async () => {
    await using preview = openPty({
      command: process.execPath,
      args: [PROGRAM, "preview"],
      env: { TERM: "xterm" },
    });
    await preview.shows("this is a test pattern");
  },
);

for (const [words, problem] of [
  [["watch"], /whom to watch/],
  [["show", "bob.example"], /would have to come and watch/],
  [["show", "--no-listen"], /nobody can come and watch/],
] as const) {
  test(`tetatty ${words.join(" ")} is not possible, and says what is`, async () => {
    await using peer = new Peer(...words);
    assert.equal(await peer.exit(), 2);
    assert.match(peer.errors, problem);
  });
}
