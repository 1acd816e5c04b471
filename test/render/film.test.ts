import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { Film, type FilmOptions } from "../../src/render/film.js";
import { GLYPHS } from "../../src/render/glyphs/glyph-set.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { pictureIn } from "../rig/pane.js";
import { psnr } from "../rig/psnr.js";
import { cameraLike } from "./scene.js";

const LINES = ["one", "two", "three"];
const SELECT = new RegExp(String.raw`\x1b\[[\d;]*m`, "g");
const decoder = new TextDecoder();

/** A terminal in the middle of a session. */
async function used(cols: number, rows: number): Promise<HeadlessTerminal> {
  const terminal = new HeadlessTerminal(cols, rows);
  await terminal.write(`${LINES.join("\r\n")}\r\n$ cat`);
  return terminal;
}

const cellsOf = (screen: HeadlessTerminal) =>
  Array.from({ length: 120 }, (_, n) => screen.seen(n % 20, Math.floor(n / 20)));

test("a film is drawn where the cursor is, and leaves the rest of the screen alone", async () => {
  const film = new Film({ colors: "truecolor", cols: 20, rows: 10, lossless: true });
  const terminal = await used(30, 14);
  const box = new Letterbox({ width: 20, height: 10 });
  for (const time of [0, 3, 9]) {
    const picture = cameraLike(64, 32, time);
    film.take(picture);
    if (time === 0) await terminal.write(film.opening());
    const update = film.update();
    const text = decoder.decode(update);
    assert.ok(text.startsWith("\x1b[?2026h") && text.endsWith("\x1b[?2026l"));
    await terminal.write(update);
    const shown = pictureIn(terminal, { x: 0, y: 3, cols: 20, rows: 5 });
    assert.deepEqual(shown?.pixels, box.fit(picture).pixels);
  }
  assert.deepEqual(film.cells, { cols: 20, rows: 5 }, "as many rows as its pictures fill");
  await terminal.write(film.closing());
  await terminal.write("$");
  assert.deepEqual(terminal.lines().slice(0, 3), LINES);
  assert.equal(terminal.lines()[8], "$");
  assert.equal(terminal.cell(0, 8).fg, undefined);
});

test("a film at the foot of a screen that it fills scrolls once, and not with every picture", async () => {
  for (const glyphs of GLYPHS) {
    const film = new Film({ colors: "truecolor", cols: 20, rows: 6, glyphs });
    const own = new Film({ colors: "truecolor", cols: 20, rows: 6, glyphs });
    const [terminal, large] = [await used(20, 6), new HeadlessTerminal(30, 20)];
    for (const time of [0, 1, 2, 8]) {
      const picture = cameraLike(40, 24, time);
      film.take(picture);
      own.take(picture);
      if (time === 0) await terminal.write(film.opening());
      await terminal.write(film.update());
      await large.write(own.update());
      assert.deepEqual(cellsOf(terminal), cellsOf(large), glyphs);
    }
    await terminal.write(film.closing());
    await terminal.write("$");
    assert.equal(terminal.lines()[5], "$", glyphs);
  }
});

test("one picture alone is lines of colour, and the bytes of what is seen", async () => {
  const picture = cameraLike(64, 32, 0);
  const text = (options: Partial<FilmOptions>): string => {
    const film = new Film({ colors: "truecolor", cols: 20, rows: 10, ...options });
    film.take(picture);
    const bytes = film.text();
    assert.deepEqual(film.stats, { frames: 1, bytes: bytes.length, first: bytes.length });
    return decoder.decode(bytes);
  };
  const exact = text({ lossless: true });
  const lines = exact.split("\n");
  assert.deepEqual([lines.length, lines.at(-1)], [6, ""]);
  assert.deepEqual(exact.replaceAll(SELECT, "").match(/[^ \n▀▄█]/g), null);
  assert.ok(lines.slice(0, -1).every((line) => line.endsWith("\x1b[0m")));
  const terminal = await used(30, 7);
  await terminal.write(`\r\n${exact.replaceAll("\n", "\r\n")}`);
  const shown = pictureIn(terminal, { x: 0, y: 1, cols: 20, rows: 5 });
  const asked = new Letterbox({ width: 20, height: 10 }).fit(picture);
  assert.deepEqual(shown?.pixels, asked.pixels);
  const near = text({});
  assert.ok(near.length < exact.length, `${near.length} of ${exact.length} bytes`);
  const other = await used(30, 7);
  await other.write(`\r\n${near.replaceAll("\n", "\r\n")}`);
  const seen = pictureIn(other, { x: 0, y: 1, cols: 20, rows: 5 });
  assert.ok(psnr(seen?.pixels ?? new Uint8Array(0), asked.pixels) > 40);
});

