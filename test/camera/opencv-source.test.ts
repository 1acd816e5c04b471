import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openSource } from "../../src/camera/open.js";
import type { SourceStatus } from "../../src/ports.js";
import { ProcessLog } from "../fakes/process-log.js";
import { FakeTiming } from "../fakes/timing.js";
import { assertInOrder, CLIP, clipIn, dueBetween, expectedOf, WANTED } from "../rig/clip.js";
import { collect, untilStatus } from "../rig/collect.js";
import { psnr } from "../rig/psnr.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { openCv, readNumber } from "../rig/video.js";

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** The status of a source that cannot open `path`. */
async function troubleWith(path: string): Promise<Extract<SourceStatus, { at: "waiting" }>> {
  await using source = openSource(path, { fps: 30 });
  source.want(WANTED);
  await untilStatus(source, "waiting");
  return source.status as Extract<SourceStatus, { at: "waiting" }>;
}

test("a video's own pictures arrive, fitted", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using source = openSource(await clipIn(folder.path), { fps: 30 });
  assert.equal(source.label, "clip.avi");
  source.want(WANTED);
  for (const frame of await collect(source, 10)) {
    assert.deepEqual([frame.width, frame.height], [160, 90]);
    const n = readNumber(frame.pixels, frame);
    const likeness = psnr(frame.pixels, expectedOf(n));
    assert.ok(likeness > 30, `picture ${n}: ${likeness.toFixed(1)} dB`);
  }
  assert.deepEqual(source.status, { at: "live", native: { width: 320, height: 180 } });
});

test("a video plays at its own rate, and begins again at its end", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using source = openSource(await clipIn(folder.path), { fps: 30 });
  source.want(WANTED);
  const frames = await collect(source, 3 * CLIP.frames);
  const passed = assertInOrder(frames);
  const due = dueBetween(frames);
  // A loaded machine may come late, by up to half a second where it gives up; none may be early.
  assert.ok(passed <= due + 1.5, `${passed} pictures in the time of ${due.toFixed(1)}`);
  assert.ok(passed >= due / 2, `${passed} pictures in the time of ${due.toFixed(1)}`);
});

test("fewer pictures do not make motion slower", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using source = openSource(await clipIn(folder.path), { fps: 30 });
  source.want({ ...WANTED, fps: 8 });
  const frames = await collect(source, 10);
  const passed = assertInOrder(frames);
  assert.ok(passed >= 9 * 3 - 2, `${passed} pictures of the video in 9 steps`);
});

test("another size arrives with the next pictures", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using source = openSource(await clipIn(folder.path), { fps: 30 });
  source.want(WANTED);
  for (const [wanted, size] of [
    [[64, 64], "64x36"],
    [[4000, 4000], "320x180"],
    [[1, 500], "1x1"],
    [[101, 51], "91x51"],
  ] as const) {
    await collect(source, 1);
    source.want({ width: wanted[0], height: wanted[1], fps: 60 });
    // Of the old size, one is held, one may be under way; a loaded machine may add to that.
    const sizes = (await collect(source, 5)).map(({ width, height }) => `${width}x${height}`);
    assert.equal(sizes.at(-1), size, sizes.join(" "));
  }
});

test("0x0 pauses a video, and it goes on in its place", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const log = new ProcessLog();
  await using source = openSource(await clipIn(folder.path), { fps: 30, log });
  await using clock = openSource("pattern:noise", { fps: 25 });
  clock.want({ width: 1, height: 1, fps: 25 });
  source.want(WANTED);
  const before = await collect(source, 3);
  source.want({ width: 0, height: 0, fps: 60 });
  await collect(clock, 8); // As many as the video would have shown.
  source.want(WANTED);
  assert.ok(assertInOrder([...before.slice(-1), ...(await collect(source, 1))]) <= 3);
  assert.equal(log.pids.length, 1);
});

test("a process whose parent is gone goes too", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const entry = fileURLToPath(new URL("../../src/camera/opencv-process.js", import.meta.url));
  const args = [entry, "file", await clipIn(folder.path)];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "ignore", "ignore", "pipe"] });
  child.stdin?.write(`${JSON.stringify(WANTED)}\n`);
  await once(child.stdio[3] as Readable, "data");
  child.stdin?.destroy();
  assert.deepEqual(await once(child, "exit"), [null, "SIGKILL"]);
});

test("a killed process is told, and started again by itself", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const log = new ProcessLog();
  await using source = openSource(await clipIn(folder.path), { fps: 30, log });
  source.want(WANTED);
  await collect(source, 3);
  process.kill(log.pids[0] as number, "SIGKILL");
  await untilStatus(source, "waiting");
  assert.ok(source.status.at === "waiting");
  assert.equal(source.status.problem, "its process crashed (SIGKILL)");
  assert.equal((await collect(source, 3)).length, 3);
  assert.equal(source.status.at, "live");
  assert.equal(log.pids.length, 2);
});

test("a process that hangs is killed after three seconds", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const log = new ProcessLog();
  const timing = new FakeTiming();
  await using source = openSource(await clipIn(folder.path), { fps: 30, log, timing });
  source.want(WANTED);
  await collect(source, 3);
  const pid = log.pids[0] as number;
  process.kill(pid, "SIGSTOP");
  timing.advance(4000);
  await untilStatus(source, "waiting");
  assert.ok(source.status.at === "waiting");
  assert.equal(source.status.problem, "no picture for 3 s");
  assert.equal(isAlive(pid), false);
  timing.advance(500);
  await untilStatus(source, "live");
});

test("disposing leaves no process behind", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const log = new ProcessLog();
  const source = openSource(await clipIn(folder.path), { fps: 30, log });
  source.want(WANTED);
  await collect(source, 1);
  await source[Symbol.asyncDispose]();
  assert.deepEqual(log.pids.map(isAlive), [false]);
});

test("a file that is not there, a folder and a text are told apart", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  mkdirSync(at("album"));
  writeFileSync(at("notes.mp4"), "dear diary");
  writeFileSync(at("empty.avi"), "");
  assert.equal((await troubleWith(at("gone.mp4"))).problem, "there is no such file");
  assert.equal((await troubleWith(at("album"))).problem, "it is a folder");
  assert.match((await troubleWith(at("notes.mp4"))).problem, /not a video/);
  assert.equal((await troubleWith(at("empty.avi"))).problem, "the file is empty");
});

test("a video that comes later is played once it is there", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = await clipIn(folder.path, "made.avi");
  const late = join(folder.path, "late.avi");
  const timing = new FakeTiming();
  await using source = openSource(late, { fps: 30, timing });
  source.want(WANTED);
  await untilStatus(source, "waiting");
  renameSync(path, late);
  timing.advance(500);
  await untilStatus(source, "live");
});
