import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { swapRedAndBlue } from "../../src/frame/swap.js";
import { loadSharp } from "../../src/native/load.js";
import { ended, type Ended, startRender } from "../rig/filter.js";
import { makeGif } from "../rig/gif.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { pictureIn } from "../rig/pane.js";
import { PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { noPty, openPty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { makeVideo, openCv, readLetterboxed, stampNumber } from "../rig/video.js";

const SIZE = { width: 160, height: 80 };
/** What pictures of that aspect take of the room for them. */
const CELLS = { cols: 60, rows: 15 };
const FRAMES = 12;
const FLAGS = ["--cells", "60x20", "--color", "truecolor"];
const END = "\u001B[?2026l";
/** Colours and glyphs, and no other sequence. */
const LINES = new RegExp(String.raw`^(?:(?:\x1b\[[\d;]*m|[ ▀▄█])+\n){15}$`);
const SHOW_CURSOR = "\u001B[?25h";

const picture = (n: number): Frame =>
  makeFrame(SIZE.width, SIZE.height, paintPattern("face", SIZE, n * 40), n);

async function render(input: Uint8Array, ...args: readonly string[]): Promise<Ended> {
  using home = temporaryFolder();
  const child = startRender(home.path, ...args);
  child.stdin?.on("error", () => undefined).end(input);
  return await ended(child);
}

const clip = (): Uint8Array =>
  Buffer.concat(Array.from({ length: FRAMES }, (_, n) => picture(n).pixels));

/** Plays a film to a terminal; what it shows after each update. */
async function* played(film: string): AsyncGenerator<Frame | undefined> {
  using terminal = new HeadlessTerminal(CELLS.cols + 3, CELLS.rows + 3);
  for (const update of film.split(END).slice(0, -1)) {
    await terminal.write(update + END);
    yield pictureIn(terminal, { x: 0, y: 0, ...CELLS });
  }
}

for (const [lossless, least] of [
  [true, Infinity],
  [false, 34],
] as const) {
  test(`pictures from a pipe become what a terminal shows, ${lossless ? "exactly" : "nearly"}`, async () => {
    const more = lossless ? ["--lossless"] : [];
    const { code, out, err } = await render(
      clip(),
      ...FLAGS,
      ...more,
      "--size",
      "160x80",
      "--stats",
      "json",
    );
    const stats = JSON.parse(err) as Record<string, number | null>;
    assert.equal(code, 0);
    let n = 0;
    let bytes = 0;
    const letterbox = new Letterbox({ width: 60, height: 30 });
    for await (const shown of played(out)) {
      const asked = letterbox.fit(picture(n++));
      const likeness = psnr(asked.pixels, shown?.pixels ?? new Uint8Array(0));
      assert.ok(likeness >= least, `picture ${n}: ${likeness} dB`);
    }
    bytes = Buffer.byteLength(out);
    assert.equal(n, FRAMES);
    assert.equal(stats["frames"], FRAMES);
    assert.ok(
      bytes - Number(stats["bytes"]) < 50,
      "all but the opening and the closing is counted",
    );
    assert.ok(Number(stats["psnrDb"]) > 20 && Number(stats["psnrDb"]) < 60);
  });
}

test("every family of glyphs makes a film of its own", async () => {
  const films = await Promise.all(
    ["half", "quadrant", "sextant", "octant", "braille", "ascii"].map(async (glyphs) => {
      const args = ["--size", "160x80", "--glyphs", glyphs, "--frames", "2"];
      const { code, out } = await render(clip(), ...FLAGS, ...args);
      assert.equal(code, 0, glyphs);
      assert.equal(out.split(END).length, 3, `${glyphs}: two updates`);
      return out;
    }),
  );
  const alphabets = [
    /[▀▄]/,
    /[▘▝▖▗]/,
    /[\u{1FB00}-\u{1FB3B}]/u,
    /[\u{1CD00}-\u{1CDE5}]/u,
    /[⠁-⣿]/,
    /[%@#]/,
  ];
  for (const [i, film] of films.entries()) assert.match(film, alphabets[i] as RegExp);
  assert.equal(new Set(films).size, films.length);
});

test("a film's end is told when it is cut off, and a missing beginning, too", async () => {
  const cut = await render(clip().subarray(0, -100), "--size", "160x80", ...FLAGS);
  assert.deepEqual([cut.code, cut.out.split(END).length - 1], [1, FRAMES - 1]);
  assert.match(
    cut.err,
    /^tetatty: the last picture is cut off: 38300 bytes, and a picture of 160x80/,
  );
  assert.ok(cut.out.endsWith(SHOW_CURSOR));
  const none = await render(new Uint8Array(10), "--size", "160x80", ...FLAGS);
  assert.deepEqual([none.code, none.out], [66, ""]);
  assert.match(none.err, /^tetatty: 10 bytes came, and a picture of 160x80 has 38400 - is --size/);
  const empty = await render(new Uint8Array(0), "--size", "160x80", ...FLAGS);
  assert.deepEqual([empty.code, empty.out], [66, ""]);
  assert.match(
    empty.err,
    /^tetatty: nothing came on stdin - pipe raw BGR pictures in, or name a file/,
  );
});

test("a reader who has seen enough may leave", async () => {
  using home = temporaryFolder();
  const child = startRender(home.path, "--source", "pattern:noise", ...FLAGS);
  let err = "";
  child.stderr?.on("data", (text) => (err += String(text)));
  child.stdout?.once("data", () => child.stdout?.destroy());
  assert.deepEqual([await once(child, "close"), err], [[0, null], ""]);
});

test("a still picture in a file is text in colour, counted once", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "flag.png");
  const { width, height, pixels } = picture(0);
  await loadSharp()(swapRedAndBlue(pixels), { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
  using home = temporaryFolder();
  const child = startRender(home.path, "--source", path, "--lossless", "--stats", ...FLAGS);
  const { code, out, err } = await ended(child);
  assert.equal(code, 0);
  assert.match(err, /^1 picture, \d+ bytes; encoded in \d+ µs; \d+(?:\.\d+)? dB\n$/);
  assert.equal(Number(/(\d+) bytes/.exec(err)?.[1]), Buffer.byteLength(out));
  assert.match(out, LINES);
  using terminal = new HeadlessTerminal(70, 20);
  await terminal.write(`here: $ cat\r\n${out.replaceAll("\n", "\r\n")}`);
  assert.equal(terminal.lines()[0], "here: $ cat");
  const shown = pictureIn(terminal, { x: 0, y: 1, ...CELLS });
  const asked = new Letterbox({ width: 60, height: 30 }).fit(picture(0));
  assert.deepEqual(shown?.pixels, asked.pixels);
});

test("ctrl-c gives the cursor back, and so does the end", async () => {
  using home = temporaryFolder();
  const child = startRender(home.path, "--source", "pattern:ball", ...FLAGS);
  child.stdout?.once("data", () => child.kill("SIGINT"));
  const { code, out, err } = await ended(child);
  assert.deepEqual([code, err], [130, ""]);
  assert.ok(out.endsWith(SHOW_CURSOR));
});

test("a reader who is slow makes the film wait, not grow", async () => {
  using home = temporaryFolder();
  const child = startRender(home.path, "--size", "160x80", "--lossless", ...FLAGS);
  const one = picture(0).pixels;
  const other = picture(9).pixels;
  const fed = { pictures: 0 };
  const feed = (): void => {
    const { stdin } = child;
    for (let takes = true; takes; fed.pictures++)
      takes = stdin?.write(fed.pictures % 2 === 0 ? one : other) ?? false;
  };
  child.stdin?.on("drain", feed).on("error", () => undefined);
  feed();
  await once(child.stdout as Readable, "data");
  child.stdout?.pause();
  // Nobody reads: after what pipes hold, it takes no more.
  let before = -1;
  while (before !== fed.pictures && fed.pictures < 1000) {
    before = fed.pictures;
    await new Promise((done) => setTimeout(done, 300));
  }
  assert.ok(fed.pictures < 200, `${fed.pictures} pictures were taken that nobody saw`);
  // Nor does anybody read its last words, and it leaves all the same.
  child.kill("SIGTERM");
  assert.deepEqual(await once(child, "exit"), [143, null]);
  child.stdout?.destroy();
});

test("a video is rendered to its end through OpenCV", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "clip.avi");
  const size = { width: 320, height: 160 };
  const pixelsOf = (n: number): Uint8Array =>
    stampNumber(paintPattern("ball", size, n * 50), size, n);
  await makeVideo(path, { ...size, fps: 25, frames: 20, picture: pixelsOf });
  using home = temporaryFolder();
  const { code, out, err } = await ended(startRender(home.path, "--source", path, ...FLAGS));
  assert.deepEqual([code, err], [0, ""]);
  const numbers: number[] = [];
  let last: Frame | undefined;
  for await (const shown of played(out)) {
    assert.ok(shown);
    numbers.push(readLetterboxed(shown, size));
    last = shown;
  }
  const all = Array.from({ length: 20 }, (_, n) => n);
  assert.deepEqual(numbers, all, "every picture, once");
  const own = new Letterbox({ width: 60, height: 30 }).fit(makeFrame(320, 160, pixelsOf(19), 0));
  const likeness = psnr(own.pixels, last?.pixels ?? new Uint8Array(0));
  assert.ok(likeness > 28, `${likeness} dB`);
});

test("a video is rendered from where it was asked to begin", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "clip.avi");
  const size = { width: 320, height: 160 };
  const pixelsOf = (n: number): Uint8Array =>
    stampNumber(paintPattern("ball", size, n * 50), size, n);
  await makeVideo(path, { ...size, fps: 25, frames: 30, picture: pixelsOf });
  using home = temporaryFolder();
  const args = ["--source", path, "--start", "0:00.8", ...FLAGS];
  const { code, out } = await ended(startRender(home.path, ...args));
  assert.equal(code, 0);
  const numbers: number[] = [];
  for await (const shown of played(out)) if (shown) numbers.push(readLetterboxed(shown, size));
  const rest = Array.from({ length: 10 }, (_, n) => 20 + n);
  assert.deepEqual(numbers, rest);
  const still = await ended(startRender(home.path, "--source", "pattern", "--start", "1"));
  assert.deepEqual([still.code, still.out], [2, ""]);
  assert.match(still.err, /^tetatty: --start is for recordings, and pattern:ball is none - leave/);
});

