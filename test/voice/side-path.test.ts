import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PathWatch, ReplayWindow } from "../../src/voice/side-path.js";

test("a path is open while the other side says that it hears us, and two seconds longer", () => {
  const watch = new PathWatch();
  assert.deepEqual([watch.isOpen(0), watch.hears(0)], [false, false]);
  watch.heard(false, 1000);
  assert.deepEqual([watch.isOpen(1000), watch.hears(1000)], [false, true]);
  watch.heard(true, 1500);
  watch.heard(false, 3000);
  assert.deepEqual([watch.isOpen(3499), watch.isOpen(3500)], [true, false]);
  assert.deepEqual([watch.hears(4999), watch.hears(5000)], [true, false]);
});

test("a probe is due when nothing was sent for a while", () => {
  const watch = new PathWatch();
  assert.equal(watch.isDue(0), true);
  watch.sent(0);
  assert.deepEqual([watch.isDue(399), watch.isDue(400)], [false, true]);
});

test("every number counts once, and none that is long past", () => {
  const aNumber = fc.oneof(fc.nat(200), fc.nat(2 ** 40));
  fc.assert(
    fc.property(fc.array(aNumber, { maxLength: 300 }), (numbers) => {
      const window = new ReplayWindow();
      const taken = new Set<number>();
      let newest = -1;
      for (const number of numbers) {
        const expected = !taken.has(number) && number > newest - 64;
        assert.equal(window.take(number), expected, `${number} after ${newest}`);
        if (expected) taken.add(number);
        if (expected) newest = Math.max(newest, number);
      }
    }),
    { seed: 3, numRuns: 500 },
  );
});
