/** A program that anybody can reach, and people who wish it harm: a call placed meanwhile gets through. */
import assert from "node:assert/strict";
import type { Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { PING } from "../wire/samples.js";
import { Peer } from "../rig/peer.js";
import { Caller, channel, Crowd, GREETING, INVITE, silence } from "../rig/stranger.js";
import { until } from "../rig/until.js";

const STILL = ["--source", "pattern:ball"];
/** More than any table of connections holds. */
const SILENT = 500;
/** More than the links that a telephone has at once. */
const PROVEN = 80;
/** How long somebody reads nothing, in milliseconds; the whole minute on request. */
const UNREAD = Number(process.env["TETATTY_UNREAD_SECONDS"] ?? 6) * 1000;

const listening = async (name: string): Promise<Peer> =>
  Peer.listening(...STILL, "--name", name, "--auto-answer");

/** Bob calls Ann while the crowd stands at her door; gives how long that took, in milliseconds. */
async function callThrough(open: (address: string) => Socket, count: number): Promise<number> {
  await using ann = await listening("ann");
  await using bob = await listening("bob");
  using crowd = new Crowd(count, () => open(ann.address));
  await until("a crowd", () => crowd.came >= count / 2);
  const before = performance.now();
  bob.type(`call ${ann.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  return performance.now() - before;
}

/** Says `bytes` once the channel is there, and then nothing more. */
const saying =
  (bytes: Uint8Array) =>
  (address: string): Socket => {
    const socket = channel(address);
    socket.write(bytes);
    return socket;
  };

/** A byte every now and then, so that no timer of silence ever runs out. */
function dripping(bytes: Uint8Array, open: (address: string) => Socket) {
  return (address: string): Socket => {
    const socket = open(address);
    let at = 0;
    const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 200);
    return socket.once("close", () => clearInterval(timer));
  };
}

/** Where somebody may stop, and how many of them there are. */
const STAGES: readonly (readonly [string, (address: string) => Socket, number])[] = [
  ["connections that say nothing", silence, SILENT],
  [
    "connections that shake hands a byte at a time",
    dripping(Buffer.from("160301020001", "hex"), silence),
    SILENT,
  ],
  ["channels that say nothing", channel, PROVEN],
  ["channels that greet a byte at a time", dripping(GREETING, channel), PROVEN],
  ["channels that stop before their hello", saying(GREETING.subarray(0, 8)), PROVEN],
  ["channels that stop after their hello", saying(GREETING), PROVEN],
  [
    "channels that stop in the middle of a record",
    saying(Buffer.concat([GREETING, PING.subarray(0, 7)])),
    PROVEN,
  ],
];

for (const [what, open, count] of STAGES)
  test(`with ${count} ${what} at the door, a call gets through`, async (t) => {
    t.diagnostic(`${Math.round(await callThrough(open, count))} ms`);
  });

test("who invites and then says nothing holds the line for a moment only", async () => {
  await using ann = await listening("ann");
  await using bob = await listening("bob");
  const silent = saying(Buffer.concat([GREETING, INVITE]))(ann.address).resume();
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
