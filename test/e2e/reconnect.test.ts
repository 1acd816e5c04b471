/** Two real programs through a relay that breaks, or falls silent, and comes back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Peer } from "../rig/peer.js";
import { type ShapedRelay, shapedRelay } from "../rig/shaped-relay.js";
import { until } from "../rig/until.js";

const BALL = ["--source", "pattern:ball", "--size", "160x90"];
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
