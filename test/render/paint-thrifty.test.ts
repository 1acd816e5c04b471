import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Frame } from "../../src/frame/frame.js";
import { AnsiInks } from "../../src/render/colors/ansi.js";
import { DirectInks } from "../../src/render/colors/direct.js";
import { distance } from "../../src/render/colors/distance.js";
import { IndexedInks } from "../../src/render/colors/indexed.js";
import type { Inks } from "../../src/render/colors/inks.js";
import { MonoInks } from "../../src/render/colors/mono.js";
import { XTERM } from "../../src/render/colors/palette.js";
import { PanePainter, type Colors } from "../../src/render/pane-painter.js";
import { HeadlessTerminal, type ShownCell } from "../rig/headless-terminal.js";
import { cameraLike } from "./scene.js";

const COLS = 40;
const ROWS = 15;
const RECT = { x: 1, y: 2, cols: COLS, rows: ROWS };
const OURS = new Uint8Array(COLS * ROWS).fill(1);

const INKS: Readonly<Record<Colors, Inks>> = {
  truecolor: new DirectInks(),
  "256": new IndexedInks(),
  "16": new AnsiInks(),
  mono: new MonoInks(),
};

/** The squared error that settled cells may keep: what the dearest repaint, 50 bytes, is worth there. */
const BOUND: Readonly<Record<Colors, number>> = {
  truecolor: 75,
  "256": 720,
  "16": 3600,
  mono: 20_000,
};

/** The colour a terminal shows for what a cell says of its fore- or background. */
function shownColor(color: number | undefined, colors: Colors, own: number): number {
  if (color === undefined) return own;
  return colors === "truecolor" ? color : XTERM[color]!;
}

function shownPixels({ glyph, fg, bg }: ShownCell, colors: Colors): readonly [number, number] {
  const front = shownColor(fg, colors, 0xffffff);
  const back = shownColor(bg, colors, 0);
  switch (glyph) {
    case " ":
      return [back, back];
    case "▀":
      return [front, back];
    case "▄":
      return [back, front];
    case "█":
      return [front, front];
    default:
      return assert.fail(`odd glyph ${glyph}`);
  }
}

/** What a picture asks for, grain and all, as 0xRRGGBB. */
function wanted(picture: Frame, inks: Inks): Int32Array {
  const { pixels, width, height } = picture;
  const colors = Int32Array.from(
    { length: width * height },
    (_, i) => (pixels[3 * i + 2]! << 16) | (pixels[3 * i + 1]! << 8) | pixels[3 * i]!,
  );
  inks.grain(colors, width);
  return colors;
}

/** How much more wrong each cell is than its inks must be. */
function excesses(terminal: HeadlessTerminal, picture: Frame, colors: Colors): readonly number[] {
  const inks = INKS[colors];
  const want = wanted(picture, inks);
  return Array.from({ length: COLS * ROWS }, (_, cell) => {
    const col = cell % COLS;
    const row = Math.floor(cell / COLS);
    const shown = shownPixels(terminal.cell(RECT.x + col, RECT.y + row), colors);
    return shown.reduce((sum, color, half) => {
      const target = want[(2 * row + half) * COLS + col]!;
      return sum + distance(target, color) - distance(target, inks.nearest(target));
    }, 0);
  });
}

const psnr = (squares: readonly number[]): number =>
  10 * Math.log10((255 * 255 * 6 * squares.length) / squares.reduce((sum, one) => sum + one, 0));

/** Paints the same picture until nothing is left to paint. */
async function settle(
  painter: PanePainter,
  terminal: HeadlessTerminal,
  picture: Frame,
): Promise<void> {
  for (let n = 0; n < 60; n++) {
    const bytes = painter.paint(picture);
    if (bytes.length === 0 && !painter.coarse) return;
    await terminal.write(bytes);
  }
  assert.fail("never settles");
}

for (const colors of ["truecolor", "256", "16", "mono"] as const) {
  test(`${colors}: whatever happened before, a picture that stays becomes as good as it is worth`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(60), fc.constantFrom(200, 1500, Infinity)), { maxLength: 6 }),
        fc.nat(COLS * ROWS - 1),
        async (history, spoiled) => {
          const terminal = new HeadlessTerminal(COLS + 2, ROWS + 3);
          const painter = new PanePainter(colors);
          painter.place(RECT, OURS);
          for (const [time, budget] of history) {
            await terminal.write(painter.paint(cameraLike(COLS, 2 * ROWS, time, 6), budget));
          }
          const [x, y] = [RECT.x + (spoiled % COLS), RECT.y + Math.floor(spoiled / COLS)];
          await terminal.write(`\x1b[${y + 1};${x + 1}Hx`);
          painter.stale(spoiled);
          const picture = cameraLike(COLS, 2 * ROWS, 99);
          await settle(painter, terminal, picture);
          const worst = Math.max(...excesses(terminal, picture, colors));
          assert.ok(worst <= BOUND[colors], `a cell is ${worst} wrong`);
        },
      ),
      { numRuns: 12 },
    );
  });
}

