import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeFolder } from "../../src/app/folder.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("all that is missing is made, and what is there stays", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a", "b", "c");
  makeFolder(path);
  makeFolder(path);
  assert.ok(existsSync(path));
});

test("a file in the way is said, wherever it stands", () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  assert.throws(() => makeFolder(file), { code: "EEXIST" });
  assert.throws(() => makeFolder(join(file, "below")), { code: "ENOTDIR" });
});

test("where no folder can be, it ends", { skip: !existsSync("/proc") }, () => {
  assert.throws(() => makeFolder("/proc/nowhere/at-all"), { code: "ENOENT" });
});
