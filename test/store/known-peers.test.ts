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
    {
      labels: ["alice", "192.168.1.20", "[fe80::1]:9000"],
      fingerprint: ALICE.fingerprint,
      blocked: false,
    },
    { labels: ["bob"], fingerprint: BOB.fingerprint, blocked: false },
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
  assert.deepEqual(known.keys, [{ labels: ["eve"], fingerprint: BOB.fingerprint, blocked: true }]);
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

test("a friend who is blocked keeps their line, and has it back when they are not", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const line = `alice,10.0.0.1 ssh-ed25519 ${ALICE.base64} 2026-01-02 met in Lyon`;
  writeFileSync(path, `${line}\n`);
  const known = openKnownPeers(path);
  known.block(ALICE, "mallory");
  assert.equal(readFileSync(path, "utf8"), `${line} blocked\n`);
  known.block(ALICE, "");
  assert.equal(readFileSync(path, "utf8"), `${line} blocked\n`, "once is enough");
  assert.equal(known.unblock(ALICE), true);
  assert.equal(readFileSync(path, "utf8"), `${line}\n`);
  assert.equal(known.unblock(ALICE), false);
});

test("a stranger who is blocked is known by fingerprint, and their name pins nothing, then or later", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const known = openKnownPeers(path);
  known.block(BOB, " alice  the great ");
  const { fingerprint } = BOB;
  const [, line] = readFileSync(path, "utf8").split("\n");
  assert.match(line ?? "", /^SHA256:\S{43} \d{4}-\d\d-\d\d blocked alice-the-great$/);
  assert.deepEqual(openKnownPeers(path).keys, [
    { labels: [], fingerprint, blocked: true, saidName: "alice-the-great" },
  ]);
  assert.equal(known.forget("alice-the-great"), false);
  assert.equal(known.unblock({ fingerprint }), true);
  assert.doesNotMatch(readFileSync(path, "utf8"), /SHA256/);
});

test("an invite's fingerprint is a pin like a whole key", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const known = openKnownPeers(path);
  const { fingerprint } = ALICE;
  known.remember({ fingerprint }, ["alice"]);
  known.remember(ALICE, ["10.0.0.1"]);
  assert.deepEqual(openKnownPeers(path).keys, [
    { labels: ["alice", "10.0.0.1"], fingerprint, blocked: false },
  ]);
});

test("a key without a name is nobody's, unless it is blocked", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  writeFileSync(path, `${ALICE.fingerprint} 2026-01-02\nbob SHA256:short\n`);
  assert.deepEqual(openKnownPeers(path).keys, []);
});

test("what another program writes meanwhile is seen at the next look", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  const [known, other] = [openKnownPeers(path), openKnownPeers(path)];
  assert.deepEqual(known.keys, []);
  other.block(BOB, "bob");
  assert.equal(known.keys.length, 1);
  other.unblock(BOB);
  assert.deepEqual(known.keys, []);
});

test("a line that a hand blocked, with whatever space it used, can be unblocked", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "known_peers");
  for (const tail of ["\tblocked", " blocked\v", "\u00A0blocked \u2028x"]) {
    writeFileSync(path, `eve ssh-ed25519 ${BOB.base64} 2026-01-02${tail}\n`);
    const known = openKnownPeers(path);
    assert.equal(known.unblock(BOB), true, JSON.stringify(tail));
    assert.deepEqual(
      known.keys.map(({ blocked }) => blocked),
      [false],
    );
  }
});
