import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { KeyFileError, openIdentity } from "../../src/store/identity-file.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

function refusal(path: string): KeyFileError {
  try {
    openIdentity(path);
  } catch (error) {
    assert.ok(error instanceof KeyFileError, String(error));
    return error;
  }
  throw new Error("it was accepted");
}

test("the first run makes an identity for us alone, and every later one finds it", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "deep", "identity");
  const { key } = openIdentity(path);
  assert.deepEqual(openIdentity(path).key, key);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder.path, "deep")).mode & 0o077, 0);
  assert.deepEqual(readdirSync(join(folder.path, "deep")), ["identity"]);
});

test("an identity that others can read is refused, and what to type is said", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "identity");
  openIdentity(path);
  for (const mode of [0o640, 0o604, 0o620]) {
    chmodSync(path, mode);
    const { message, hint } = refusal(path);
    assert.match(
      message,
      new RegExp(`can be read by others: .*identity has mode ${mode.toString(8)}`),
    );
    assert.match(hint, /^chmod 600 .*identity/);
  }
  chmodSync(path, 0o400);
  openIdentity(path);
});

test("a file without a key is refused and left as it is", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "identity");
  for (const text of ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]) {
    writeFileSync(path, text, { mode: 0o600 });
    assert.match(refusal(path).message, /holds no Ed25519 key/);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});

test("a place where nothing can be kept is said to be one", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "identity");
  mkdirSync(path);
  assert.match(refusal(path).message, /^there is no identity at .*identity: EISDIR/);
  assert.ok(existsSync(path));
});