test("one picture alone takes fewer bytes than a film of it", () => {
  for (const glyphs of ["half", "octant"] as const) {
    const make = (): Film => {
      const film = new Film({ colors: "truecolor", cols: 80, rows: 24, glyphs });
      film.take(cameraLike(160, 96, 0));
      return film;
    };
    const film = make();
    const bytes = film.update().length + film.closing().length;
    const alone = make().text().length;
    assert.ok(alone < bytes, `${glyphs}: ${alone} instead of ${bytes}`);
  }
});

test("what no terminal has room for at once is painted whole", async () => {
  const film = new Film({ colors: "truecolor", cols: 700, rows: 350, lossless: true });
  film.take(cameraLike(700, 700, 0));
  const bytes = film.update().length;
  film.take(cameraLike(700, 700, 0));
  assert.ok(bytes > 4 << 20, "more than a painter's scratch");
  assert.ok(film.update().length < 30, "nothing was left to do");
});

test("a film counts what it took", () => {
  const film = new Film({ colors: "256", cols: 16, rows: 5, glyphs: "sextant" });
  const lengths = [0, 1, 2].map((time) => {
    film.take(cameraLike(40, 20, time));
    return film.update().length;
  });
  assert.deepEqual(film.stats, {
    frames: 3,
    bytes: lengths.reduce((sum, length) => sum + length, 0),
    first: lengths[0],
  });
});

test("a film in linear light keeps the brightness of what is finer than its pixels", async () => {
  const stripes = Uint8Array.from({ length: 40 * 20 * 3 }, (_, i) =>
    Math.floor(i / 3) % 2 === 0 ? 255 : 0,
  );
  for (const [linear, level] of [
    [false, 0x80],
    [true, 0xbc],
  ] as const) {
    const film = new Film({ colors: "truecolor", cols: 20, rows: 5, lossless: true, linear });
    const terminal = new HeadlessTerminal(20, 5);
    film.take(makeFrame(40, 20, stripes, 0));
    await terminal.write(film.update());
    assert.equal(terminal.cell(4, 2).bg, level * 0x010101);
  }
});

test("the last picture of a film, which stays, is made sharp, unless nobody waits for that", async () => {
  const film = new Film({ colors: "truecolor", cols: 40, rows: 12 });
  film.take(cameraLike(40, 24, 0));
  const last = film.update();
  const before = last.slice();
  const rough = film.error();
  const bare = film.closing(false).length;
  assert.deepEqual(last, before, "the last update may still be on its way");
  assert.ok(bare < 30, "only the cursor's bytes");
  assert.equal(film.error(), rough);
  film.closing();
  const sharp = film.error();
  assert.ok(sharp < rough / 2, `${rough} before, ${sharp} after`);
  assert.equal(film.closing().length, bare);
});

test("shapes are judged alike, and the finer show more", () => {
  const errors = (["half", "quadrant", "octant"] as const).map((glyphs) => {
    const film = new Film({ colors: "truecolor", cols: 40, rows: 12, glyphs, lossless: true });
    film.take(cameraLike(320, 192, 0));
    film.update();
    return film.error();
  });
  assert.deepEqual(
    errors,
    errors.toSorted((a, b) => b - a),
  );
  assert.ok(errors[2]! < 0.8 * errors[0]!, errors.join(" "));
});
