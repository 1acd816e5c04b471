import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { findTarget } from "../../src/app/target.js";
import { openAddressBook } from "../../src/store/address-book.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const FINGERPRINT = `SHA256:${"a".repeat(43)}`;
const ADDRESS = { host: "a.example.org", port: 7901 };

test("who tries again where an invite failed still wants the key that it promised", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "peers.json");
  const invited = findTarget(`tetatty://a.example.org:7901#${FINGERPRINT}`, openAddressBook(path));
  assert.equal(invited?.fingerprint, FINGERPRINT);
  openAddressBook(path).note({ ...invited, kind: "failed", when: 1 });
  // From the disk, as after another start.
  const again = findTarget("a.example.org:7901", openAddressBook(path));
  assert.equal(again?.fingerprint, FINGERPRINT);
  assert.equal(findTarget("b.example.org:7901", openAddressBook(path))?.fingerprint, undefined);
});

test("a call that went through leaves the key to those that are known", () => {
  using folder = temporaryFolder();
  const book = openAddressBook(join(folder.path, "peers.json"));
  const call = { name: "a", address: ADDRESS, fingerprint: FINGERPRINT };
  book.note({ ...call, kind: "failed", when: 1 });
  book.note({ ...call, kind: "outgoing", when: 2 });
  assert.equal(findTarget("a.example.org:7901", book)?.fingerprint, undefined);
});
