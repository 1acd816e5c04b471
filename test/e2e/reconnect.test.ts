/** Two real programs through a relay that breaks, or falls silent, and comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { remotePicture } from "../rig/pane.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty } from "../rig/pty.js";
import { type ShapedRelay, shapedRelay } from "../rig/shaped-relay.js";
import { until } from "../rig/until.js";

const BALL = ["--source", "pattern:ball", "--size", "160x90"];
const GREY = makeFrame(1, 1, new Uint8Array(3), 0);
const LINE = { bits: 20e6, delay: 10 };

/** Bob, whom nobody can dial, calls Ann through the relay. */
async function inCall(relayTo: (address: string) => Promise<ShapedRelay>): Promise<{
  readonly ann: Peer;
  readonly bob: Peer;
  readonly relay: ShapedRelay;
}> {
  const ann = await Peer.listening(...BALL, "--name", "ann", "--auto-answer");
  const relay = await relayTo(ann.address);
  const bob = new Peer("--no-listen", ...BALL, "--name", "bob");
  bob.type(`call ${relay.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  await picture(ann, bob);
  return { ann, bob, relay };
}

/** Resolves when each has been told of pictures again. */
async function picture(...peers: readonly Peer[]): Promise<void> {
  const before = peers.map(({ stats }) => stats.length);
  await until("pictures both ways", () =>
    peers.every(({ stats }, index) =>
      stats.slice(before[index]).some(({ fpsIn = 0 }) => fpsIn > 0),
    ),
  );
}

for (const [name, breaks, mends] of [
  ["breaks", (relay: ShapedRelay) => relay.cut(), async (relay: ShapedRelay) => relay.mend()],
  [
    "falls silent",
    (relay: ShapedRelay) => relay.freeze(),
    async (relay: ShapedRelay) => relay.thaw(),
  ],
] as const) {
  test(`a line that ${name} for ten seconds costs no call, and both sides say so meanwhile`, async (context) => {
    const { ann, bob, relay } = await inCall(async (address) => shapedRelay(address, LINE));
    await using _ann = ann;
    await using _bob = bob;
    await using _relay = relay;
    const back = sleep(10_000);
    breaks(relay);
    await Promise.all([ann.is("reconnecting"), bob.is("reconnecting")]);
    await back;
    await mends(relay);
    const began = performance.now();
    await Promise.all([ann.is("live"), bob.is("live")]);
    context.diagnostic(`live again after ${Math.round(performance.now() - began)} ms`);
    await picture(ann, bob);
    bob.type("hangup");
    await Promise.all([ann.is("idle"), bob.is("idle")]);
    assert.deepEqual([ann.reason, bob.reason], ["they-hung-up", "hung-up"]);
  });
}

test("either side can hang up while the line is broken", async () => {
  const { ann, bob, relay } = await inCall(async (address) => shapedRelay(address, LINE));
  await using _ann = ann;
  await using _bob = bob;
  await using _relay = relay;
  relay.cut();
  await Promise.all([ann.is("reconnecting"), bob.is("reconnecting")]);
  ann.type("hangup");
  await ann.is("idle");
  assert.equal(ann.reason, "hung-up");
  await relay.mend();
  await bob.is("idle");
  assert.equal(bob.reason, "they-hung-up");
});

/** Whether any of the picture's colours is one, and not a grey. */
function isColoured({ pixels }: Frame): boolean {
  for (let at = 0; at < pixels.length; at += 3)
    if (Math.abs(pixels[at]! - pixels[at + 2]!) > 40) return true;
  return false;
}

test(
  "in the terminal a broken line shows: the words, and the last picture without its colours",
  { skip: noPty },
  async (context) => {
    await using bob = await Peer.listening(
      "--auto-answer",
      "--source",
      "pattern:bars",
      "--name",
      "bob",
    );
    await using relay = await shapedRelay(bob.address, LINE);
    const args = [PROGRAM, "call", relay.address, "--no-listen", "--source", "pattern:ball"];
    await using ann = openPty({ command: process.execPath, args });
    await ann.until("bob's colours", () => isColoured(remotePicture(ann) ?? GREY));
    ann.write("ihello\r\u001b");
    await ann.shows("hello");
    relay.cut();
    await ann.shows("reconnecting to bob");
    await ann.shows("(h hangs up)");
    await ann.until("a grey picture", () => {
      const shown = remotePicture(ann);
      return shown !== undefined && !isColoured(shown);
    });
    await relay.mend();
    const began = performance.now();
    await ann.until("bob's colours again", () => isColoured(remotePicture(ann) ?? GREY));
    context.diagnostic(`the picture is back after ${Math.round(performance.now() - began)} ms`);
    await ann.shows("in call with bob");
    await ann.shows("hello");
    relay.cut();
    await ann.shows("reconnecting to bob");
    ann.write("h");
    await ann.shows("you hung up on bob");
  },
);

test(
  "while the other side is stopped its picture is grey and no figure stands, until it is heard again",
  { skip: noPty },
  async () => {
    await using bob = await Peer.listening(
      "--auto-answer",
      "--source",
      "pattern:bars",
      "--name",
      "bob",
    );
    const args = [PROGRAM, "call", bob.address, "--no-listen", "--source", "pattern:ball"];
    await using ann = openPty({ command: process.execPath, args });
    await ann.until("bob's colours", () => isColoured(remotePicture(ann) ?? GREY));
    await ann.until("figures", (text) => / fps/.test(text));
    bob.child.kill("SIGSTOP");
    await ann.shows("nothing heard for 4 s");
    await ann.until("a grey picture", () => !isColoured(remotePicture(ann) ?? GREY));
    assert.doesNotMatch(ann.text(), / fps|░/);
    bob.child.kill("SIGCONT");
    await ann.until("bob's colours again", () => isColoured(remotePicture(ann) ?? GREY));
    await ann.until("figures again", (text) => / fps/.test(text));
  },
);
