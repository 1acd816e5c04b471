import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { openAddressBook } from "../../src/store/address-book.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { peersPath, tetatty } from "./tetatty.js";

/** Of a saved peer, and of somebody who only called. */
const OURS = { saved: true, verified: true, blocked: false, key: null };
const THEIRS = { saved: false, verified: false, blocked: false, key: null };

test("peers are added, listed and removed", async () => {
  using home = temporaryFolder();
  const peers = (...words: readonly string[]) => tetatty(["peers", ...words], { home: home.path });

  const none = await peers();
  assert.deepEqual([none.code, none.out], [0, ""]);
  assert.match(none.err, /tetatty peers add alice/);

  const added = await peers("add", "alice", "192.168.1.20");
  assert.deepEqual([added.code, added.err], [0, "saved alice at 192.168.1.20\n"]);
  await peers("add", "42", "[fe80::1]:9000");
  await peers("add", "alice", "alice.example.org");
  await peers("add", "eve", "ssh://eve@far");
  openAddressBook(peersPath(home.path)).note({
    name: "alice",
    address: { host: "elsewhere", port: 1 },
    kind: "missed",
    when: Date.UTC(2026, 0, 31, 9, 5),
  });

  const environment = { TZ: "UTC" };
  const listed = await tetatty(["peers", "list"], { home: home.path, environment });
  assert.equal(
    listed.out,
    "42      [fe80::1]:9000     never called\n" +
      "alice   alice.example.org  never called\n" +
      "eve     ssh://eve@far      never called\n" +
      "alice?  elsewhere:1        missed 2026-01-31 09:05\n",
  );
  assert.deepEqual(JSON.parse((await peers("list", "--json")).out), [
    { name: "42", host: "fe80::1", port: 9000, ...OURS, lastCall: null },
    { name: "alice", host: "alice.example.org", port: 7887, ...OURS, lastCall: null },
    { name: "eve", user: "eve", host: "far", port: 0, ...OURS, lastCall: null },
    {
      name: "alice",
      host: "elsewhere",
      port: 1,
      ...THEIRS,
      lastCall: { kind: "missed", when: "2026-01-31T09:05:00.000Z" },
    },
  ]);

  const removed = await peers("remove", "42");
  assert.deepEqual([removed.code, removed.err], [0, "removed 42\n"]);
  const unknown = await peers("remove", "alise");
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /no peer is called "alise" - did you mean alice\?/);
  assert.equal(JSON.parse((await peers("--json")).out).length, 3);
});

test("a damaged address book is told once, and the command still works", async () => {
  using home = temporaryFolder();
  const path = peersPath(home.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "oops");
  const first = await tetatty(["peers", "add", "bob", "host"], { home: home.path });
  assert.equal(first.code, 0);
  assert.match(first.err, /made no sense: the file is kept as .*peers\.json\.broken\nsaved bob/);
  assert.equal(readFileSync(`${path}.broken`, "utf8"), "oops");
  const second = await tetatty(["peers"], { home: home.path });
  assert.deepEqual([second.code, second.err], [0, ""]);
});

test("a peer that could not be written is not called saved", async () => {
  using home = temporaryFolder();
  const path = peersPath(home.path);
  mkdirSync(dirname(dirname(path)), { recursive: true });
  writeFileSync(dirname(path), "in the way");
  const { code, err } = await tetatty(["peers", "add", "bob", "host"], { home: home.path });
  assert.equal(code, 1);
  assert.match(err, /^tetatty: the address book stays in memory/);
  assert.doesNotMatch(err, /saved bob/);
});

