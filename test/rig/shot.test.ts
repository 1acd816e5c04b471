import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import sharp from "sharp";
import { HeadlessTerminal } from "./headless-terminal.js";
import { DEFAULT_BG } from "./palette.js";
import { drawCells, type Picture, shoot } from "./shot.js";
import { temporaryFolder } from "./temporary-folder.js";

const CELL = { width: 8, height: 16 };

/** The colours of one cell's pixels, row by row. */
function coloursOf({ width, pixels }: Picture, x: number, y: number): readonly number[] {
  return Array.from({ length: CELL.width * CELL.height }, (_, n) => {
    const column = x * CELL.width + (n % CELL.width);
    const row = y * CELL.height + Math.floor(n / CELL.width);
    const at = (row * width + column) * 3;
    const [r = 0, g = 0, b = 0] = pixels.subarray(at, at + 3);
    return (r << 16) | (g << 8) | b;
  });
}

const share = (colours: readonly number[], colour: number): number =>
  colours.filter((each) => each === colour).length / colours.length;

async function screen(text: string): Promise<HeadlessTerminal> {
  const terminal = new HeadlessTerminal(10, 3);
  await terminal.write(text);
  return terminal;
}

test("half blocks are exact halves of a cell, in their own two colours", async () => {
  using terminal = await screen("\x1b[38;2;255;128;1m\x1b[48;2;2;64;255m▀▄");
  const picture = drawCells(terminal);
  const upper = coloursOf(picture, 0, 0);
  assert.equal(share(upper.slice(0, 64), 0xff8001), 1);
  assert.equal(share(upper.slice(64), 0x0240ff), 1);
  const lower = coloursOf(picture, 1, 0);
  assert.equal(share(lower.slice(0, 64), 0x0240ff), 1);
  assert.equal(share(lower.slice(64), 0xff8001), 1);
});

test("blocks fill what their names say", async () => {
  using terminal = await screen("\x1b[31m█▂▎▐▚▒");
  const picture = drawCells(terminal);
  const red = coloursOf(picture, 0, 0)[0] as number;
  const shares = [0, 1, 2, 3, 4].map((x) => share(coloursOf(picture, x, 0), red));
  assert.deepEqual(shares, [1, 1 / 4, 1 / 4, 1 / 2, 1 / 2]);
  assert.equal(new Set(coloursOf(picture, 5, 0)).size, 1, "a shade is one mixed colour");
  assert.notEqual(coloursOf(picture, 5, 0)[0], red);
});

test("lines of a box meet at the edges of their cells", async () => {
  using terminal = await screen("\x1b[97m─┐\r\n │");
  const { width, pixels } = drawCells(terminal);
  const white = (x: number, y: number): boolean => pixels[(y * width + x) * 3] === 255;
  for (let x = 0; x < 12; x++) assert.ok(white(x, 7), `the line breaks at ${x},7`);
  for (let y = 7; y < 32; y++) assert.ok(white(11, y), `the line breaks at 11,${y}`);
  assert.equal(white(12, 7), false);
  assert.equal(white(11, 6), false);
});

test("colours are what the eye sees: palette, reversed, hidden, dimmed", async () => {
  using terminal = await screen(
    "\x1b[38;5;196ma\x1b[38;5;244mb\x1b[0;7mc\x1b[0;8md\x1b[0;38;2;200;100;0;48;2;0;0;0;2me",
  );
  assert.equal(terminal.seen(0, 0).fg, 0xff0000);
  assert.equal(terminal.seen(1, 0).fg, 0x808080);
  assert.equal(terminal.seen(2, 0).fg, DEFAULT_BG);
  assert.equal(terminal.seen(3, 0).fg, DEFAULT_BG);
  assert.equal(terminal.seen(4, 0).fg, 0x643200);
});

test("a shot has the letters of the screen, in place", async () => {
  using terminal = await screen("\x1b[2;4H\x1b[92mW<");
  using folder = temporaryFolder();
  const path = join(folder.path, "shot.png");
  await shoot(terminal, path);
  const { data, info } = await sharp(path)
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual([info.width, info.height], [80, 48]);
  const picture = { width: 80, height: 48, pixels: data };
  const inked = (x: number, y: number): boolean =>
    share(coloursOf(picture, x, y), DEFAULT_BG) < 0.95;
  const cells = Array.from({ length: 30 }, (_, n) => inked(n % 10, Math.floor(n / 10)));
  assert.deepEqual(
    cells.flatMap((ink, n) => (ink ? [n] : [])),
    [13, 14],
  );
});
