import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import { Film } from "../../src/render/film.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { cameraLike } from "./scene.js";

test("a film shows pictures of any size, fitted, each as one update", async () => {
  const film = new Film({ colors: "truecolor", cols: 20, rows: 10, lossless: true });
  assert.deepEqual(film.size, { width: 20, height: 20 });
  const terminal = new HeadlessTerminal(30, 14);
  await terminal.write("old text");
  await terminal.write(film.opening());
  const red = Uint8Array.from({ length: 64 * 32 * 3 }, (_, i) => (i % 3 === 2 ? 200 : 0));
  const update = film.next(makeFrame(64, 32, red, 0));
  const text = new TextDecoder().decode(update);
  assert.ok(text.startsWith("\x1b[?2026h") && text.endsWith("\x1b[?2026l"));
  await terminal.write(update);
  const colorAt = (row: number): number | undefined => {
    const { glyph, fg, bg } = terminal.cell(0, row);
    return glyph === "█" ? fg : bg;
  };
  assert.deepEqual(
    [0, 3, 6, 9].map(colorAt),
    [0, 0xc80000, 0xc80000, 0],
    "black bars above and below",
  );
  assert.equal(terminal.cell(20, 5).glyph, "", "nothing beside");
  await terminal.write(film.closing());
  await terminal.write("$");
  assert.equal(terminal.cell(0, 10).glyph, "$");
  assert.equal(terminal.cell(0, 10).fg, undefined);
});

test("a film counts what it took", () => {
  const film = new Film({ colors: "256", cols: 16, rows: 5, glyphs: "sextant" });
  const lengths = [0, 1, 2].map((time) => film.next(cameraLike(40, 20, time)).length);
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
    await terminal.write(film.next(makeFrame(40, 20, stripes, 0)));
    assert.equal(terminal.cell(4, 2).bg, level * 0x010101);
  }
});

test("the last picture of a film, which stays, is made sharp", async () => {
  const film = new Film({ colors: "truecolor", cols: 40, rows: 12 });
  const terminal = new HeadlessTerminal(40, 14);
  const picture = cameraLike(40, 24, 0);
  await terminal.write(film.next(picture));
  const rough = film.error();
  await terminal.write(film.closing());
  const sharp = film.error();
  assert.ok(sharp < 4 && sharp < rough / 4, `${rough} before, ${sharp} after`);
  assert.equal(film.closing().length, 18, "only the cursor's bytes are left");
  assert.notEqual(terminal.cell(3, 3).glyph, "");
});
