import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Allowance } from "../../src/call/allowance.js";

test("a burst is allowed, then a rate, however the time passes", () => {
  const gaps = fc.array(fc.nat(200), { minLength: 1, maxLength: 400, size: "max" });
  fc.assert(
    fc.property(
      gaps,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 20 }),
      (steps, rate, burst) => {
        const allowance = new Allowance(rate, burst);
        let now = 1000;
        let taken = 0;
        for (const gap of steps) {
          now += gap;
          if (allowance.take(now)) taken++;
        }
        assert.ok(taken <= burst + ((now - 1000) * rate) / 1000 + 1e-6, `${taken}`);
      },
    ),
  );
});

test("whoever keeps to the rate is never refused", () => {
  const allowance = new Allowance(50, 1);
  for (let now = 0; now < 10_000; now += 20) assert.ok(allowance.take(now));
});
