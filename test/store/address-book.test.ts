import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import fc from "fast-check";
import type { SshAddress } from "../../src/call/address.js";
import { openAddressBook } from "../../src/store/address-book.js";
import type { RecentCall, SavedPeer } from "../../src/ports.js";
import { cleanText } from "../../src/util/text.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const ALICE: SavedPeer = { name: "alice", address: { host: "192.168.1.20", port: 7887 } };
const BOB: SavedPeer = { name: "bob", address: { host: "fe80::1%eth0", port: 9000 } };

const THROUGH_SSH: SshAddress = { user: "eve", host: "far", port: 0 };
const EVE: SavedPeer = { name: "eve", address: THROUGH_SSH };

const aCall = (when: number, name = "alice"): RecentCall => ({
  name,
  address: ALICE.address,
  kind: "outgoing",
  when,
});

test("what one book saves, the next one finds", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "deep", "peers.json");
  const book = openAddressBook(path);
  book.save(ALICE);
  book.save(BOB);
  book.save(EVE);
  book.note(aCall(5));
  const again = openAddressBook(path);
  assert.deepEqual(again.find("bob"), BOB);
  assert.deepEqual(again.saved, [ALICE, BOB, EVE]);
  assert.deepEqual(again.recent, [aCall(5)]);
  assert.equal(again.problem, undefined);
});

const plain = { noNullPrototype: true };
const anAddress = fc.record(
  {
    host: fc.oneof(
      fc.constantFrom("localhost", "a.example.org", "::1", "fe80::2%eth0"),
      fc.ipV4(),
      fc.ipV6(),
    ),
    port: fc.integer({ min: 1, max: 65_535 }),
  },
  plain,
);
const aName = fc.stringMatching(/^[a-z@._][a-z0-9._@-]{0,31}$/);
const aPeer = fc.record({ name: aName, address: anAddress }, plain);
const aRecentCall = fc.record(
  {
    name: fc.string({ maxLength: 20 }).map((name) => cleanText(name, 20)),
    address: anAddress,
    kind: fc.constantFrom("outgoing" as const, "incoming" as const, "missed" as const),
    when: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  },
  plain,
);

test("any book comes back from the disk as it was", () => {
  using folder = temporaryFolder();
  let runs = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(aPeer, { selector: ({ name }) => name, maxLength: 6 }),
      fc.uniqueArray(aRecentCall, { selector: ({ when }) => when, maxLength: 6 }),
      (peers, calls) => {
        const path = join(folder.path, String(runs++), "peers.json");
        const book = openAddressBook(path);
        for (const peer of peers) book.save(peer);
        for (const call of calls) book.note(call);
        const again = openAddressBook(path);
        assert.deepEqual(again.saved, peers);
        assert.deepEqual(
          again.recent,
          calls.toSorted((a, b) => b.when - a.when),
        );
        assert.equal(again.problem, undefined);
      },
    ),
    { numRuns: 40 },
  );
});

test("a name saved twice has its last address, and a removed one has none", () => {
  using folder = temporaryFolder();
  const book = openAddressBook(join(folder.path, "peers.json"));
  book.save(ALICE);
  book.save({ name: "alice", address: BOB.address });
  assert.deepEqual(book.saved, [{ name: "alice", address: BOB.address }]);
  assert.equal(book.remove("alice"), true);
  assert.equal(book.remove("alice"), false);
  assert.equal(book.find("alice"), undefined);
});

test("a name is found however its accents are composed", () => {
  using folder = temporaryFolder();
  const book = openAddressBook(join(folder.path, "peers.json"));
  book.save({ name: "A\u030Asa", address: ALICE.address });
  assert.equal(book.find("\u00C5sa")?.name, "\u00C5sa");
  assert.ok(book.find("A\u030Asa"));
});

test("a name that looks like an option is refused", () => {
  using folder = temporaryFolder();
  const book = openAddressBook(join(folder.path, "peers.json"));
  assert.throws(
    () => book.save({ ...ALICE, name: "--help" }),
    /address book: "--help" starts with/,
  );
});

test("recent calls are newest first, fifty at most, and harmless to print", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  const book = openAddressBook(path);
  for (let when = 1; when <= 60; when++) book.note(aCall(when));
  book.note(aCall(0.5));
  book.note(aCall(99, `\u001b]0;owned\u0007${"x".repeat(500)}`));
  assert.equal(book.recent.length, 50);
  assert.equal(book.recent[0]?.name, `]0;owned${"x".repeat(56)}`);
  assert.equal(book.recent[1]?.when, 60);
  assert.equal(book.recent.at(-1)?.when, 12);
  assert.deepEqual(openAddressBook(path).recent, book.recent);
});

