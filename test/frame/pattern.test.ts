import assert from "node:assert/strict";
import { test } from "node:test";
import type { Size } from "../../src/frame/frame.js";
import { Canvas, ellipse, stroke } from "../../src/frame/pattern-canvas.js";
import {
  flashAt,
  isPatternName,
  paintPattern,
  PATTERN_NAMES,
  patternSize,
} from "../../src/frame/pattern.js";
import { psnr } from "../rig/psnr.js";

const SMALL: Size = { width: 160, height: 90 };

test("every pattern fills any size, down to one pixel", () => {
  for (const name of PATTERN_NAMES) {
    for (const [width, height] of [
      [160, 90],
      [61, 41],
      [1, 1],
      [1, 90],
    ] as const) {
      assert.equal(
        paintPattern(name, { width, height }, 1234).length,
        width * height * 3,
        `${name} at ${width}x${height}`,
      );
    }
  }
});

test("every pattern moves, and is the same at the same moment", () => {
  for (const name of PATTERN_NAMES) {
    const then = paintPattern(name, SMALL, 10_000);
    assert.deepEqual(then, paintPattern(name, SMALL, 10_000), name);
    assert.notDeepEqual(then, paintPattern(name, SMALL, 10_550), name);
  }
});

test("patterns are 16:9 inside any box", () => {
  assert.deepEqual(patternSize({ width: 160, height: 200 }), { width: 160, height: 90 });
  assert.deepEqual(patternSize({ width: 500, height: 90 }), { width: 160, height: 90 });
  assert.deepEqual(patternSize({ width: 0, height: 0 }), { width: 0, height: 0 });
});

test("names are told from other words", () => {
  assert.ok(isPatternName("ball"));
  for (const word of ["", "Ball", "toString", "constructor"]) assert.ok(!isPatternName(word), word);
});

/** Averages blocks of two by two. */
function halve(pixels: Uint8Array, { width, height }: Size): Uint8Array {
  const small = new Uint8Array((width / 2) * (height / 2) * 3);
  for (let at = 0; at < small.length; at++) {
    const pixel = Math.floor(at / 3);
    const from = (Math.floor(pixel / (width / 2)) * 2 * width + (pixel % (width / 2)) * 2) * 3;
    const corner = from + (at % 3);
    const sum = [0, 3, width * 3, width * 3 + 3].reduce(
      (total, step) => total + (pixels[corner + step] as number),
      0,
    );
    small[at] = Math.round(sum / 4);
  }
  return small;
}

test("drawings have smooth edges: half the size looks like the whole, halved", () => {
  for (const name of ["ball", "face", "clock"] as const) {
    const whole = { width: 160, height: 92 };
    const half = { width: 80, height: 46 };
    const likeness = psnr(
      halve(paintPattern(name, whole, 2500), whole),
      paintPattern(name, half, 2500),
    );
    assert.ok(likeness > 30, `${name}: ${likeness.toFixed(1)} dB`);
  }
});

test("the flash is wholly black or wholly white, and turns twice a second", () => {
  for (const time of [0, 499, 500, 999, 1000, 123_456]) {
    const expected = Math.floor(time / 500) % 2 === 1 ? 255 : 0;
    assert.ok(paintPattern("flash", SMALL, time).every((value) => value === expected));
    assert.equal(flashAt(time), expected / 255);
  }
});

/** Reads one digit of a clock by looking at the middle of each of its seven strokes. */
function readDigit(pixels: Uint8Array, size: Size, place: number): string {
  const step = ((size.width / size.height) * 2 * 0.92) / 4.6;
  const scale = Math.min(step * 0.66, 0.55);
  const middle = (place - 1.5) * step + (place < 2 ? -0.3 : 0.3) * step;
  const lit = [
    [0, -1],
    [-0.5, -0.5],
    [0.5, -0.5],
    [0, 0],
    [-0.5, 0.5],
    [0.5, 0.5],
    [0, 1],
  ].map(([dx = 0, dy = 0]) => {
    const x = Math.floor(size.width / 2 + ((middle + dx * scale) * size.height) / 2);
    const y = Math.floor(((1 - 0.05 + dy * scale) * size.height) / 2);
    return (pixels[(y * size.width + x) * 3 + 1] as number) > 128 ? "#" : ".";
  });
  const shapes = "###.### ..#..#. #.###.# #.##.## .###.#. ##.#.## ##.#### #.#..#. ####### ####.##";
  return String(shapes.split(" ").indexOf(lit.join("")));
}

test("the clock can be read at 80x45", () => {
  const size = { width: 80, height: 45 };
  for (const [time, digits] of [
    [12_345, "1234"],
    [67_890, "6789"],
    [105_000, "0500"],
  ] as const) {
    const pixels = paintPattern("clock", size, time);
    assert.equal([0, 1, 2, 3].map((place) => readDigit(pixels, size, place)).join(""), digits);
  }
});

/** How much of the picture's rows `from` to `to` (parts of the height) changes between two moments. */
function change(times: readonly [number, number], from: number, to: number): number {
  const [a, b] = times.map((time) =>
    paintPattern("face", SMALL, time).subarray(
      Math.floor(from * SMALL.height) * SMALL.width * 3,
      Math.floor(to * SMALL.height) * SMALL.width * 3,
    ),
  ) as [Uint8Array, Uint8Array];
  return a.reduce((sum, value, at) => sum + Math.abs(value - (b[at] as number)), 0);
}

test("the face blinks", () => {
  const shut = change([3400, 3440], 0.3, 0.6);
  const open = change([3600, 3640], 0.3, 0.6);
  assert.ok(shut > 3 * open, `${shut} against ${open}`);
});

test("the face talks, then listens", () => {
  const mouth = [0.58, 0.7] as const;
  const talking = change([1040, 1120], ...mouth);
  const listening = change([5040, 5120], ...mouth);
  assert.ok(talking > 2 * listening, `${talking} against ${listening}`);
});

test("a shape covers the area it has, to within a hundredth", () => {
  const canvas = new Canvas({ width: 200, height: 100 });
  canvas.paint(ellipse({ x: 0.3, y: 0.1, rx: 0.5, ry: 0.5 }), 0x0000ff);
  const covered = canvas.pixels.reduce((sum, value) => sum + value / 255, 0);
  const area = Math.PI * 25 * 25;
  assert.ok(Math.abs(covered / area - 1) < 0.01, `${covered} against ${area}`);
});

test("shapes beyond the edge are cut off", () => {
  const canvas = new Canvas({ width: 10, height: 10 });
  canvas.paint(stroke([-9, 0], [9, 0], 9), 0xffffff);
  assert.ok(canvas.pixels.every((value) => value === 255));
  canvas.paint(ellipse({ x: 5, y: 5, rx: 1, ry: 1 }), 0);
  assert.ok(canvas.pixels.every((value) => value === 255));
});
