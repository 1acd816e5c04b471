import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";

const FUZZ = join(import.meta.dirname, "fuzz-cli.js");
const seconds = process.env["TETATTY_FUZZ_SECONDS"] ?? "10";

test(`nearly right inputs make no parser throw, hang or grow in ${seconds} s`, () => {
  const { status, stdout } = spawnSync(process.execPath, [FUZZ, "--seconds", seconds], {
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});
