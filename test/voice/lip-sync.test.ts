import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LipSync, MAX_HELD } from "../../src/voice/lip-sync.js";

const at = (capturedAt: number) => ({ capturedAt });

test("a picture waits for the sound that was heard with it, less what nobody sees", () => {
  const sync = new LipSync();
  sync.offer(at(1000), 90, 1030);
  assert.deepEqual([sync.due, sync.take(1069), sync.take(1070)], [1070, undefined, at(1000)]);
});

test("without sound, or when the sound is the earlier one, nothing waits", () => {
  const sync = new LipSync();
  for (const lag of [undefined, 30, Number.NaN]) {
    sync.offer(at(1000), lag, 1030);
    assert.deepEqual(sync.take(1030), at(1000));
  }
  sync.offer(at(Number.NaN), 90, 1030);
  assert.deepEqual(sync.take(1030), at(Number.NaN));
});

test("no picture waits longer than a quarter of a second", () => {
  const sync = new LipSync();
  sync.offer(at(1000), 5000, 1000);
  assert.equal(sync.due, 1250);
});

test("of several that are due the newest is shown, and none goes back", () => {
  const anOffer = fc.record({
    wait: fc.nat(60),
    age: fc.nat(80),
    lag: fc.option(fc.nat(300), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(anOffer, { maxLength: 100 }), (offers) => {
      const sync = new LipSync<{ readonly capturedAt: number; readonly number: number }>();
      let now = 0;
      let last = -1;
      for (const [number, { wait, age, lag }] of offers.entries()) {
        now += wait;
        sync.offer({ capturedAt: now - age, number }, lag, now);
        assert.ok(sync.held <= MAX_HELD);
        const shown = sync.take(now);
        if (shown) assert.ok(shown.number > last);
        last = shown?.number ?? last;
        assert.ok((sync.due ?? Infinity) > now);
      }
      sync.clear();
      assert.equal(sync.take(now + 1000), undefined);
    }),
    { seed: 6 },
  );
});
