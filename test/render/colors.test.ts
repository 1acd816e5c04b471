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

test("without colours, grey becomes as many bright pixels as it is bright, with more contrast", () => {
  const inks = new MonoInks();
  const means = [0, 48, 80, 112, 144, 176, 208, 255].map((shade) => {
    const mean = meanOf(inks, shade * 0x010101)[0]!;
    assert.ok(Math.abs(mean - 128 - 1.25 * (shade - 128)) < 35, `${shade} is ${mean}`);
    return mean;
  });
  assert.deepEqual(
    means,
    [...new Set(means)].toSorted((a, b) => a - b),
  );
  assert.deepEqual([means[0], means.at(-1)], [0, 255]);
});

/** How many bright pixels of a hundred fewer than around it has a dark stripe of so many columns. */
function contrastOf(inks: Inks, wide: number): number {
  const within = (i: number): boolean => Math.abs((i % SIDE) - SIDE / 2) < wide / 2;
  const pixels = Int32Array.from({ length: SIDE * SIDE }, (_, i) =>
    within(i) ? 0x646464 : 0x8c8c8c,
  );
  mix(inks, pixels, SIDE);
  const share = (side: boolean): number => {
    const some = [...pixels].filter((_, i) => within(i) === side);
    return (100 * some.filter((pixel) => pixel !== 0).length) / some.length;
  };
  return share(false) - share(true);
}

test("without colours, what is as small as a mouth stands out more than an area", () => {
  const [mouth, area] = [contrastOf(new MonoInks(), 1), contrastOf(new MonoInks(), 9)];
  assert.ok(mouth > area + 7, `${mouth} and ${area}`);
});

test("bars are black, and no colour that the palette has is stirred", () => {
  for (const [inks, from] of [
    [new IndexedInks(), 16],
    [new AnsiInks(), 0],
  ] as const) {
    for (const color of [0, ...XTERM.slice(from)]) {
      if (from === 0 && !XTERM.slice(0, 16).includes(color)) continue;
      const area = new Int32Array(SIDE * SIDE).fill(color);
      mix(inks, area, SIDE);
      assert.deepEqual(new Set(area), new Set([color]), color.toString(16));
    }
  }
});

test("a grey between two of the palette's greys is mixed from these", () => {
  const area = new Int32Array(SIDE * SIDE).fill(0x171717);
  mix(new IndexedInks(), area, SIDE);
  assert.deepEqual(new Set(area), new Set([0x121212, 0x1c1c1c]));
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