test("a moving, noisy picture takes less than half the bytes of a lossless one and looks like it", async () => {
  const terminal = new HeadlessTerminal(COLS + 2, ROWS + 3);
  const thrifty = new PanePainter("truecolor");
  const lossless = new PanePainter("truecolor", { lossless: true });
  thrifty.place(RECT, OURS);
  lossless.place(RECT, OURS);
  let spent = 0;
  let full = 0;
  for (let time = 0; time < 40; time++) {
    const picture = cameraLike(COLS, 2 * ROWS, time);
    const bytes = thrifty.paint(picture);
    spent += bytes.length;
    full += lossless.paint(picture).length;
    await terminal.write(bytes);
    const quality = psnr(excesses(terminal, picture, "truecolor"));
    assert.ok(quality > (time < 5 ? 34 : 38), `${quality} dB in picture ${time}`);
  }
  assert.ok(spent < full / 2, `${spent} bytes of ${full}`);
});

test("what stands still becomes sharper than what moves", async () => {
  const terminal = new HeadlessTerminal(COLS + 2, ROWS + 3);
  const painter = new PanePainter("truecolor");
  painter.place(RECT, OURS);
  let picture = cameraLike(COLS, 2 * ROWS, 0, 0);
  for (let time = 0; time < 30; time++) {
    picture = cameraLike(COLS, 2 * ROWS, time, 0);
    await terminal.write(painter.paint(picture));
  }
  const wrong = excesses(terminal, picture, "truecolor");
  const ground = wrong.slice(0, 2 * COLS);
  assert.ok(psnr(ground) > psnr(wrong) + 1.3, `${psnr(ground)} dB of ${psnr(wrong)} dB`);
});

test("without colours sensor noise turns hardly a pixel over", () => {
  const painter = new PanePainter("mono");
  painter.place(RECT, OURS);
  const spent = Array.from({ length: 40 }, (_, time) => {
    const still = cameraLike(COLS, 2 * ROWS, 0, 0);
    const noisy = cameraLike(COLS, 2 * ROWS, time, 6).pixels;
    const quiet = cameraLike(COLS, 2 * ROWS, time, 0).pixels;
    const pixels = still.pixels.map((level, i) => level + noisy[i]! - quiet[i]!);
    return painter.paint({ ...still, pixels, capturedAt: time }).length;
  });
  const late = spent.slice(10).reduce((sum, bytes) => sum + bytes, 0) / 30;
  assert.ok(late < 0.03 * spent[0]!, `${late} bytes a picture, ${spent[0]} the first`);
});

test("a target is met by painting more coarsely, and forgotten when lifted", () => {
  const painter = new PanePainter("truecolor");
  painter.place(RECT, OURS);
  const spend = (time: number): number => painter.paint(cameraLike(COLS, 2 * ROWS, time, 5)).length;
  const mean = (from: number): number =>
    Array.from({ length: 20 }, (_, n) => spend(from + n)).reduce((sum, bytes) => sum + bytes, 0) /
    20;
  mean(0);
  const free = mean(20);
  painter.target = free / 2;
  mean(40);
  const bound = mean(60);
  assert.ok(bound < free * 0.55, `${bound} bytes where ${free / 2} were wished`);
  assert.ok(painter.coarseness > 1.2);
  painter.target = Infinity;
  mean(80);
  assert.equal(painter.coarseness, 1);
});

test("the bytes of a budget go round the pane although every picture differs", async () => {
  const terminal = new HeadlessTerminal(COLS + 2, ROWS + 3);
  const painter = new PanePainter("truecolor");
  painter.place(RECT, OURS);
  for (let time = 0; time < 150; time++) {
    const bytes = painter.paint(cameraLike(COLS, 2 * ROWS, time, 9), 300);
    assert.ok(bytes.length < 380);
    await terminal.write(bytes);
  }
  for (let cell = 0; cell < COLS * ROWS; cell++) {
    const shown = terminal.cell(RECT.x + (cell % COLS), RECT.y + Math.floor(cell / COLS));
    assert.notEqual(shown.glyph, "", `cell ${cell} was never painted`);
  }
});
