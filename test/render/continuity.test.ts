/** What holds over many pictures: the copy of what the terminal shows stays true, and nothing stays coarse. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../../src/frame/frame.js";
import { Cells } from "../../src/render/cells.js";
import { NO_COLOR } from "../../src/render/colors/inks.js";
import { XTERM } from "../../src/render/colors/palette.js";
import { type Glyphs, glyphSetOf } from "../../src/render/glyphs/glyph-set.js";
import { PanePainter, type Colors } from "../../src/render/pane-painter.js";
import { Pen } from "../../src/render/pen.js";
import { styleFor } from "../../src/render/style.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { cameraLike, noise } from "./scene.js";

const COLS = 30;
const ROWS = 10;
/** At 30 a second: 10 s, and 1 s. */
const MANY = 300;
const A_SECOND = 30;

const HALVES = [" ", "▀", "▄", "█"];

/** The glyphs of a kind by which pixels are in the foreground's colour. */
function glyphsOf(glyphs: Exclude<Glyphs, "ascii">): readonly string[] {
  if (glyphs === "half") return HALVES;
  const { words, lengths } = glyphSetOf(glyphs);
  return Array.from(words, (word, mask) => {
    const bytes = [0, 8, 16, 24].map((shift) => (word >>> shift) & 255).slice(0, lengths[mask]);
    return new TextDecoder().decode(Uint8Array.from(bytes));
  });
}

interface Kind {
  readonly colors: Colors;
  readonly glyphs: Exclude<Glyphs, "ascii">;
}

/** What the terminal shows of a cell, pixel by pixel; NO_COLOR where nothing was ever painted. */
function shownPixels(
  terminal: HeadlessTerminal,
  [x, y]: readonly [number, number],
  { colors, glyphs }: Kind,
): readonly number[] {
  const { glyph, fg, bg } = terminal.cell(x, y);
  const masks = glyphsOf(glyphs);
  const bits = Math.log2(masks.length);
  const mask = masks.indexOf(glyph);
  const seen = (color: number | undefined, own: number): number =>
    color === undefined ? own : colors === "truecolor" ? color : XTERM[color]!;
  const [one, zero] = [seen(fg, 0xffffff), seen(bg, 0)];
  return Array.from({ length: bits }, (_, i) =>
    mask < 0 ? NO_COLOR : (mask >> i) & 1 ? one : zero,
  );
}

/** A moving scene with cuts, a third of it covered by something that comes and goes. */
function* pictures(width: number, height: number): Generator<readonly [Frame, Uint8Array]> {
  for (let time = 0; time < MANY; time++) {
    const scene = Math.floor(time / 70);
    const popup = time % 40 < 15;
    const coverage = Uint8Array.from({ length: COLS * ROWS }, (_, cell) =>
      popup && noise(cell, scene) < 0.3 ? 0 : noise(cell) < 0.1 ? 2 : 1,
    );
    yield [cameraLike(width, height, time + 1000 * scene, scene * 4), coverage];
  }
}

