import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { swapRedAndBlue } from "../../src/frame/swap.js";
import { loadSharp } from "../../src/native/load.js";
import { Film } from "../../src/render/film.js";
import { GLYPHS, type Glyphs } from "../../src/render/glyphs/glyph-set.js";
import { GLYPH_WORDS } from "../../src/render/words-style.js";
import { HeadlessTerminal, type SeenCell } from "../rig/headless-terminal.js";
import { mosaicIn } from "../rig/mosaic.js";
import { pictureIn } from "../rig/pane.js";
import { PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { makeVideo, openCv, readVideo, stampNumber } from "../rig/video.js";

const SIZE = { width: 320, height: 160 };

const tetatty = (...args: readonly string[]): Pty =>
  openPty({ command: process.execPath, args: [PROGRAM, ...args] });

const endingWith = (folder: string, ending: string): readonly string[] =>
  (existsSync(folder) ? readdirSync(folder) : []).filter((name) => name.endsWith(ending));

const pathOf = (folder: string, ending: string): string => {
  const [name, ...more] = endingWith(folder, ending);
  assert.deepEqual(more, []);
  return join(folder, name ?? "");
};

/** The rows of a screen but for `bars` at its end; nobody sees the colour of a letter that is not there. */
function rowsOf(screen: HeadlessTerminal, bars: number): readonly (readonly Partial<SeenCell>[])[] {
  return Array.from({ length: screen.rows - bars }, (_, y) =>
    Array.from({ length: screen.cols }, (_unused, x) => {
      const cell = screen.seen(x, y);
      return cell.glyph === " " ? { glyph: " ", bg: cell.bg } : cell;
    }),
  );
}

/** The picture over the two bars. */
const pictureOf = (screen: HeadlessTerminal): Frame | undefined =>
  pictureIn(screen, { x: 0, y: 0, cols: screen.cols, rows: screen.rows - 2 });

interface Event {
  readonly at: number;
  readonly code: string;
  readonly data: string;
}

/** The lines of an asciicast, checked for what its format promises. */
function readCast(path: string): readonly Event[] {
  const [head = "", ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const header = JSON.parse(head) as Readonly<Record<string, unknown>>;
  assert.deepEqual([header["version"], header["width"], header["height"]], [2, 80, 24]);
  const events = lines.map((line) => {
    const [at, code, data] = JSON.parse(line) as [number, string, string];
    return { at, code, data };
  });
  assert.ok(
    events.every(({ at }, n) => at >= (events[n - 1]?.at ?? 0)),
    "time goes forward",
  );
  return events;
}

async function replay(events: readonly Event[], screen: HeadlessTerminal): Promise<void> {
  screen.onAnswer((answer) => assert.fail(`a question: ${JSON.stringify(answer)}`));
  for (const { code, data } of events) {
    if (code === "o") await screen.write(data);
    else screen.resize(...(data.split("x").map(Number) as [number, number]));
  }
}

test(
  "a snapshot is the video's own picture, and the screen as cat shows it",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    const clip = join(folder.path, "clip.avi");
    const picture = (n: number): Uint8Array =>
      stampNumber(paintPattern("ball", SIZE, n * 50), SIZE, n);
    await makeVideo(clip, { ...SIZE, fps: 20, frames: 200, picture });
    const album = join(folder.path, "new", "album");
    await using play = tetatty("play", clip, "--save-to", album);
    await play.until("it to play", (text) => text.includes("00:01"));
    play.write(" \u001B[H\u001B[C");
    await play.shows("00:05.000");
    play.write("s");
    await play.shows("saved tetatty-");

    const { data } = await loadSharp()(pathOf(album, ".png"))
      .raw()
      .toBuffer({ resolveWithObject: true });
    const rgb = picture(100);
    for (let at = 0; at < rgb.length; at += 3) rgb.subarray(at, at + 3).reverse();
    assert.ok(psnr(data, rgb) > 30, `${psnr(data, rgb)} dB`);

    using shown = new HeadlessTerminal(80, 24);
    const text = readFileSync(pathOf(album, ".ans"), "utf8");
    assert.equal(text.split("\n").length, 25);
    await shown.write(text.trimEnd().replaceAll("\n", "\r\n"));
    assert.deepEqual(rowsOf(shown, 2), rowsOf(play.screen, 2));
    assert.match(shown.lines().join("\n"), /clip\.avi {2}paused/);
    play.write("q");
    await play.exit();
  },
);

/** What a screen shows of a picture, whatever it is made of; letters are not read. */
const shownIn = (screen: HeadlessTerminal, glyphs: Glyphs): Frame | undefined => {
  const rect = { x: 0, y: 0, cols: screen.cols, rows: screen.rows - 2 };
  if (glyphs === "ascii") return undefined;
  return glyphs === "half" ? pictureIn(screen, rect) : mosaicIn(screen, rect, glyphs);
};

/** A picture in the shapes given as well as they can show it, over two empty rows. */
async function filmed(picture: Frame, glyphs: Glyphs): Promise<HeadlessTerminal> {
  const film = new Film({ colors: "truecolor", cols: 80, rows: 22, glyphs, lossless: true });
  const screen = new HeadlessTerminal(80, 24);
  film.take(picture);
  await screen.write(film.update());
  return screen;
}

test(
  "g goes through the shapes, and a snapshot has the picture in each",
  { skip: noPty },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "face.png");
    const size = { width: 80, height: 44 };
    const bgr = paintPattern("face", size, 0);
    await loadSharp()(swapRedAndBlue(bgr), { raw: { ...size, channels: 3 } })
      .png()
      .toFile(path);
    const own = makeFrame(size.width, size.height, bgr, 0);
    await using preview = openPty({
      command: process.execPath,
      args: [PROGRAM, "preview", "--source", path, "--no-mirror", "--save-to", folder.path],
      env: { TERM: "foot" },
    });
    await preview.until("the picture", () => preview.screen.is24Bit(40, 10));
    const known = new Set<string>();
    for (const glyphs of GLYPHS) {
      if (known.size > 0) preview.write("g");
      if (known.size > 0) await preview.shows(GLYPH_WORDS[glyphs]);
      preview.write("s");
      // The PNG is written last.
      await until("a snapshot", () => endingWith(folder.path, "png").length === known.size + 2);
      const name = endingWith(folder.path, ".ans").find((each) => !known.has(each)) ?? "";
      known.add(name);
      using screen = new HeadlessTerminal(80, 24);
      const text = readFileSync(join(folder.path, name), "utf8");
      await screen.write(text.trimEnd().replaceAll("\n", "\r\n"));
      const shown = shownIn(screen, glyphs);
      if (glyphs === "ascii") assert.match(text, /[%@#]{2}/);
      else assert.ok(shown, `${glyphs}: other shapes, too`);
      using exact = await filmed(own, glyphs);
      const likeness = shown ? psnr(shown.pixels, shownIn(exact, glyphs)!.pixels) : Infinity;
      assert.ok(likeness > 60, `${glyphs}: ${likeness} dB`);
    }
    preview.write("g");
    await preview.shows(GLYPH_WORDS.half);
  },
);

/** A still picture of four colours: its path, and its pixels as pictures have them. */
async function flagIn(
  folder: string,
): Promise<{ readonly path: string; readonly bgr: Uint8Array }> {
  const [width, height] = [90, 56];
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const right = at % width >= width / 2;
    const lower = at >= (width * height) / 2;
    rgb.set([right ? 250 : 20, lower ? 240 : 30, right === lower ? 10 : 200], at * 3);
  }
  const path = join(folder, "flag.png");
  await loadSharp()(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
  for (let at = 0; at < rgb.length; at += 3) rgb.subarray(at, at + 3).reverse();
  return { path, bgr: rgb };
}

test("a recording played back is what was on the screen", { skip: noPty }, async () => {
  using folder = temporaryFolder();
  const flag = await flagIn(folder.path);
  const args = ["preview", "--source", flag.path, "--no-mirror", "--save-to", folder.path];
  await using preview = tetatty(...args);
  await preview.shows("90x56");
  preview.write("r");
  await preview.shows("● rec");
  await preview.shows("recording to tetatty-");
  preview.resize(90, 30);
  const isFlag = (screen: HeadlessTerminal): boolean => {
    const picture = pictureOf(screen);
    return picture?.width === 90 && psnr(picture.pixels, flag.bgr) > 40;
  };
  await preview.until("the larger picture", () => isFlag(preview.screen));
  preview.write("r");
  await preview.shows("recorded tetatty-");
  const events = readCast(pathOf(folder.path, ".cast"));
  assert.ok(events.some(({ code, data }) => code === "r" && data === "90x30"));
  using shown = new HeadlessTerminal(80, 24);
  await replay(events, shown);
  assert.equal(shown.cols, 90);
  assert.ok(isFlag(shown));
  assert.match(shown.lines().join("\n"), /● rec/);
  preview.write("q");
  assert.deepEqual(await preview.exit(), { status: 0, cooked: true });
});

test("a recorded video is the pictures, and plays", { skip: noPty || openCv }, async () => {
  using folder = temporaryFolder();
  const flag = await flagIn(folder.path);
  const album = join(folder.path, "album");
  const args = ["--source", flag.path, "--no-mirror", "--record-as", "both", "--save-to", album];
  await using preview = tetatty("preview", ...args);
  await preview.shows("90x56");
  preview.write("r");
  await preview.shows("● rec");
  await preview.shows(".cast and .avi");
  await until("a picture on disk", () => existsSync(album) && endingWith(album, ".avi").length > 0);
  preview.write("r");
  await preview.shows("recorded tetatty-");
  assert.equal(endingWith(album, ".cast").length, 1);
  const { width, height, pictures } = readVideo(pathOf(album, ".avi"));
  const shown = new Letterbox({ width, height });
  assert.ok(pictures.length > 0);
  for (const pixels of pictures) {
    const likeness = psnr(pixels, shown.fit(makeFrame(90, 56, flag.bgr, 0)).pixels);
    assert.ok(likeness > 25, `${likeness} dB`);
  }
  await using play = tetatty("play", pathOf(album, ".avi"));
  assert.deepEqual(await play.exit(), { status: 0, cooked: true });
});

test("both sides of a call see that one of them records", { skip: noPty }, async () => {
  using folder = temporaryFolder();
  const ann = tetatty(
    "--source",
    "pattern:face",
    "--listen",
    "127.0.0.1:0",
    "--auto-answer",
    "--name",
    "ann",
  );
  await using _ann = ann;
  const port = (): string => /on (?:port |[\d.]+:)(\d+)/.exec(ann.text())?.[1] ?? "";
  await ann.until("listening", () => port() !== "");
  const call = ["call", `127.0.0.1:${port()}`, "--no-listen", "--save-to", folder.path];
  await using bob = tetatty(...call, "--source", "pattern:bars", "--name", "bob");
  await bob.shows("in call with");
  await ann.shows("in call with bob");
  bob.write("r");
  await bob.shows("● rec");
  await ann.shows("● bob? is recording");
  bob.write("s");
  await bob.shows("saved tetatty-");
  assert.ok(existsSync(pathOf(folder.path, ".png")));
  bob.write("r");
  await ann.until("no lamp", (text) => !text.includes("is recording"));
  await bob.until("no lamp", (text) => !text.includes("● rec"));

  bob.write("r");
  await bob.shows("● rec");
  await ann.shows("● bob? is recording");
  ann.write("h");
  await ann.until("no lamp after the call", (text) => !text.includes("is recording"));
  bob.write("\u0003");
  await bob.exit();
  await until("two whole recordings", () => endingWith(folder.path, ".cast").length === 2);
  for (const name of endingWith(folder.path, ".cast"))
    assert.ok(readCast(join(folder.path, name)).length > 2);
});

test("what cannot be saved is said, with what to do", { skip: noPty }, async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, "file");
  writeFileSync(file, "");
  await using preview = tetatty("preview", "--source", "pattern:bars", "--save-to", file);
  await preview.shows("pattern:bars");
  preview.write("s");
  await preview.until("why", (text) => /cannot save to.*it is a file/s.test(text));
  await preview.shows("--save-to");
  preview.write("q");
  await preview.exit();
});

test(
  "a recording that the disk has no room for ends in a whole line",
  { skip: noPty },
  async () => {
    using folder = temporaryFolder();
    const play = [PROGRAM, "play", "pattern:noise", "--lossless", "--save-to", folder.path];
    // Files may have 200 kB, and who writes more gets an error and no signal.
    const script = `trap '' XFSZ; ulimit -f 400; exec "$@"`;
    const args = ["-c", script, "--", process.execPath, ...play];
    await using pty = openPty({ command: "sh", args });
    await pty.shows("pattern:noise");
    pty.write("r");
    await pty.until("why", (text) => /recording ended: .* - what came before is in/s.test(text));
    assert.doesNotMatch(pty.text(), /● rec/);
    const events = readCast(pathOf(folder.path, ".cast"));
    assert.ok(events.length > 1);
    using screen = new HeadlessTerminal(80, 24);
    await replay(events, screen);
    assert.ok(pictureOf(screen));
    pty.write("q");
    assert.deepEqual(await pty.exit(), { status: 0, cooked: true });
  },
);