test("listeners hear of every change until they leave", () => {
  using folder = temporaryFolder();
  const book = openAddressBook(join(folder.path, "peers.json"));
  let heard = 0;
  const listening = book.onChange(() => heard++);
  book.save(ALICE);
  book.note(aCall(1));
  listening[Symbol.dispose]();
  book.remove("alice");
  assert.equal(heard, 2);
});

test("the file is its owner's alone, and no temporary file stays behind", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "tetatty", "peers.json");
  openAddressBook(path).save(ALICE);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder.path, "tetatty")).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(join(folder.path, "tetatty")), ["peers.json"]);
});

test("a book behind a symbolic link stays behind it", () => {
  using folder = temporaryFolder();
  mkdirSync(join(folder.path, "dotfiles"));
  const real = join(folder.path, "dotfiles", "peers.json");
  const path = join(folder.path, "peers.json");
  writeFileSync(real, `{"version":1,"saved":[],"recent":[]}`);
  symlinkSync(real, path);
  openAddressBook(path).save(ALICE);
  assert.ok(lstatSync(path).isSymbolicLink());
  assert.match(readFileSync(real, "utf8"), /alice/);
});

for (const text of [
  "",
  "{",
  "[]",
  "null",
  `{"saved":[]}`,
  `{"version":1,"saved":{}}`,
  "\u0000\u00FF",
]) {
  test(`a file saying ${JSON.stringify(text)} is kept aside, said once, and the book works`, () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "peers.json");
    writeFileSync(path, text);
    const book = openAddressBook(path);
    assert.match(book.problem ?? "", /made no sense.*peers\.json\.broken$/);
    assert.deepEqual(book.saved, []);
    assert.equal(readFileSync(`${path}.broken`, "utf8"), text);
    const again = openAddressBook(path);
    assert.equal(again.problem, undefined);
    again.save(ALICE);
    assert.deepEqual(openAddressBook(path).saved, [ALICE]);
  });
}

test("one bad entry costs itself and nobody else", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  const good = { name: "alice", address: "192.168.1.20" };
  const bad = [7, null, { name: "x" }, { name: "-x", address: "h" }, { name: "y", address: "a b" }];
  writeFileSync(
    path,
    JSON.stringify({ version: 1, saved: [...bad, good], recent: [{ kind: "?" }] }),
  );
  const book = openAddressBook(path);
  assert.deepEqual(book.saved, [ALICE]);
  assert.match(book.problem ?? "", /made no sense/);
  assert.deepEqual(openAddressBook(path).saved, [ALICE]);
});

test("a newer version's book is left alone", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  const text = `{"version":2,"people":{}}`;
  writeFileSync(path, text);
  const book = openAddressBook(path);
  book.save(ALICE);
  assert.match(book.problem ?? "", /newer tetatty/);
  assert.deepEqual(book.saved, [ALICE]);
  assert.equal(readFileSync(path, "utf8"), text);
});

test("a disk that refuses is reported, and what it refused goes with the next write", () => {
  using folder = temporaryFolder();
  const inTheWay = join(folder.path, "data");
  writeFileSync(inTheWay, "not a folder");
  const path = join(inTheWay, "peers.json");
  const book = openAddressBook(path);
  book.save(ALICE);
  assert.match(book.problem ?? "", /stays in memory/);
  book.note(aCall(1));
  assert.deepEqual([book.saved, book.recent], [[ALICE], [aCall(1)]]);
  rmSync(inTheWay);
  book.save(BOB);
  assert.equal(book.problem, undefined);
  const again = openAddressBook(path);
  assert.deepEqual([again.saved, again.recent], [[ALICE, BOB], [aCall(1)]]);
});

test("a lock left by a dead process holds nobody up for good", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  writeFileSync(`${path}.lock`, "");
  utimesSync(`${path}.lock`, 1, 1);
  const book = openAddressBook(path);
  book.save(ALICE);
  assert.equal(book.problem, undefined);
  assert.deepEqual(readdirSync(folder.path), ["peers.json"]);
});

const BOOK_MODULE = new URL("../../src/store/address-book.js", import.meta.url).href;
const WRITER = `
  const { openAddressBook } = await import(${JSON.stringify(BOOK_MODULE)});
  const [path, name] = process.argv.slice(1);
  const book = openAddressBook(path);
  for (let n = 0; n < 40; n++) book.save({ name: name + n, address: { host: name, port: n + 1 } });
  if (book.problem) throw new Error(book.problem);
`;

test("two processes writing at once lose nothing", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  const run = promisify(execFile);
  const write = (name: string): Promise<unknown> =>
    run(process.execPath, ["--input-type=module", "-e", WRITER, path, name]);
  await Promise.all([write("ann"), write("ben")]);
  const names = openAddressBook(path).saved.map(({ name }) => name);
  assert.equal(names.length, 80);
  assert.equal(new Set(names).size, 80);
  assert.deepEqual(readdirSync(folder.path), ["peers.json"]);
});
