import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KeyFileError } from "../../src/store/identity-file.js";
import { openKnownPeers } from "../../src/store/known-peers.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const [ALICE, BOB] = [makeIdentity().key, makeIdentity().key];

test("a key that was remembered is found by the next program, with all it answers to", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "deep", "known_peers");
  const known = openKnownPeers(path);
  const other = openKnownPeers(path);
  known.remember(ALICE, ["alice", "192.168.1.20"]);
  other.remember(ALICE, ["alice", "[fe80::1]:9000"]);
  known.remember(BOB, ["bob"]);
  assert.deepEqual(known.keys, [
    { labels: ["alice", "192.168.1.20", "[fe80::1]:9000"], base64: ALICE.base64, blocked: false },
    { labels: ["bob"], base64: BOB.base64, blocked: false },
  ]);
  assert.deepEqual(openKnownPeers(path).keys, known.keys);
  assert.equal(known.problem, undefined);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

test("the file is one key a line, with the day", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  openKnownPeers(path).remember(ALICE, ["alice", "host"]);
  const lines = readFileSync(path, "utf8").split("\n");
  assert.match(lines[0] ?? "", /^# /);
  assert.match(lines[1] ?? "", /^alice,host ssh-ed25519 [\w+/=]+ \d{4}-\d\d-\d\d$/);
  assert.deepEqual(lines.slice(2), [""]);
});

test("what a hand wrote stays: comments, notes, and lines that make no sense", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const text = [
    "# friends",
    `  alice   ssh-ed25519 ${ALICE.base64} 2026-01-02 met in Lyon`,
    "",
    "this is no key",
    `# bob ssh-ed25519 ${BOB.base64}`,
    `mallory ssh-rsa ${BOB.base64}`,
  ];
  writeFileSync(path, text.join("\n"));
  const known = openKnownPeers(path);
  assert.deepEqual(
    known.keys.map(({ labels }) => labels),
    [["alice"]],
  );
  known.remember(ALICE, ["10.0.0.1"]);
  known.remember(BOB, ["bob"]);
  known.forget("bob");
  text[1] = `alice,10.0.0.1   ssh-ed25519 ${ALICE.base64} 2026-01-02 met in Lyon`;
  assert.equal(readFileSync(path, "utf8"), `${text.join("\n")}\n`);
});

test("a forgotten name takes its key along, under every label", () => {
  using folder = temporaryFolder();
  const known = openKnownPeers(join(folder.path, "known_peers"));
  known.remember(ALICE, ["alice", "10.0.0.1"]);
  known.remember(BOB, ["bob"]);
  assert.equal(known.forget("alice"), true);
  assert.equal(known.forget("alice"), false);
  assert.deepEqual(
    known.keys.map(({ labels }) => labels),
    [["bob"]],
  );
});

test("a blocked key is told apart, and remembering its owner's name does not unblock it", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  writeFileSync(path, `eve ssh-ed25519 ${BOB.base64} 2026-01-02 blocked\n`);
  const known = openKnownPeers(path);
  assert.deepEqual(known.keys, [{ labels: ["eve"], base64: BOB.base64, blocked: true }]);
  known.remember(BOB, ["bob"]);
  assert.ok(known.keys.some(({ blocked }) => blocked));
});

test("a label that would break the line is left out", () => {
  using folder = temporaryFolder();
  const known = openKnownPeers(join(folder.path, "known_peers"));
  known.remember(ALICE, ["a b", "#x", "a,b", "", "fine"]);
  known.remember(BOB, ["two words"]);
  assert.deepEqual(
    known.keys.map(({ labels }) => labels),
    [["fine"]],
  );
});

test("while the disk takes nothing, keys are kept in memory, and go with the next change", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const lock = `${path}.lock`;
  const known = openKnownPeers(path);
  // A folder in the lock's place can neither be had nor be taken for left behind.
  mkdirSync(lock);
  known.remember(ALICE, ["alice"]);
  assert.match(known.problem ?? "", /^keys of peers stay in memory: /);
  assert.deepEqual(
    known.keys.map(({ labels }) => labels),
    [["alice"]],
  );
  rmSync(lock, { recursive: true });
  known.remember(BOB, ["bob"]);
  assert.equal(known.problem, undefined);
  assert.equal(openKnownPeers(path).keys.length, 2);
});

test("keys that cannot be read are no empty list", () => {
  using folder = temporaryFolder();
  assert.throws(() => openKnownPeers(folder.path), KeyFileError);
});
