/** A program that anybody can reach, and people who wish it harm: a call placed meanwhile gets through. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { openKnownPeers } from "../../src/store/known-peers.js";
import { PING } from "../wire/samples.js";
import { Peer } from "../rig/peer.js";
import {
  Caller,
  channel,
  Crowd,
  ELSEWHERE,
  GREETING,
  HERE,
  INVITE,
  silence,
} from "../rig/stranger.js";
import { until } from "../rig/until.js";

const STILL = ["--source", "pattern:ball"];
/** How many stand at the door at once, and come back as soon as they are shown out. */
const CROWD = 500;
/** How long somebody reads nothing, in milliseconds; the whole minute on request. */
const UNREAD = Number(process.env["TETATTY_UNREAD_SECONDS"] ?? 6) * 1000;

const listening = async (name: string): Promise<Peer> =>
  Peer.listening(...STILL, "--name", name, "--auto-answer");

const keyOf = ({ events }: Peer): string =>
  String(events.find(({ event }) => event === "ready")?.["fingerprint"]);

/** Opens a connection to the address from the other. */
type Open = (address: string, from: string) => Socket;

/** Bob calls Ann while the crowd stands at her door; gives how long that took, and how often he had to. */
async function callThrough(open: Open, from: string, knows: boolean): Promise<string> {
  await using ann = await listening("ann");
  await using bob = await listening("bob");
  const known = openKnownPeers(join(ann.home, "data", "tetatty", "known_peers"));
  if (knows) known.remember({ fingerprint: keyOf(bob) }, ["bob"]);
  using crowd = new Crowd(CROWD, () => open(ann.address, from));
  await until("a crowd", () => crowd.came >= CROWD / 2);
  const before = performance.now();
  let calls = 0;
  await until("the call", () => {
    // A machine that is busy elsewhere makes callers give up; they call again.
    const failed = bob.events.filter(({ event, at }) => event === "state" && at === "idle").length;
    if (failed === calls) {
      bob.type(`call ${ann.address}`);
      calls++;
    }
    return bob.at === "live";
  });
  const time = performance.now() - before;
  assert.ok(!bob.events.some(({ reason }) => reason === "busy"), "a friend need not wait");
  return `${Math.round(time)} ms, ${calls} calls`;
}

/** Says `bytes` once the connection or the channel is there, and then nothing more. */
const saying =
  (bytes: Uint8Array, open: Open = channel): Open =>
  (address, from) => {
    const socket = open(address, from);
    socket.write(bytes);
    return socket;
  };

/** A byte every now and then, so that no timer of silence ever runs out. */
const dripping =
  (bytes: Uint8Array, open: Open): Open =>
  (address, from) => {
    const socket = open(address, from);
    let at = 0;
    const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 200);
    return socket.once("close", () => clearInterval(timer));
  };

/** Where somebody may stop. */
const STAGES: readonly (readonly [string, Open])[] = [
  ["connections that say nothing", silence],
  ["connections that send garbage", saying(Buffer.alloc(4000, "garbage"), silence)],
  [
    "connections that shake hands a byte at a time",
    dripping(Buffer.from("160301020001", "hex"), silence),
  ],
  ["channels that say nothing", channel],
  ["channels that greet a byte at a time", dripping(GREETING, channel)],
  ["channels that stop after their hello", saying(GREETING)],
  [
    "channels that stop in the middle of a record",
    saying(Buffer.concat([GREETING, PING.subarray(0, 7)])),
  ],
  ["channels that ring", saying(Buffer.concat([GREETING, INVITE]))],
];

for (const [what, open] of STAGES)
  test(`with ${CROWD} ${what} behind the same address, a friend's call gets through`, async (t) => {
    t.diagnostic(await callThrough(open, HERE, true));
  });

for (const [where, from] of [
  ["at another address", ELSEWHERE],
  ["behind the same address", HERE],
] as const)
  for (const [what, open] of [STAGES[0]!, STAGES[3]!, STAGES[5]!])
    test(`with ${CROWD} ${what} ${where}, a stranger's call gets through`, async (t) => {
      t.diagnostic(await callThrough(open, from, false));
    });

test("a call under way does not suffer from the crowd: its pictures keep coming", async (t) => {
  await using ann = await listening("ann");
  using caller = new Caller(ann.address);
  await until("pictures", () => caller.pictures > 30);
  let hellos = 0;
  const open = saying(GREETING);
  using _crowd = new Crowd(CROWD, () =>
    open(ann.address, HERE).once("secureConnect", () => hellos++),
  );
  await until("a crowd", () => hellos > 50);
  const before = [hellos, caller.pictures] as const;
  // As many handshakes as begin in three seconds, in which ninety pictures are due; the crowd is slow to count them.
  await until("many more", () => hellos - before[0] > 300);
  const seen = caller.pictures - before[1];
  t.diagnostic(`${seen} pictures beside ${hellos - before[0]} handshakes`);
  assert.ok(seen > 15, `${seen}`);
  const sequences = caller.heard.flatMap((each) => (each.type === "picture" ? each.sequence : []));
  assert.deepEqual(
    sequences,
    sequences.map((_, index) => index),
  );
  assert.equal(ann.at, "live");
});

test("who invites and then says nothing holds the line for a moment only", async () => {
  await using ann = await listening("ann");
  await using bob = await listening("bob");
  const silent = saying(Buffer.concat([GREETING, INVITE]))(ann.address, ELSEWHERE).resume();
  await ann.is("answering");
  await until("Bob gets through", () => {
    if (bob.at === "idle") bob.type(`call ${ann.address}`);
    return bob.at === "live";
  });
  silent.destroy();
});

test(`somebody who reads nothing for ${UNREAD / 1000} s costs no memory and no later call`, async () => {
  await using ann = await listening("ann");
  using caller = new Caller(ann.address);
  await ann.is("live");
  await until("ann has been sending for a while", () => ann.stats.length > 3);
  const before = ann.stats.at(-1)?.["rssMb"] ?? 0;
  caller.socket.pause();
  await sleep(UNREAD);
  const after = ann.stats.at(-1)?.["rssMb"] ?? 0;
  assert.ok(after - before < 8, `${before} MiB, then ${after} MiB`);
  assert.equal(ann.at, "live", "it may read on");
  const seen = caller.pictures;
  caller.socket.resume();
  await until("pictures again", () => caller.pictures > seen + 20);
});
