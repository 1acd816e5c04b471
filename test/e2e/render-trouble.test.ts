import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { ended, type Ended } from "../rig/filter.js";
import { pictureIn } from "../rig/pane.js";
import { freshHome, PROGRAM } from "../rig/peer.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

/** Runs `tetatty render`, followed by words of the shell. */
async function inShell(more: string): Promise<Ended> {
  using home = temporaryFolder();
  const env = { ...freshHome(home.path), TERM: "xterm-256color" };
  const words = ["-c", `exec "$@" ${more}`, "--", process.execPath, PROGRAM, "render"];
  return await ended(spawn("sh", words, { env }));
}

function inTerminal(more: readonly string[], env: Readonly<Record<string, string>> = {}): Pty {
  const args = [PROGRAM, "render", "pattern:face", "--frames", "2", ...more];
  return openPty({ command: process.execPath, args, cols: 50, rows: 16, env });
}

test("a full disk is told, and no success", { skip: !existsSync("/dev/full") }, async () => {
  const { code, err } = await inShell("--source pattern:noise --cells 60x20 > /dev/full");
  assert.equal(code, 1);
  assert.match(err, /^tetatty: the pictures cannot be written: ENOSPC.* - is there room/);
});

test("stdin that cannot be read is said, and so is one too many source", async () => {
  const folder = await inShell("--size 2x2 < /");
  assert.deepEqual([folder.code, folder.out], [66, ""]);
  assert.match(folder.err, /^tetatty: stdin is a folder - pipe raw BGR/);
  const odd = await inShell("--size 2x2 0> /dev/null");
  assert.deepEqual([odd.code, odd.out], [66, ""]);
  assert.match(odd.err, /^tetatty: stdin cannot be read: EBADF/);
  const closed = await inShell("--size 2x2 <&-");
  assert.deepEqual([closed.code, closed.out], [66, ""]);
  assert.match(closed.err, /^tetatty: nothing came on stdin - /);
  const both = await inShell("--size 2x2 --source pattern < /dev/null");
  assert.deepEqual([both.code, both.out], [2, ""]);
  assert.match(both.err, /^tetatty: --size is for raw pictures on stdin, .* - leave one of them/);
  const two = await inShell("pattern:bars --source pattern:ball");
  assert.deepEqual([two.code, two.out], [2, ""]);
  assert.match(two.err, /^tetatty: "pattern:bars" and --source are two sources - leave one of /);
  const late = await inShell("--size 2x2 --start 5 < /dev/null");
  assert.deepEqual([late.code, late.out], [2, ""]);
  const large = await inShell("--cells 9999x9999 --source pattern");
  assert.deepEqual([large.code, large.out], [2, ""]);
  assert.match(large.err, /--cells wants two numbers of cells, 1x1 to 1000x1000, and got "9999x/);
});

test("a terminal is not drawn over its edge, nor against its will", { skip: noPty }, async () => {
  await using large = inTerminal(["--cells", "51x16"]);
  assert.deepEqual(await large.exit(), { status: 2, cooked: true });
  assert.match(
    large.text().replaceAll("\n", ""),
    /does not fit this terminal, which has 50x16 - l/,
  );
  await using whole = inTerminal(["--cells", "50x16"]);
  assert.deepEqual(await whole.exit(), { status: 0, cooked: true });
  assert.ok(pictureIn(whole.screen, { x: 0, y: 0, cols: 50, rows: 15 }), "a row up");
  await using dumb = inTerminal([], { TERM: "dumb" });
  assert.deepEqual(await dumb.exit(), { status: 66, cooked: true });
  assert.match(dumb.text().replaceAll("\n", ""), /^tetatty: TERM is dumb: this terminal cannot /);
  await using told = inTerminal(["--color", "256"], { TERM: "dumb" });
  assert.deepEqual(await told.exit(), { status: 0, cooked: true });
  assert.ok(pictureIn(told.screen, { x: 0, y: 0, cols: 50, rows: 15 }));
});

test(
  "a terminal that does not know its size is taken for the usual one",
  { skip: noPty },
  async () => {
    const command = `stty cols 0 rows 0; exec "$@"`;
    const words = [process.execPath, PROGRAM, "render", "pattern:face", "--frames", "2"];
    await using pty = openPty({ command: "sh", args: ["-c", command, "--", ...words] });
    assert.deepEqual(await pty.exit(), { status: 0, cooked: true });
    assert.ok(pictureIn(pty.screen, { x: 0, y: 0, cols: 80, rows: 22 }));
  },
);