test("a GIF that moves is a film", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.gif");
  writeFileSync(path, makeGif({ width: 60, height: 30 }, [10, 60, 120]));
  using home = temporaryFolder();
  const { code, out, err } = await ended(startRender(home.path, "--source", path, ...FLAGS));
  assert.deepEqual([code, err], [0, ""]);
  const levels: number[] = [];
  for await (const shown of played(out)) levels.push(shown?.pixels[0] ?? -1);
  assert.equal(levels.length, 3);
  for (const [n, level] of [20, 120, 240].entries())
    assert.ok(Math.abs((levels[n] ?? 0) - level) < 6, levels.join(" "));
});

test(
  "at a rate that was asked for, a video plays as it does for people",
  { skip: openCv },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "clip.avi");
    const size = { width: 160, height: 80 };
    const pixelsOf = (n: number): Uint8Array => paintPattern("ball", size, n * 50);
    await makeVideo(path, { ...size, fps: 25, frames: 25, picture: pixelsOf });
    using home = temporaryFolder();
    const args = ["--source", path, "--fps", "5", "--stats", "json", ...FLAGS];
    const { code, err } = await ended(startRender(home.path, ...args));
    assert.equal(code, 0);
    const { frames } = JSON.parse(err) as { readonly frames: number };
    assert.ok(frames >= 2 && frames < 15, `${frames} of 25 pictures`);
  },
);