test("who only called stands in the book, and can be named in every command about peers", async () => {
  using home = temporaryFolder();
  const peers = (...words: readonly string[]) => tetatty(["peers", ...words], { home: home.path });
  const [mallory, other] = [makeIdentity().key.fingerprint, makeIdentity().key.fingerprint];
  const rang = (port: number, proven: string): void =>
    openAddressBook(peersPath(home.path)).note({
      name: "mallory",
      address: { host: "10.6.6.6", port },
      kind: "incoming",
      when: Date.now(),
      proven,
    });
  rang(1, mallory);
  rang(2, mallory);
  const listed = await peers();
  assert.match(
    listed.out,
    /^mallory\? {2}10\.6\.6\.6:2 {2}incoming \S+ \S+\n$/,
    "one key is one row",
  );
  assert.match(listed.err, /nobody vouches for that name/);

  assert.equal((await peers("block", "mallory")).code, 0);
  assert.equal((await peers("blocked")).out, `${mallory}  said to be mallory\n`);
  assert.match((await peers()).out, /blocked, incoming/);
  assert.equal((await peers("unblock", "mallory?")).code, 0);
  assert.equal((await peers("block", "10.6.6.6:2")).code, 0);
  assert.equal((await peers("unblock", "10.6.6.6:2")).code, 0);

  rang(3, other);
  const both = await peers("block", "mallory");
  assert.equal(both.code, 2);
  assert.ok(
    [mallory, other].every((key) => both.err.includes(key)),
    both.err,
  );
  const kept = await peers("add", "mal", mallory);
  assert.equal(kept.err, "saved mal at 10.6.6.6:2\n");
  assert.equal((await peers("block", "mal")).code, 0);
  assert.equal((await peers("blocked")).out, `${mallory}  mal\n`);
  assert.equal((await peers("forget", "mal")).code, 0);
  assert.equal((await peers("remove", "mallory")).err, "removed mallory\n");
  assert.doesNotMatch((await peers()).out, /\?|10\.6\.6\.6:3/);
});

test("processes that add peers at once lose none", async () => {
  using home = temporaryFolder();
  const names = ["ann", "ben", "cid", "dot"];
  const add = (name: string) => tetatty(["peers", "add", name, "host"], { home: home.path });
  await Promise.all(names.map(add));
  const book = openAddressBook(peersPath(home.path));
  assert.deepEqual(book.saved.map(({ name }) => name).toSorted(), names);
});

test("a peer is blocked by name or by fingerprint, listed, and let in again", async () => {
  using home = temporaryFolder();
  const peers = (...words: readonly string[]) => tetatty(["peers", ...words], { home: home.path });
  const [alice, mallory] = [makeIdentity().key.fingerprint, makeIdentity().key.fingerprint];

  const nobody = await peers("block", "alice");
  assert.equal(nobody.code, 1);
  assert.match(nobody.err, /no key is known for "alice" - .*; or name its fingerprint/);

  const added = await peers("add", "alice", `tetatty://10.0.0.1:7887#${alice}`);
  assert.deepEqual([added.code, added.err], [0, "saved alice at 10.0.0.1\n"]);
  assert.equal((await peers("block", "10.0.0.1")).code, 0);
  assert.equal((await peers("block", mallory)).code, 0);
  assert.equal((await peers("blocked")).out, `${alice}  alice\n${mallory}  said to be nobody\n`);

  assert.deepEqual((await peers("unblock", "alice")).err, "unblocked alice\n");
  assert.equal((await peers("unblock", mallory)).code, 0);
  const again = await peers("unblock", mallory);
  assert.equal(again.code, 1);
  assert.match(again.err, /is not blocked - tetatty peers blocked lists who is/);
  const none = await peers("blocked");
  assert.deepEqual([none.out, none.err], ["", "nobody is blocked\n"]);
});

const invite = (): string => `tetatty://10.0.0.1:7887#${makeIdentity().key.fingerprint}`;

test("an invite does not replace a key that is known", async () => {
  using home = temporaryFolder();
  const peers = (...words: readonly string[]) => tetatty(["peers", ...words], { home: home.path });
  const first = invite();
  assert.equal((await peers("add", "alice", first)).code, 0);
  const other = await peers("add", "alice", invite());
  assert.equal(other.code, 1);
  assert.match(other.err, /another key is known for alice - .*tetatty peers forget alice/);
  assert.equal((await peers("add", "alice", first.replace("10.0.0.1", "10.0.0.2"))).code, 0);
  assert.equal((await peers("forget", "alice")).code, 0);
  assert.equal((await peers("add", "alice", invite())).code, 0);
});
