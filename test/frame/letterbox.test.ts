import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFrame, type Frame, type Size } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";

const white = (width: number, height: number): Frame =>
  makeFrame(width, height, new Uint8Array(width * height * 3).fill(255), 5);

/** The rows and columns of a box that are not black, which must be one rectangle. */
function lit({
  width,
  height,
  pixels,
}: Frame): Size & { readonly left: number; readonly top: number } {
  const bright = (x: number, y: number): boolean => pixels[(y * width + x) * 3] === 255;
  const columns = Array.from({ length: width }, (_, x) => x);
  const rows = Array.from({ length: height }, (_, y) => y);
  const xs = columns.filter((x) => rows.some((y) => bright(x, y)));
  const ys = rows.filter((y) => columns.some((x) => bright(x, y)));
  assert.equal(pixels.filter((level) => level === 255).length, xs.length * ys.length * 3);
  return { width: xs.length, height: ys.length, left: xs[0] ?? 0, top: ys[0] ?? 0 };
}

test("a wide picture in a square box has bars above and below", () => {
  const fitted = new Letterbox({ width: 40, height: 40 }).fit(white(160, 80));
  assert.deepEqual(lit(fitted), { width: 40, height: 20, left: 0, top: 10 });
  assert.equal(fitted.capturedAt, 5);
});

test("a small picture is enlarged", () => {
  assert.deepEqual(lit(new Letterbox({ width: 64, height: 30 }).fit(white(4, 3))), {
    width: 40,
    height: 30,
    left: 12,
    top: 0,
  });
});

test("pixels twice as tall as wide need half as many rows", () => {
  const fitted = new Letterbox({ width: 40, height: 40 }, 2).fit(white(80, 80));
  assert.deepEqual(lit(fitted), { width: 40, height: 20, left: 0, top: 10 });
});

test("bars are black again when the next picture has another shape", () => {
  const letterbox = new Letterbox({ width: 20, height: 20 });
  letterbox.fit(white(20, 10));
  assert.deepEqual(lit(letterbox.fit(white(10, 20))), { width: 10, height: 20, left: 5, top: 0 });
});

test("a picture of the box's size is handed back as it is", () => {
  const picture = white(20, 10);
  assert.equal(new Letterbox({ width: 20, height: 10 }).fit(picture), picture);
});

test("any picture in any box is whole, centred, and touches two sides", () => {
  const side = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(side, side, side, side, (width, height, cols, rows) => {
      const box = lit(new Letterbox({ width: cols, height: rows }).fit(white(width, height)));
      assert.ok(box.width === cols || box.height === rows);
      assert.equal(box.left, (cols - box.width) >> 1);
      assert.equal(box.top, (rows - box.height) >> 1);
    }),
  );
});

test("a picture that needs only bars keeps every pixel, also after one of another size", () => {
  const box = { width: 6, height: 8 };
  const letterbox = new Letterbox(box);
  letterbox.fit(white(12, 2));
  const pixels = Uint8Array.from({ length: 6 * 4 * 3 }, (_, i) => i + 1);
  const fitted = letterbox.fit(makeFrame(6, 4, pixels, 0)).pixels;
  const bar = new Uint8Array(6 * 2 * 3);
  assert.deepEqual([...fitted], [...bar, ...pixels, ...bar]);
});
