import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { complete } from "../../src/cli/complete.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { tetatty } from "./tetatty.js";

const offers = (line: string): readonly string[] =>
  complete(line, { commands: COMMANDS, names: ["alice", "albert@desk", "bob"] });

test("commands, then what each takes", () => {
  assert.deepEqual(offers("tetatty "), [
    "call",
    "demo",
    "preview",
    "play",
    "render",
    "show",
    "watch",
    "devices",
    "setup",
    "peers",
    "id",
    "invite",
    "completion",
  ]);
  assert.deepEqual(offers("tetatty c"), ["call", "completion"]);
  assert.deepEqual(offers("tetatty peers "), [
    "list",
    "add",
    "remove",
    "forget",
    "vouched",
    "block",
    "unblock",
    "blocked",
  ]);
  assert.deepEqual(offers("tetatty completion z"), ["zsh"]);
});

test("saved peers where one is wanted, and nowhere else", () => {
  assert.deepEqual(offers("tetatty call al"), ["alice", "albert@desk"]);
  assert.deepEqual(offers("tetatty peers remove b"), ["bob"]);
  assert.deepEqual(offers("tetatty call --fps 5 --no-video b"), ["bob"]);
  assert.deepEqual(offers("tetatty call alice "), []);
  assert.deepEqual(offers("tetatty peers add "), []);
});

test("no word where a flag wants its value, and it is not counted as one", () => {
  assert.deepEqual(offers("tetatty id --vouch "), []);
  assert.deepEqual(offers("tetatty render --glyphs q"), ["quadrant"]);
  assert.deepEqual(offers("tetatty render --cells 80x24 --stat"), ["--stats"]);
});

test("the options of the command, and the values of an option", () => {
  assert.deepEqual(offers("tetatty --no"), [
    "--no-video",
    "--no-mirror",
    "--no-listen",
    "--no-mouse",
  ]);
  assert.deepEqual(offers("tetatty call alice --save"), [
    "--save-to",
    "--save-frames",
    "--save-every",
  ]);
  assert.deepEqual(offers("tetatty setup --"), ["--check", "--help"]);
  assert.deepEqual(offers("tetatty peers list --"), ["--json", "--help"]);
  assert.deepEqual(offers("tetatty demo --li"), []);
  assert.deepEqual(offers("tetatty --color t"), ["truecolor"]);
  assert.deepEqual(offers("tetatty --color=t"), ["--color=truecolor"]);
  assert.deepEqual(offers("tetatty --source pattern:f"), ["pattern:face", "pattern:flash"]);
  assert.deepEqual(offers("tetatty --log "), []);
});

/** What bash would put in place of the last word of `line`, in a folder where `tetatty` is on the path. */
function bash(script: string, folder: string, line: string): readonly string[] {
  const ask = `${script}
    COMP_LINE="$1" COMP_POINT=\${#1}
    _tetatty
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { PATH: `${folder}/bin:${process.env["PATH"]}`, HOME: folder };
  return execFileSync("bash", ["-c", ask, "bash", line], { env, encoding: "utf8" })
    .split("\n")
    .filter(Boolean);
}

test("places behind ssh, once somebody begins one", async () => {
  using home = temporaryFolder();
  mkdirSync(join(home.path, ".ssh"));
  writeFileSync(join(home.path, ".ssh", "config"), "Host far near\n");
  const offered = async (line: string): Promise<string> =>
    (await tetatty(["__complete", line], { home: home.path })).out;
  assert.equal(await offered("tetatty call "), "");
  assert.equal(await offered("tetatty call ssh://f"), "ssh://far\n");
  assert.equal(await offered("tetatty call ssh://bob@"), "ssh://bob@far\nssh://bob@near\n");
});

test("bash completes saved names, also those with characters at which it cuts words", async () => {
  using home = temporaryFolder();
  const bin = join(home.path, "bin");
  mkdirSync(bin);
  const main = resolve(import.meta.dirname, "../../../bin/tetatty.js");
  writeFileSync(join(bin, "tetatty"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(join(bin, "tetatty"), 0o755);
  for (const name of ["alice", "albert@desk"]) {
    await tetatty(["peers", "add", name, "host"], { home: home.path });
  }
  const { code, out } = await tetatty(["completion", "bash"], { home: home.path });
  assert.equal(code, 0);
  assert.match(out, /^complete .* tetatty$/m);
  assert.deepEqual(bash(out, home.path, "tetatty call al"), ["alice", "albert@desk"]);
  assert.deepEqual(bash(out, home.path, "tetatty call albert@d"), ["desk"]);
  assert.deepEqual(bash(out, home.path, "tetatty --color=m"), ["mono"]);
  assert.deepEqual(bash(out, home.path, "tetatty --log "), []);
});
