/** Calls between two machines over the kernel's own TCP, and what a bad path does to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTS, NetworkPath } from "../rig/netns.js";
import type { Peer, PeerEvent } from "../rig/peer.js";
import { until } from "../rig/until.js";
import { allSee, atEnds, inCall, LAN, needsTwo } from "../rig/two-machines.js";

for (const [family, [, host]] of Object.entries(HOSTS)) {
  test(`two machines call over ${family}`, needsTwo, async () => {
    await using path = await NetworkPath.open(LAN);
    const [ann, bob] = await atEnds(path);
    await using _ann = ann;
    await using _bob = bob;
    ann.type(`call ${host}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
    await allSee([ann, bob], 20);
    ann.type("hangup");
    await Promise.all([ann.is("idle"), bob.is("idle")]);
  });
}

test(
  "a path that carries a fiftieth of the pictures costs pictures, not delay",
  needsTwo,
  async () => {
    await using path = await NetworkPath.open({ rate: 300e3, delay: 25 });
    const [ann, bob] = await inCall(path, "noise");
    await using _ann = ann;
    await using _bob = bob;
    // What waits in queues that nobody watches would be two seconds old here, and more.
    await allSee([ann, bob], 5, 600);
    for (const { stats } of [ann, bob]) {
      const { kbpsIn = 0, rttMs = 0 } = stats.at(-1) ?? {};
      assert.ok(kbpsIn < 330, `the path carried ${kbpsIn} kbit/s`);
      assert.ok(rttMs >= 50, `the way there and back took ${rttMs} ms`);
    }
  },
);

test("a call follows its path down to a tenth, and up again", needsTwo, async () => {
  await using path = await NetworkPath.open({ rate: 2e6, delay: 25 });
  const [ann, bob] = await inCall(path);
  await using _ann = ann;
  await using _bob = bob;
  await allSee([ann, bob], 15);
  await path.set({ rate: 200e3 });
  await allSee([ann, bob], 3, 1000);
  await path.set({ rate: 2e6 });
  await allSee([ann, bob], 20, 600);
});

test("lost packets cost neither the call nor its pictures", needsTwo, async () => {
  await using path = await NetworkPath.open({ rate: 5e6, delay: 10, loss: 0.02 });
  const [ann, bob] = await inCall(path);
  await using _ann = ann;
  await using _bob = bob;
  await allSee([ann, bob], 10, 600);
});

const isMarked = ({ event, from, delivered }: PeerEvent): boolean =>
  event === "chat" && from === "me" && delivered === true;

const textsOf = ({ events }: Peer, from: string): readonly unknown[] =>
  events.filter((each) => each.event === "chat" && each["from"] === from).map(({ text }) => text);

test(
  "a slow, long, uneven and lossy path at once: words arrive once and in order, pictures are fresh",
  needsTwo,
  async (context) => {
    await using path = await NetworkPath.open({ rate: 1e6, delay: 25, jitter: 10, loss: 0.01 });
    const [ann, bob] = await inCall(path);
    await using _ann = ann;
    await using _bob = bob;
    await allSee([ann, bob], 10, 600);
    const said = Array.from({ length: 12 }, (_, line) => `line ${line}`);
    for (const text of said) {
      ann.type(`say ${text}`);
      bob.type(`say ${text}`);
    }
    for (const peer of [ann, bob]) {
      await until("every word", () => textsOf(peer, "them").length >= said.length);
      assert.deepEqual(textsOf(peer, "them"), said);
    }
    for (const { events } of [ann, bob])
      await until("every mark", () => events.filter(isMarked).length === said.length);
    await allSee([ann, bob], 10, 600);
    for (const { stats } of [ann, bob]) {
      const { kbpsIn = 0, fpsIn = 0, ageMsP95 = 0 } = stats.at(-1) ?? {};
      assert.ok(kbpsIn < 1100, `the path carried ${kbpsIn} kbit/s`);
      context.diagnostic(`${fpsIn} pictures a second, p95 ${ageMsP95} ms old`);
    }
  },
);
