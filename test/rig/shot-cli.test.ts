import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { findProgram } from "../../src/native/command.js";
import { temporaryFolder } from "./temporary-folder.js";
import { until } from "./until.js";

const PROGRAM = resolve(import.meta.dirname, "shot-cli.js");
const RED_OVER_BLUE = "\\033[38;2;255;0;0m\\033[48;2;0;0;255m▀\\033[0m";

const shot = (...args: readonly string[]) =>
  spawnSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8" });

/** The colours at a quarter and at three quarters of the first cell's height. */
async function firstCell(path: string): Promise<readonly string[]> {
  const pixels = await sharp(path).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [4, 12].map((row) => {
    const at = row * pixels.info.width * 3;
    return pixels.data.subarray(at, at + 3).toString("hex");
  });
}

test("a file of escapes becomes a picture", async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "screen.ansi");
  const out = join(folder.path, "out.png");
  writeFileSync(file, RED_OVER_BLUE.replaceAll("\\033", "\x1b"));
  const { status, stderr } = shot("--ansi", file, "--cols", "20", "--rows", "5", out);
  assert.equal(status, 0, stderr);
  const { width, height } = await sharp(out).metadata();
  assert.deepEqual([width, height], [160, 80]);
  assert.deepEqual(await firstCell(out), ["ff0000", "0000ff"]);
});

const noTmux = findProgram("tmux") ? false : "there is no tmux here";

test("a pane of tmux becomes a picture", { skip: noTmux }, async () => {
  using folder = temporaryFolder();
  const out = join(folder.path, "out.png");
  const socket = `tetatty-shot-${process.pid}`;
  const env = { ...process.env, LC_ALL: "C.UTF-8", SHELL: "/bin/sh" };
  const tmux = (...args: readonly string[]): string =>
    execFileSync("tmux", ["-f", "/dev/null", "-L", socket, ...args], { encoding: "utf8", env });
  tmux("new-session", "-d", "-x", "30", "-y", "6", `printf '${RED_OVER_BLUE}'; exec sleep 60`);
  try {
    await until("a half block in the pane", () => tmux("capture-pane", "-p").includes("▀"));
    const { status, stderr } = shot("--socket", socket, "--tmux", "0", out);
    assert.equal(status, 0, stderr);
    assert.deepEqual(await firstCell(out), ["ff0000", "0000ff"]);
    assert.equal((await sharp(out).metadata()).width, 240);
  } finally {
    tmux("kill-server");
  }
});

test("without a pane or a file, the usage is told", () => {
  using folder = temporaryFolder();
  const out = join(folder.path, "out.png");
  const { status, stderr } = shot(out);
  assert.equal(status, 2);
  assert.match(stderr, /^usage: .*--tmux/);
  assert.equal(existsSync(out), false);
});
