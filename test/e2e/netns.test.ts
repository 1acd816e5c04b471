/** Calls between two machines over the kernel's own TCP, and what a bad path does to them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTS, NetworkPath, noNamespaces, type PathOrder } from "../rig/netns.js";
import { Peer } from "../rig/peer.js";
import { until } from "../rig/until.js";

const needsTwo = { skip: noNamespaces };
const LAN: PathOrder = { rate: 100e6, delay: 1 };
const SHOWING = ["--size", "160x90", "--source"];

/** Two at the ends of a path, the second one waiting for calls at all of its addresses. */
async function atEnds({ ends }: NetworkPath, pattern = "plasma"): Promise<[Peer, Peer]> {
  const shows = [...SHOWING, `pattern:${pattern}`];
  const bob = await Peer.within(
    { through: ends[1] },
    "--listen",
    ":7887",
    "--auto-answer",
    ...shows,
  );
  const ann = await Peer.within({ through: ends[0] }, "--no-listen", ...shows);
  return [ann, bob];
}

async function inCall(path: NetworkPath, pattern?: string): Promise<[Peer, Peer]> {
  const [ann, bob] = await atEnds(path, pattern);
  ann.type(`call ${HOSTS.v4[1]}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  return [ann, bob];
}

/** Waits for a second, not yet over now, in which each sees so many pictures, and none older than `age` milliseconds. */
async function allSee(peers: readonly Peer[], fps: number, age = Infinity): Promise<void> {
  const before = peers.map(({ stats }) => stats.length);
  const latest = (): readonly Readonly<Record<string, number>>[] =>
    peers.map(({ stats }, i) => stats.slice((before[i] ?? 0) + 1).at(-1) ?? {});
  try {
    await until(`${fps} pictures a second, up to ${age} ms old`, () =>
      latest().every(({ fpsIn = 0, ageMsP95 = Infinity }) => fpsIn >= fps && ageMsP95 <= age),
    );
  } catch (error) {
    const last = peers.map(({ events }) => events.slice(-3));
    throw new Error(`they said ${JSON.stringify(last)}`, { cause: error });
  }
}

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

test(
  "a path that dies is noticed at both ends, and the call goes on when it is back",
  needsTwo,
  async () => {
    await using path = await NetworkPath.open(LAN);
    const [ann, bob] = await inCall(path);
    await using _ann = ann;
    await using _bob = bob;
    await allSee([ann, bob], 20);
    await path.set({ dead: true });
    await Promise.all([ann.is("reconnecting"), bob.is("reconnecting")]);
    await path.set({ dead: false });
    await Promise.all([ann.is("live"), bob.is("live")]);
    await allSee([ann, bob], 20);
  },
);

test(
  "who hangs up over a dead path is free at once, and the other one when it is back",
  needsTwo,
  async () => {
    await using path = await NetworkPath.open(LAN);
    const [ann, bob] = await inCall(path);
    await using _ann = ann;
    await using _bob = bob;
    await path.set({ dead: true });
    ann.type("hangup");
    await ann.is("idle");
    await bob.is("reconnecting");
    await path.set({ dead: false });
    ann.type(`call ${HOSTS.v4[1]}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
  },
);