test("in a terminal it fills it, and the prompt comes after", { skip: noPty }, async () => {
  const args = [PROGRAM, "render", "--source", "pattern:face", "--frames", "3"];
  await using pty = openPty({ command: process.execPath, args, cols: 50, rows: 16 });
  assert.deepEqual(await pty.exit(), { status: 0, cooked: true });
  assert.ok(pictureIn(pty.screen, { x: 0, y: 0, cols: 50, rows: 15 }));
  assert.equal(pty.lines()[15], "");
  await using typed = openPty({ command: process.execPath, args: [PROGRAM, "render"] });
  assert.deepEqual(await typed.exit(), { status: 66, cooked: true });
  assert.match(typed.text(), /no pictures can come from a terminal - name a file/);
});

test("light is mixed and not levels, where asked to", async () => {
  // Lines of black and white, two to a pixel that is shown: grey of level 128, or of half the light, 188.
  const pixels = Uint8Array.from({ length: 120 * 80 * 3 }, (_, i) => ((i / 360) & 1 ? 255 : 0));
  const levelOf = async (...more: readonly string[]) => {
    const { out, code } = await render(pixels, "--size", "120x80", "--lossless", ...FLAGS, ...more);
    assert.equal(code, 0);
    return Number(/38;2;(\d+)|48;2;(\d+)/.exec(out)?.slice(1).find(Boolean));
  };
  assert.ok(Math.abs((await levelOf()) - 128) <= 1);
  assert.ok(Math.abs((await levelOf("--linear-light")) - 188) <= 1);
});
