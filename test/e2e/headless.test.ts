import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { Peer } from "../rig/peer.js";
import { until } from "../rig/until.js";

const BALL = ["--source", "pattern:ball"];

async function inCall(...args: readonly string[]): Promise<[Peer, Peer]> {
  const ann = await Peer.listening(...BALL, "--name", "ann", "--auto-answer", ...args);
  const bob = await Peer.listening(...BALL, "--name", "bob", ...args);
  bob.type(`call ${ann.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  return [ann, bob];
}

test("two processes call over loopback and report what they see", async () => {
  const [ann, bob] = await inCall("--size", "160x90");
  await using _ann = ann;
  await using _bob = bob;
  await until("full rate both ways", () =>
    [ann, bob].every(({ stats }) => (stats.at(-1)?.["fpsIn"] ?? 0) > 20),
  );
  const seen = ann.stats.at(-1) ?? {};
  assert.deepEqual([seen["width"], seen["height"]], [160, 90]);
  for (const field of [
    "fpsIn",
    "fpsOut",
    "ageMsP50",
    "ageMsP99",
    "droppedIn",
    "droppedOut",
    "kbpsIn",
    "kbpsOut",
    "rssMb",
  ])
    assert.equal(typeof seen[field], "number", field);
  bob.type("hangup");
  await Promise.all([ann.is("idle"), bob.is("idle")]);
  assert.deepEqual([ann.reason, bob.reason], ["they-hung-up", "hung-up"]);
});

test("that there is no camera is said once, and not again after each call", async () => {
  const env = { TETATTY_OPENCV: "/nowhere" };
  await using ann = await Peer.within({ env }, "--listen", "127.0.0.1:0", "--auto-answer");
  await using bob = await Peer.listening(...BALL);
  const said = (): number =>
    ann.events.filter(({ text }) => String(text).startsWith("no camera without OpenCV")).length;
  await until("said", () => said() === 1);
  for (let calls = 0; calls < 2; calls++) {
    bob.type(`call ${ann.address}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
    bob.type("hangup");
    await Promise.all([ann.is("idle"), bob.is("idle")]);
  }
  ann.type("nonsense");
  await ann.until("whatever was said before", ({ event }) => event === "error");
  assert.equal(said(), 1);
});

test("after so many pictures a peer leaves, if that was asked", async () => {
  await using ann = await Peer.listening(...BALL, "--auto-answer");
  await using bob = await Peer.listening(...BALL, "--frames", "5");
  bob.type(`call ${ann.address}`);
  assert.equal(await bob.exit(), 0);
  await ann.is("idle");
});

test("a sender follows the size of the other side", async () => {
  const [ann, bob] = await inCall("--size", "160x90");
  await using _ann = ann;
  await using _bob = bob;
  bob.type("size 40x24");
  await until("smaller pictures", () => bob.stats.at(-1)?.["width"] === 40);
  await until("her own size", () => ann.stats.at(-1)?.["width"] === 160);
});

test("a peer that is stopped is waited for, and the call goes on when it wakes", async () => {
  const [ann, bob] = await inCall();
  await using _ann = ann;
  await using _bob = bob;
  bob.child.kill("SIGSTOP");
  await ann.until(
    "silence",
    ({ event, text }) => event === "notice" && String(text).endsWith("4 s"),
  );
  await ann.is("reconnecting");
  bob.child.kill("SIGCONT");
  await ann.is("live");
  await bob.is("live");
  const before = ann.stats.length;
  await until("pictures again", () => ann.stats.length > before && ann.stats.at(-1)!["fpsIn"]! > 0);
  ann.type("hangup");
  await Promise.all([ann.is("idle"), bob.is("idle")]);
  assert.deepEqual([ann.reason, bob.reason], ["hung-up", "they-hung-up"]);
});

test("a peer that is killed is missed at once, and when the user gives up the next caller gets through", async () => {
  const [ann, bob] = await inCall();
  await using _ann = ann;
  await using _bob = bob;
  bob.child.kill("SIGKILL");
  await ann.is("reconnecting");
  ann.type("hangup");
  await ann.is("idle");
  assert.equal(ann.reason, "hung-up");
  await using carol = await Peer.listening(...BALL, "--name", "carol");
  carol.type(`call ${ann.address}`);
  await Promise.all([ann.is("live"), carol.is("live")]);
});

test("noise on the port harms nobody", async () => {
  await using ann = await Peer.listening(...BALL, "--auto-answer");
  const [host, port] = ann.address.split(":");
  const noise = connect(Number(port), host);
  noise.on("error", () => undefined);
  let closed = false;
  // What is not read keeps the end of the connection from being seen.
  noise.resume().on("close", () => (closed = true));
  noise.write(Buffer.alloc(100_000, "noise"));
  await until("cut off", () => closed);
  await using bob = await Peer.listening(...BALL);
  bob.type(`call ${ann.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
});

test("a headless peer leaves on `quit` and on a signal, and says goodbye to the other side", async () => {
  const [ann, bob] = await inCall();
  await using _ann = ann;
  await using _bob = bob;
  bob.child.kill("SIGTERM");
  assert.equal(await bob.exit(), 143);
  await ann.is("idle");
  assert.equal(ann.reason, "they-hung-up");
  ann.type("quit");
  assert.equal(await ann.exit(), 0);
});

test("what is no command is answered with the ones there are", async () => {
  await using ann = await Peer.listening("--no-video");
  ann.type("dance");
  await ann.until(
    "an error",
    ({ event, text }) => event === "error" && String(text).includes("hangup"),
  );
});
