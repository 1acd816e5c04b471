import assert from "node:assert/strict";
import { test } from "node:test";
import { makeIdentity } from "../../src/trust/identity.js";
import { isBlocked, judge, type KnownKey, labelOf } from "../../src/trust/judge.js";
import type { PeerKey } from "../../src/call/key.js";

const [ME, ALICE, BOB, EVE] = [1, 2, 3, 4].map(() => makeIdentity().key) as [
  PeerKey,
  PeerKey,
  PeerKey,
  PeerKey,
];
const pin = ({ fingerprint }: PeerKey, ...labels: readonly string[]): KnownKey => ({
  labels,
  fingerprint,
  blocked: false,
});
const PLACE = "192.168.1.20";
const KNOWN = [
  pin(ALICE, "alice", "10.0.0.1"),
  pin(BOB, PLACE),
  { ...pin(EVE, "eve"), blocked: true },
];
const verdict = (key: PeerKey, labels: readonly string[], fingerprint?: string): string =>
  judge(key, ME, { labels, ...(fingerprint === undefined ? {} : { fingerprint }) }, KNOWN);

test("a pinned key is known under its name and its address, and everybody else there has changed", () => {
  assert.equal(verdict(ALICE, ["alice", "10.9.9.9"]), "known");
  assert.equal(verdict(ALICE, ["10.0.0.1"]), "known");
  assert.equal(verdict(BOB, ["alice", "10.0.0.1"]), "changed");
  assert.equal(verdict(ALICE, [PLACE]), "changed");
});

test("a name's pin comes before its address's: alice at bob's old place is alice", () => {
  assert.equal(verdict(ALICE, ["alice", PLACE]), "known");
  assert.equal(verdict(BOB, ["alice", PLACE]), "changed");
});

test("nobody is known under a name they never had, though the key is", () => {
  assert.equal(verdict(ALICE, ["carol", "10.0.0.3"]), "new");
});

test("our own key is no stranger, and no match for anybody's pin", () => {
  assert.equal(verdict(ME, ["127.0.0.1"]), "known");
  assert.equal(verdict(ME, ["alice"]), "changed");
});

test("an invite replaces the question, never a pin", () => {
  const { fingerprint } = ALICE;
  assert.equal(verdict(ALICE, ["10.0.0.3"], fingerprint), "known");
  assert.equal(verdict(BOB, ["10.0.0.3"], fingerprint), "changed");
  assert.equal(verdict(ME, ["10.0.0.3"], fingerprint), "changed");
  assert.equal(verdict(ALICE, [PLACE], fingerprint), "changed");
});

test("a blocked key is nobody we talk to, invited or not", () => {
  assert.equal(verdict(EVE, ["eve"]), "blocked");
  assert.equal(verdict(EVE, ["10.0.0.3"], EVE.fingerprint), "blocked");
  assert.deepEqual([isBlocked(EVE, KNOWN), isBlocked(BOB, KNOWN)], [true, false]);
});

test("a blocked line pins nothing", () => {
  assert.equal(verdict(ALICE, ["eve"]), "new");
});

test("callers are named by their key, strangers and the blocked not at all", () => {
  assert.equal(labelOf(ALICE, KNOWN), "alice");
  assert.equal(labelOf(BOB, KNOWN), PLACE);
  assert.equal(labelOf(EVE, KNOWN), undefined);
  assert.equal(labelOf(ME, KNOWN), undefined);
});
