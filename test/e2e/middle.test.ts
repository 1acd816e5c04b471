/** A man in the middle of two whole programs, and what comes of it each time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Middle } from "../rig/middle.js";
import { Peer } from "../rig/peer.js";
import { until } from "../rig/until.js";

const QUIET = ["--source", "pattern:bars"];
const fingerprintOf = ({ events }: Peer): string =>
  String(events.find(({ event }) => event === "ready")?.["fingerprint"]);
const isRung = ({ events }: Peer): boolean => events.some(({ event }) => event === "state");

test("a man in the middle of a call that is not the first is a hard stop, before he hears a byte", async () => {
  await using bob = await Peer.listening("--auto-answer", ...QUIET);
  await using mallory = await Middle.before(bob.address);
  await using ann = await Peer.listening(...QUIET);
  ann.type(`call ${mallory.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  ann.type("hangup");
  await Promise.all([ann.is("idle"), bob.is("idle")]);
  const before = bob.events.length;
  mallory.pretends = true;
  ann.type(`call ${mallory.address}`);
  await until("the stop", () => ann.reason === "changed-key");
  assert.equal(mallory.heard, 0);
  const stop = ann.events.findLast(({ reason }) => reason === "changed-key");
  assert.equal(stop?.["detail"], mallory.identity.key.fingerprint);
  assert.equal(bob.events.slice(before).filter(({ event }) => event === "state").length, 0);
});

test("a man in the middle of a first call by invite is a hard stop, too", async () => {
  await using bob = await Peer.listening("--auto-answer", ...QUIET);
  await using mallory = await Middle.before(bob.address);
  await using ann = await Peer.listening(...QUIET);
  mallory.pretends = true;
  ann.type(`call tetatty://${mallory.address}#${fingerprintOf(bob)}`);
  await until("the stop", () => ann.reason === "changed-key");
  assert.deepEqual([mallory.heard, isRung(bob)], [0, false]);
});

test("a man in the middle of any other first call must show his own key to whoever compares", async () => {
  await using bob = await Peer.listening("--auto-answer", ...QUIET);
  await using mallory = await Middle.before(bob.address);
  await using ann = await Peer.listening("--no-trust-first", ...QUIET);
  mallory.pretends = true;
  ann.type(`call ${mallory.address}`);
  await ann.until("the question", ({ event }) => event === "verify");
  const shown = ann.events.find(({ event }) => event === "verify")?.["fingerprint"];
  assert.equal(shown, mallory.identity.key.fingerprint);
  assert.notEqual(shown, fingerprintOf(bob));
  assert.deepEqual([mallory.heard, isRung(bob)], [0, false]);
  ann.type("distrust");
  await ann.is("idle");
});

test("whoever changes a byte on the way breaks the line and not the call", async () => {
  await using bob = await Peer.listening("--auto-answer", ...QUIET);
  await using mallory = await Middle.before(bob.address);
  await using ann = await Peer.listening(...QUIET);
  ann.type(`call ${mallory.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  mallory.meddles = true;
  for (const peer of [ann, bob])
    await peer.until("the line breaks", ({ at }) => at === "reconnecting");
  await Promise.all([ann.is("live"), bob.is("live")]);
  await until("pictures", () => (ann.stats.at(-1)?.["fpsIn"] ?? 0) > 15);
});
