/** Voices over paths that die and come back, and of somebody who moves to another address meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { HOSTS, NetworkPath } from "../rig/netns.js";
import { Peer } from "../rig/peer.js";
import { LAN, needsTwo } from "../rig/two-machines.js";
import { until } from "../rig/until.js";

const TALKING = ["--no-video", "--audio", "tone", "--speaker", "null"];
/** More voice than this never waits, in milliseconds: what was said before the path died would be seconds. */
const STALE = 1500;

const isBeside = ({ events }: Peer): boolean =>
  events.findLast(({ event }) => event === "stats")?.["voiceWay"] === "datagrams";

/** Ann, whom nobody can dial, talks with Bob. */
async function talking({ ends }: NetworkPath): Promise<readonly [ann: Peer, bob: Peer]> {
  const bob = await Peer.within(
    { through: ends[1] },
    "--listen",
    ":7887",
    "--auto-answer",
    ...TALKING,
  );
  const ann = await Peer.within({ through: ends[0] }, "--no-listen", ...TALKING);
  ann.type(`call ${HOSTS.v4[1]}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  return [ann, bob];
}

/** Resolves when each has played another second of the other's voice, which came beside the stream. */
async function hearEachOther(peers: readonly Peer[]): Promise<void> {
  const before = peers.map(({ stats }) => stats.length);
  const played = (peer: Peer, index: number): number => {
    const since = peer.stats.slice(before[index]);
    return (since.at(-1)?.["voicePlayed"] ?? 0) - (since[0]?.["voicePlayed"] ?? 0);
  };
  await until("both hear each other", () =>
    peers.every((peer, index) => isBeside(peer) && played(peer, index) > 50),
  );
  for (const [index, { stats }] of peers.entries())
    for (const { voiceDelayMs = 0 } of stats.slice(before[index]))
      assert.ok(voiceDelayMs < STALE, `${voiceDelayMs} ms of old voice`);
}

test("voices are heard again when a dead path is back, and nothing old", needsTwo, async () => {
  await using path = await NetworkPath.open(LAN);
  const [ann, bob] = await talking(path);
  await using _ann = ann;
  await using _bob = bob;
  await hearEachOther([ann, bob]);
  await path.set({ dead: true });
  await Promise.all([ann.is("reconnecting"), bob.is("reconnecting")]);
  await path.set({ dead: false });
  await Promise.all([ann.is("live"), bob.is("live")]);
  await hearEachOther([ann, bob]);
});

test("who moves to another address goes on, and is heard from there", needsTwo, async () => {
  await using path = await NetworkPath.open(LAN);
  const [ann, bob] = await talking(path);
  await using _ann = ann;
  await using _bob = bob;
  await hearEachOther([ann, bob]);
  path.move("198.18.0.77");
  await ann.is("reconnecting");
  await Promise.all([ann.is("live"), bob.is("live")]);
  await hearEachOther([ann, bob]);
  const from = bob.events.findLast(({ at }) => at === "live")?.["address"];
  assert.match(String(from), /^198\.18\.0\.77$/);
});
