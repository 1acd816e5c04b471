import assert from "node:assert/strict";
import { test } from "node:test";
import { AnsiInks } from "../../src/render/colors/ansi.js";
import { IndexedInks } from "../../src/render/colors/indexed.js";
import type { Inks } from "../../src/render/colors/inks.js";
import { MonoInks } from "../../src/render/colors/mono.js";
import { XTERM } from "../../src/render/colors/palette.js";

const SIDE = 16;

/** What a painter makes of pixels: grained, then rounded to the nearest ink. */
function mix(inks: Inks, pixels: Int32Array, cols: number): void {
  inks.grain(pixels, cols);
  pixels.set(pixels.map((color) => inks.nearest(color)));
}

/** The mean of an area of one colour after mixing, channel by channel. */
function meanOf(inks: Inks, color: number): readonly number[] {
  const area = new Int32Array(SIDE * SIDE).fill(color);
  mix(inks, area, SIDE);
  return [16, 8, 0].map(
    (shift) => area.reduce((sum, pixel) => sum + ((pixel >> shift) & 255), 0) / area.length,
  );
}

const channels = (color: number): readonly number[] =>
  [16, 8, 0].map((shift) => (color >> shift) & 255);

/** How far the mean is from the colour in its worst channel. */
const miss = (inks: Inks, color: number): number =>
  Math.max(...meanOf(inks, color).map((mean, i) => Math.abs(mean - channels(color)[i]!)));

/** Colours all over the cube that the grain can reach from both sides. */
const level = (n: number): number => 30 + ((n * 53) % 190);
const SAMPLES = Array.from(
  { length: 200 },
  (_, i) => (level(i) << 16) | (level(i * 3 + 1) << 8) | level(i * 7 + 2),
);

test("256 colours keep the mean of an area within a few levels", () => {
  const inks = new IndexedInks();
  const misses = SAMPLES.map((color) => miss(inks, color)).toSorted((a, b) => a - b);
  assert.ok(misses[100]! < 13, `median ${misses[100]}`);
});

test("256 colours are never the sixteen that users change", () => {
  const inks = new IndexedInks();
  const fixed = new Set(XTERM.slice(16));
  const area = Int32Array.from({ length: 4096 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 8);
  mix(inks, area, 64);
  assert.ok(area.every((color) => fixed.has(color)));
});

test("16 colours keep the mean of an area as well as sixteen can", () => {
  const inks = new AnsiInks();
  const misses = SAMPLES.map((color) => miss(inks, color)).toSorted((a, b) => a - b);
  assert.ok(misses[100]! < 35, `median ${misses[100]}`);
});

test("without colours, grey becomes as many bright pixels as it is bright", () => {
  const inks = new MonoInks();
  for (const shade of [0, 32, 64, 128, 200, 255]) {
    assert.ok(Math.abs(meanOf(inks, shade * 0x010101)[0]! - shade) < 4, `${shade}`);
  }
});

test("a still picture is grained the same each time", () => {
  for (const inks of [new IndexedInks(), new AnsiInks(), new MonoInks()]) {
    const twice = [0, 1].map(() => {
      const area = Int32Array.from({ length: 256 }, (_, i) => i * 0x010203);
      mix(inks, area, 16);
      return area;
    });
    assert.deepEqual(twice[0], twice[1]);
  }
});