for (const kind of [
  { colors: "truecolor", glyphs: "half" },
  { colors: "256", glyphs: "half" },
  { colors: "16", glyphs: "half" },
  { colors: "mono", glyphs: "half" },
  { colors: "truecolor", glyphs: "quadrant" },
  { colors: "truecolor", glyphs: "sextant" },
  { colors: "256", glyphs: "octant" },
] as const) {
  test(`${kind.colors}, ${kind.glyphs}: after hundreds of pictures the terminal shows what we believe it shows`, async () => {
    const style = styleFor(kind.colors, { glyphs: kind.glyphs });
    const { inks, across, down } = style;
    const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
    const cells = new Cells(COLS, ROWS, across, down);
    const method = style.newMethod(COLS * ROWS);
    const pen = new Pen(inks);
    let pictureNumber = 0;
    for (const [picture, coverage] of pictures(COLS * across, ROWS * down)) {
      cells.cover(coverage);
      cells.turn();
      cells.want(picture);
      inks.grain(cells.wanted, cells.width);
      pen.start();
      // a budget and a target now and then, as on a slow line
      const budget = pictureNumber % 50 < 10 ? 700 : Infinity;
      const target = pictureNumber % 90 < 30 ? 900 : Infinity;
      method.paint({ cells, pen, x: 2, y: 1, budget, target, fresh: true });
      await terminal.write(pen.finish());
      pictureNumber++;
    }
    for (let cell = 0; cell < COLS * ROWS; cell++) {
      const first = cells.pixelOf(cell);
      const believed = Array.from(
        { length: across * down },
        (_, i) => cells.shown[first + Math.floor(i / across) * cells.width + (i % across)]!,
      );
      if (believed.includes(NO_COLOR)) continue;
      const place = [2 + (cell % COLS), 1 + Math.floor(cell / COLS)] as const;
      assert.deepEqual(shownPixels(terminal, place, kind), believed, `cell ${cell}`);
    }
  });
}

const squared = (a: number, b: number): number =>
  [0, 8, 16].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);

/** The squared error of the worst cell, and the mean of all. */
function wrong(terminal: HeadlessTerminal, { pixels, width }: Frame): readonly [number, number] {
  const errors = Array.from({ length: COLS * ROWS }, (_, cell) => {
    const [x, y] = [cell % COLS, Math.floor(cell / COLS)];
    const shown = shownPixels(terminal, [x, y], { colors: "truecolor", glyphs: "half" });
    return shown.reduce((sum, color, half) => {
      const at = ((2 * y + half) * width + x) * 3;
      return sum + squared(color, (pixels[at + 2]! << 16) | (pixels[at + 1]! << 8) | pixels[at]!);
    }, 0);
  });
  return [Math.max(...errors), errors.reduce((sum, one) => sum + one, 0) / errors.length];
}

test("a first picture is a rough one at once, and within a second no cell of it is coarse", async () => {
  const terminal = new HeadlessTerminal(COLS, ROWS);
  const painter = new PanePainter("truecolor");
  const lossless = new PanePainter("truecolor", { lossless: true });
  const rect = { x: 0, y: 0, cols: COLS, rows: ROWS };
  painter.place(rect, new Uint8Array(COLS * ROWS).fill(1));
  lossless.place(rect, new Uint8Array(COLS * ROWS).fill(1));
  const picture = cameraLike(COLS, 2 * ROWS, 0);
  const first = painter.paint(picture);
  const whole = lossless.paint(picture).length;
  await terminal.write(first);
  assert.ok(first.length < 0.1 * whole, `${first.length} bytes of ${whole}`);
  const [, rough] = wrong(terminal, picture);
  assert.ok(rough < 6 * 65, `30 dB and better: ${rough}`);
  for (let n = 1; n < A_SECOND; n++) await terminal.write(painter.paint(picture));
  const [worst] = wrong(terminal, picture);
  assert.ok(worst <= 75, `a cell is ${worst} wrong after a second`);
});

test("what comes out from under a popup where nothing moves is sharp at once", async () => {
  const terminal = new HeadlessTerminal(COLS, ROWS);
  const painter = new PanePainter("truecolor");
  const rect = { x: 0, y: 0, cols: COLS, rows: ROWS };
  const popup = Uint8Array.from({ length: COLS * ROWS }, (_, cell) => (cell % COLS < 12 ? 0 : 1));
  const picture = cameraLike(COLS, 2 * ROWS, 0);
  painter.place(rect, popup);
  for (let n = 0; n < A_SECOND; n++) await terminal.write(painter.paint(picture));
  painter.place(rect, popup.fill(1));
  await terminal.write(painter.paint(picture));
  const [worst] = wrong(terminal, picture);
  assert.ok(worst <= 75, `a cell is ${worst} wrong`);
});
