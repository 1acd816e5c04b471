import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { configPath, tetatty } from "./tetatty.js";

const FILE = { headless: true, video: false, listen: "127.0.0.1:0" };

/** What a real run first says, after which it is told to quit. */
async function firstWords(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  using home = temporaryFolder();
  mkdirSync(dirname(configPath(home.path)), { recursive: true });
  writeFileSync(configPath(home.path), JSON.stringify(FILE));
  const place = { home: home.path, environment, input: "quit\n" };
  const { code, out, err } = await tetatty(words, place);
  assert.deepEqual([code, err], [0, ""]);
  return out.split("\n")[0] ?? "";
}

test("a real run is told by the file, then the environment, then its flags", async () => {
  const [file, environment, flags] = await Promise.all([
    firstWords([], {}),
    firstWords([], { TETATTY_JSON: "on" }),
    firstWords(["--no-json", "--no-listen"], { TETATTY_JSON: "on" }),
  ]);
  assert.match(file, /^listening on 127\.0\.0\.1:\d+$/);
  assert.match(
    environment,
    /^\{"event":"ready","port":[1-9]\d*,"fingerprint":"SHA256:[\w+/]{43}"\}$/,
  );
  assert.match(flags, /^not listening/);
});
