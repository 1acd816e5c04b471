import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { makeGif } from "../rig/gif.js";
import { pictureIn } from "../rig/pane.js";
import { PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { makeVideo, openCv, readLetterboxed, stampNumber } from "../rig/video.js";

const SIZE = { width: 320, height: 160 };
const RATE = 20;
const LEFT = "\u001B[D";
const RIGHT = "\u001B[C";
const SHIFT_LEFT = "\u001B[1;2D";

const picture = (n: number): Uint8Array => stampNumber(paintPattern("ball", SIZE, n * 50), SIZE, n);

async function videoIn(folder: string, frames: number): Promise<string> {
  const path = join(folder, "clip.avi");
  await makeVideo(path, { ...SIZE, fps: RATE, frames, picture });
  return path;
}

const tetatty = (...args: readonly string[]): Pty =>
  openPty({ command: process.execPath, args: [PROGRAM, ...args] });

/** All rows but the two bars at the bottom. */
function shown({ screen }: Pty): Frame | undefined {
  return pictureIn(screen, { x: 0, y: 0, cols: screen.cols, rows: screen.rows - 2 });
}

/** The number of the video's picture that is on the screen; -1 while there is none. */
function number(pty: Pty): number {
  const frame = shown(pty);
  return frame ? readLetterboxed(frame, SIZE) : -1;
}

/** The number of the picture that the status line says is shown. */
function position(pty: Pty): number {
  const [, minutes, seconds] = /(\d\d):(\d\d\.\d{3}) \//.exec(pty.text()) ?? [];
  return Math.round((Number(minutes) * 60 + Number(seconds)) * RATE);
}

async function showsNumber(pty: Pty, n: number): Promise<void> {
  await pty.until(`picture ${n}`, () => number(pty) === n);
}

test(
  "a video is paused, stepped through and sought in, and looks like itself",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    await using play = tetatty("play", await videoIn(folder.path, 250));
    await play.until("it to play", () => number(play) > 2);
    play.write(" ");
    await play.shows("paused");
    // By the status line: the last picture may still be on its way to the screen.
    const held = position(play);
    await showsNumber(play, held);
    play.write(".");
    await showsNumber(play, held + 1);
    play.write("\u001B[H");
    await showsNumber(play, 0);
    await play.shows("00:00.000 / 00:12");
    play.write(RIGHT);
    await showsNumber(play, 5 * RATE);
    await play.shows("00:05.000 / 00:12");
    play.write(RIGHT + LEFT + RIGHT);
    await showsNumber(play, 10 * RATE);
    play.write(SHIFT_LEFT);
    await showsNumber(play, 9 * RATE);
    play.resize(100, 30);
    await play.until("the same picture, larger", () => shown(play)?.width === 100);
    await showsNumber(play, 9 * RATE);
    const seen = shown(play) as Frame;
    const own = makeFrame(SIZE.width, SIZE.height, picture(9 * RATE), 0);
    const likeness = psnr(seen.pixels, new Letterbox(seen).fit(own).pixels);
    assert.ok(likeness > 25, `${likeness} dB`);
    play.write(" ");
    await play.until("it to go on", () => number(play) > 9 * RATE + 2);
    play.write("q");
    assert.deepEqual(await play.exit(), { status: 0, cooked: true });
  },
);

test(
  "a video leaves at its end, and does not when it loops",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    const path = await videoIn(folder.path, 20);
    await using once = tetatty("play", path);
    assert.deepEqual(await once.exit(), { status: 0, cooked: true });
    await using looping = tetatty("play", path, "--loop");
    await looping.shows("loop");
    await looping.until("the end", () => number(looping) > 15);
    await looping.until("the beginning", () => number(looping) < 5);
    looping.write("l");
    assert.deepEqual(await looping.exit(), { status: 0, cooked: true });
    await using few = tetatty("play", path, "--loop", "--frames", "30");
    assert.deepEqual(await few.exit(), { status: 0, cooked: true });
  },
);

test(
  "a video begins where it was asked to, and home is its beginning",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    await using play = tetatty("play", await videoIn(folder.path, 250), "--start", "0:05");
    // A screen that is still black has the number 0.
    await play.until("a picture", () => number(play) > 0);
    assert.ok(number(play) >= 5 * RATE, `${number(play)}`);
    play.write(" \u001B[H");
    await showsNumber(play, 0);
    play.write("q");
    await play.exit();
  },
);

test("a pattern is played without keys that it could not obey", { skip: noPty }, async () => {
  await using play = tetatty("play", "pattern:bars");
  await play.until("the bars", () => shown(play) !== undefined);
  assert.doesNotMatch(play.text(), /pause/);
  play.write(" \u001B");
  assert.deepEqual(await play.exit(), { status: 0, cooked: true });
});

test(
  "a GIF that moves does so over and over, until it is told not to",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "a.gif");
    writeFileSync(path, makeGif({ width: 80, height: 44 }, [10, 60, 120]));
    await using play = tetatty("play", path);
    const level = (): number => shown(play)?.pixels[0] ?? 0;
    await play.until("its end", () => level() > 200);
    await play.until("its next turn", (text) => text.includes("  loop  ") && level() < 60);
    play.write("l");
    assert.deepEqual(await play.exit(), { status: 0, cooked: true });
  },
);

test("a terminal that says it is dumb is not drawn in", { skip: noPty }, async () => {
  for (const words of [["play", "a.mp4"], ["preview"], ["call", "localhost"], ["demo"]]) {
    await using pty = openPty({
      command: process.execPath,
      args: [PROGRAM, ...words],
      env: { TERM: "dumb" },
    });
    assert.deepEqual(await pty.exit(), { status: 66, cooked: true });
    assert.match(
      pty.text().replaceAll("\n", ""),
      /^tetatty: TERM is dumb: this terminal cannot be/,
    );
  }
});

test("what cannot be played is said, with what to do", { skip: noPty }, async () => {
  await using play = tetatty("play", "nowhere.avi");
  assert.deepEqual(await play.exit(), { status: 66, cooked: true });
  assert.match(play.text().replaceAll("\n", ""), /nowhere\.avi: there is no such file - looked/);
  await using stdin = tetatty("play", "-");
  assert.deepEqual(await stdin.exit(), { status: 2, cooked: true });
  assert.match(stdin.text(), /^tetatty: play takes its keys from stdin - save the video/);
});
