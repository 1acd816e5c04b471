import assert from "node:assert/strict";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { Canvas } from "../../src/view/canvas.js";
import { KittyImages } from "../rig/kitty-images.js";
import { psnr } from "../rig/psnr.js";
import { drawSixels } from "../rig/sixel.js";

const RECT = { x: 2, y: 1, cols: 40, rows: 12 };
const CELL = { width: 8, height: 16 };

const face = (time: number, width = 320, height = 180): Frame =>
  makeFrame(width, height, paintPattern("face", { width, height }, time), time);

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

test("kitty's pictures cover their cells, in their own aspect, one at a time", () => {
  const canvas = new Canvas("kitty", CELL);
  const images = new KittyImages();
  for (const time of [0, 400, 800]) {
    images.write(text(canvas.draw(face(time), RECT, false)));
    const [placed, ...more] = images.shown.values();
    assert.deepEqual(more, []);
    assert.ok(placed);
    assert.deepEqual(placed.rect, RECT);
    const { width, height } = placed.frame;
    assert.deepEqual([width, height], [320, 192], "the room's aspect");
    const asked = new Letterbox({ width, height }).fit(face(time));
    assert.equal(psnr(placed.frame.pixels, asked.pixels), Infinity);
  }
  assert.equal(images.most, 1);
  images.write(text(canvas.erase()));
  assert.equal(images.shown.size, 0);
  assert.equal(canvas.erase().length, 0);
});

test("the same picture is sent once, unless it is gone", () => {
  const canvas = new Canvas("kitty", CELL);
  assert.ok(canvas.draw(face(0), RECT, false).length > 0);
  assert.equal(canvas.draw(face(0), RECT, false).length, 0);
  assert.ok(canvas.draw(face(0), RECT, true).length > 0);
});

test("a small picture is left to the terminal to enlarge, a large one is made smaller", () => {
  const canvas = new Canvas("kitty", CELL);
  const images = new KittyImages();
  const sizeOf = (frame: Frame, rect = RECT): readonly number[] => {
    images.write(text(canvas.draw(frame, rect, true)));
    const { width, height } = [...images.shown.values()][0]!.frame;
    return [width, height];
  };
  assert.deepEqual(sizeOf(face(0, 160, 90)), [160, 96]);
  assert.deepEqual(sizeOf(face(0, 640, 360)), [320, 192]);
  const [width = 0, height = 0] = sizeOf(face(0, 1280, 720), { x: 0, y: 0, cols: 200, rows: 60 });
  assert.ok(width * height <= 301_000, `${width}x${height}`);
});

test("a short line makes pictures smaller, a good one large again, and a hopeless one is told", () => {
  const canvas = new Canvas("kitty", CELL);
  const length = (time: number): number => canvas.draw(face(time), RECT, false).length;
  const large = length(0);
  canvas.target = large / 5;
  for (let n = 1; n <= 6; n++) length(n * 40);
  assert.ok(length(400) < large / 3);
  assert.ok(canvas.coarseness > 5 && !canvas.hopeless);
  canvas.target = large * 5;
  for (let n = 1; n <= 100; n++) length(n * 40);
  assert.equal(canvas.coarseness, 1);
  canvas.target = 100;
  for (let n = 1; n <= 20; n++) length(n * 40);
  assert.ok(canvas.hopeless);
});

test("a picture that is at times too large does not flicker between two sizes", () => {
  const canvas = new Canvas("sixel", CELL);
  // Enough for a picture without grain, and by far not for one with.
  canvas.target = canvas.draw(face(0), RECT, false).length / 3;
  let turns = 0;
  let { coarseness } = canvas;
  for (let n = 1; n <= 200; n++) {
    canvas.draw(face(n * 40), RECT, false);
    if (canvas.coarseness !== coarseness) turns++;
    ({ coarseness } = canvas);
  }
  assert.ok(turns <= 10, `${turns} turns in 200 pictures`);
});

test("sixels fill the room pixel by pixel, where the cursor is", () => {
  const canvas = new Canvas("sixel", CELL);
  const bytes = text(canvas.draw(face(0), RECT, false));
  assert.ok(bytes.startsWith("\x1b[2;3H\x1bP"));
  const { frame, missing } = drawSixels(bytes);
  assert.deepEqual([frame.width, frame.height, missing], [320, 192, 0]);
  const asked = new Letterbox({ width: 320, height: 192 }).fit(face(0));
  const likeness = psnr(frame.pixels, asked.pixels);
  assert.ok(likeness > 20, `${likeness} dB`);
  canvas.target = bytes.length / 2;
  canvas.draw(face(40), RECT, false);
  assert.ok(canvas.draw(face(80), RECT, false).length < bytes.length * 0.8, "without grain");
  assert.equal(canvas.erase().length, 0);
});
