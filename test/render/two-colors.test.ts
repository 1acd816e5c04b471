import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { distance } from "../../src/render/colors/distance.js";
import { NO_COLOR } from "../../src/render/colors/inks.js";
import * as pair from "../../src/render/two-colors.js";
import { noise } from "./scene.js";

const color = fc.nat(0xffffff);
const ink = fc.oneof(color, fc.constant(NO_COLOR));
const cell = fc
  .tuple(fc.constantFrom(4, 6, 8), fc.array(color, { minLength: 8, maxLength: 8 }))
  .map(([count, colors]) => colors.slice(0, count));

const summed = (colors: readonly number[], one: number): number =>
  colors.reduce((sum, each) => sum + distance(each, one), 0);

/** Quarters that `distance` rounds off one by one, and the sums all at once. */
const near = (a: number, b: number, count: number): boolean => Math.abs(a - b) <= count;

test("green counts more than red, red more than blue, and grey as much as ever", () => {
  const [red, green, blue] = [0x0a0000, 0x000a00, 0x00000a].map((one) => distance(0, one));
  assert.ok(green! > red! && red! > blue!);
  assert.equal(distance(0x202020, 0x2a2a2a), 300);
});

test("what sums say of a cell is what its pixels say", () => {
  fc.assert(
    fc.property(cell, ink, ink, (colors, ones, zeros) => {
      const pixels = Int32Array.from(colors);
      pair.addUp(pixels, pixels.length);
      assert.ok(near(pair.wrongForAll(ones), summed(colors, ones), colors.length));
      const mask = pair.split(pixels, { ones, zeros }, pixels.length);
      const best = colors.map((each) => Math.min(distance(each, ones), distance(each, zeros)));
      const least = best.reduce((sum, one) => sum + one, 0);
      assert.ok(near(pair.wrongSplit(), least, colors.length), `${pair.wrongSplit()} not ${least}`);
      const chosen = colors.map((each, i) => distance(each, (mask >> i) & 1 ? ones : zeros));
      assert.ok(
        near(
          chosen.reduce((sum, one) => sum + one, 0),
          least,
          colors.length,
        ),
      );
    }),
  );
});

test("two groups have all pixels between them, and their means are nearer than the mean of all", () => {
  fc.assert(
    fc.property(cell, (colors) => {
      const pixels = Int32Array.from(colors);
      pair.addUp(pixels, pixels.length);
      pair.divide(pixels, pixels.length);
      const apart = pair.wrongFor(0, pair.meanOf(0)) + pair.wrongFor(1, pair.meanOf(1));
      const mean = [16, 8, 0].reduce((all, shift) => {
        const sum = colors.reduce((total, one) => total + ((one >> shift) & 255), 0);
        return all | (Math.round(sum / colors.length) << shift);
      }, 0);
      assert.ok(apart <= pair.wrongForAll(mean) + 2 * colors.length);
      for (const one of colors.slice(0, 2)) {
        const both = pair.wrongFor(0, one) + pair.wrongFor(1, one);
        assert.ok(near(both, pair.wrongForAll(one), 2));
      }
    }),
  );
});

/** Pixels somewhere between two colours, and a little beside. */
function mixed(seed: number): Int32Array {
  return Int32Array.from({ length: pair.MOST_PIXELS }, (_, i) =>
    [16, 8, 0].reduce((all, shift) => {
      const [from, to] = [noise(seed, shift, 1) * 215, noise(seed, shift, 2) * 215];
      const level = from + (to - from) * noise(seed, i) + 20 * noise(seed, i, shift);
      return all | (Math.round(level) << shift);
    }, 0),
  );
}

const wrongApart = (): number =>
  pair.wrongFor(0, pair.meanOf(0)) + pair.wrongFor(1, pair.meanOf(1));

/** The least error that any division leaves, by trying them all. */
function leastOf(colors: readonly number[]): number {
  const errors = Array.from({ length: 2 ** (colors.length - 1) }, (_, mask) =>
    [0, 1].reduce((sum, side) => {
      const group = Int32Array.from(colors.filter((_color, i) => ((mask >> i) & 1) === side));
      pair.addUp(group, group.length);
      return sum + (group.length === 0 ? 0 : pair.wrongForAll(meanOfAll(group)));
    }, 0),
  );
  return Math.min(...errors);
}

function meanOfAll(group: Int32Array): number {
  return [16, 8, 0].reduce((all, shift) => {
    const total = group.reduce((sum, one) => sum + ((one >> shift) & 255), 0);
    return all | (Math.round(total / group.length) << shift);
  }, 0);
}

for (const count of [4, 6, 8]) {
  test(`${count} pixels are divided within a hundredth of the best of all ways`, () => {
    let ours = 0;
    let least = 0;
    for (let seed = 0; seed < 400; seed++) {
      const pixels = mixed(seed).subarray(0, count);
      least += leastOf([...pixels]);
      pair.addUp(pixels, count);
      pair.divide(pixels, count);
      ours += wrongApart();
    }
    assert.ok(ours < 1.01 * least, `${ours / least} of the least error`);
  });
}
