import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Ration } from "../../src/call/ration.js";

test("whatever wants to leave, in no second leaves more than allowed; and all of it can be used", () => {
  const aWish = fc.record({ pause: fc.nat(400), bytes: fc.integer({ min: 1, max: 900 }) });
  fc.assert(
    fc.property(fc.array(aWish, { minLength: 50, maxLength: 200 }), (wishes) => {
      const ration = new Ration(1000);
      const left: { at: number; bytes: number }[] = [];
      let now = 0;
      for (const { pause, bytes } of wishes) {
        now += pause;
        const within = left.filter(({ at }) => at > now - 1000);
        const sum = within.reduce((all, each) => all + each.bytes, 0);
        assert.equal(ration.room(now), 1000 - sum);
        if (bytes > ration.room(now)) continue;
        ration.took(bytes, now);
        left.push({ at: now, bytes });
      }
    }),
  );
});

test("there is more room when the oldest was a second ago", () => {
  const ration = new Ration(1000);
  assert.equal(ration.wait(0), undefined);
  ration.took(600, 100);
  ration.took(400, 300);
  assert.deepEqual([ration.room(400), ration.wait(400)], [0, 700]);
  assert.deepEqual([ration.room(1100), ration.wait(1100)], [600, 200]);
});

test("a picture begins when all of it may leave; one that never could, when nothing has left", () => {
  const ration = new Ration(1000);
  ration.took(300, 0);
  assert.deepEqual([ration.fits(700, 10), ration.fits(701, 10)], [true, false]);
  assert.deepEqual([ration.fits(5000, 999), ration.fits(5000, 1000)], [false, true]);
});

test("without a limit there is none", () => {
  const ration = new Ration();
  ration.took(1e9, 0);
  assert.ok(ration.fits(1e9, 0));
  assert.equal(ration.wait(0), undefined);
});
