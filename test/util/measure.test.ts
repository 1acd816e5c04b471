import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Meter, Samples } from "../../src/util/measure.js";

test("a rate is what happened in the window, a second", () => {
  const meter = new Meter(500);
  for (let at = 0; at < 1000; at += 20) meter.count(at, 3);
  assert.equal(meter.rate(990), 25 * 3 * 2);
  assert.equal(meter.rate(5000), 0);
  assert.equal(meter.total, 150);
});

test("any history gives the same rate as adding up by hand", () => {
  const aHistory = fc.array(fc.tuple(fc.constantFrom(1, 100, 250), fc.nat(100)));
  fc.assert(
    fc.property(aHistory, fc.constantFrom(0, 250, 999, 1500), (history, later) => {
      const meter = new Meter();
      const events: { readonly at: number; readonly amount: number }[] = [];
      let now = 0;
      for (const [wait, amount] of history) {
        now += wait;
        events.push({ at: now, amount });
        meter.count(now, amount);
      }
      now += later;
      const lately = events.filter(({ at }) => at > now - 1000);
      assert.equal(
        meter.rate(now),
        lately.reduce((sum, { amount }) => sum + amount, 0),
      );
    }),
    { seed: 7 },
  );
});

test("events within a millisecond are counted together", () => {
  const meter = new Meter(1000);
  for (let n = 0; n < 100_000; n++) meter.count(n / 1000, 1);
  assert.equal(meter.rate(100), 100_000);
});

test("quantiles are samples, by nearest rank", () => {
  const samples = new Samples();
  assert.equal(samples.quantile(0.5), undefined);
  for (let n = 100; n >= 1; n--) samples.add(n);
  assert.deepEqual(
    [0, 0.01, 0.5, 0.99, 1].map((q) => samples.quantile(q)),
    [1, 1, 50, 99, 100],
  );
});

test("only the last samples count", () => {
  const samples = new Samples(3);
  for (const value of [1000, 1, 2, 3]) samples.add(value);
  assert.equal(samples.quantile(1), 3);
  samples.clear();
  assert.equal(samples.quantile(1), undefined);
});
