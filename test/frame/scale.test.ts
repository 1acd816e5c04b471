import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Size } from "../../src/frame/frame.js";
import { Scaler } from "../../src/frame/scale.js";

const sizes = fc.record({
  width: fc.integer({ min: 1, max: 23 }),
  height: fc.integer({ min: 1, max: 23 }),
});

function scaled(from: Size, to: Size, pixels: Uint8Array): Uint8Array {
  const target = new Uint8Array(to.width * to.height * 3);
  new Scaler(from, to).scale(pixels, target, { offset: 0, stride: to.width * 3 });
  return target;
}

const random = (from: Size, seed: number): Uint8Array =>
  Uint8Array.from(
    { length: from.width * from.height * 3 },
    (_, i) => Math.imul(i + 1, seed | 1) >>> 11,
  );

/** How much of [a, a + 1) lies in [start, end). */
const shared = (a: number, start: number, end: number): number =>
  Math.max(0, Math.min(a + 1, end) - Math.max(a, start));

/** The mean of one channel over the part of the picture that one output pixel covers, the slow way. */
function areaMean(
  from: Size,
  to: Size,
  pixels: Uint8Array,
  [x, y, channel]: readonly number[],
): number {
  const sx = from.width / to.width;
  const sy = from.height / to.height;
  let sum = 0;
  for (let v = 0; v < from.height; v++) {
    for (let u = 0; u < from.width; u++) {
      const area = shared(u, x! * sx, (x! + 1) * sx) * shared(v, y! * sy, (y! + 1) * sy);
      sum += area * pixels[(v * from.width + u) * 3 + channel!]!;
    }
  }
  return sum / (sx * sy);
}

test("shrinking gives every pixel the mean of the area it covers", () => {
  fc.assert(
    fc.property(sizes, sizes, fc.nat(), (a, b, seed) => {
      const from = { width: Math.max(a.width, b.width), height: Math.max(a.height, b.height) };
      const to = { width: Math.min(a.width, b.width), height: Math.min(a.height, b.height) };
      const pixels = random(from, seed);
      const result = scaled(from, to, pixels);
      for (let i = 0; i < result.length; i++) {
        const pixel = Math.floor(i / 3);
        const at = [pixel % to.width, Math.floor(pixel / to.width), i % 3];
        const mean = areaMean(from, to, pixels, at);
        assert.ok(Math.abs(result[i]! - mean) < 0.75, `${result[i]} is not ${mean}`);
      }
    }),
    { numRuns: 60 },
  );
});

test("a plain picture keeps its level exactly at every size", () => {
  fc.assert(
    fc.property(sizes, sizes, fc.nat(255), (from, to, level) => {
      const plain = new Uint8Array(from.width * from.height * 3).fill(level);
      assert.ok(scaled(from, to, plain).every((value) => value === level));
    }),
  );
});

test("enlarging a ramp stays a ramp", () => {
  const ramp = Uint8Array.from({ length: 8 * 3 }, (_, i) => Math.floor(i / 3) * 30);
  const wide = scaled({ width: 8, height: 1 }, { width: 32, height: 3 }, ramp);
  for (let x = 8; x < 24; x++) {
    const expected = ((x + 0.5) / 4 - 0.5) * 30;
    assert.ok(Math.abs(wide[x * 3]! - expected) <= 1, `${x}: ${wide[x * 3]} is not ${expected}`);
  }
});

test("in linear light a fine checkerboard keeps its brightness, and a plain area its level", () => {
  const from = { width: 16, height: 16 };
  const checker = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return ((pixel % 16) + Math.floor(pixel / 16)) % 2 === 0 ? 255 : 0;
  });
  const shrink = (pixels: Uint8Array, linear: boolean): Uint8Array => {
    const target = new Uint8Array(4 * 4 * 3);
    const scaler = new Scaler(from, { width: 4, height: 4 }, { linear });
    scaler.scale(pixels, target, { offset: 0, stride: 12 });
    return target;
  };
  assert.ok(shrink(checker, false).every((level) => level === 128));
  // half the light of white is level 188 of sRGB
  assert.ok(shrink(checker, true).every((level) => level === 188));
  for (let level = 0; level < 256; level++) {
    const plain = shrink(new Uint8Array(16 * 16 * 3).fill(level), true);
    assert.ok(
      plain.every((one) => one === level),
      `level ${level}`,
    );
  }
});
