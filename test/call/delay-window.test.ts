import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DelayWindow } from "../../src/call/delay-window.js";
import { look, MBIT, saturate } from "./simulated-line.js";
import { dice } from "./simulated-phones.js";

for (const megabits of [0.3, 1, 5, 100]) {
  for (const roundTrip of [1, 20, 50, 200]) {
    test(`a line of ${megabits} Mbit/s and ${roundTrip} ms is used well, without a queue on it`, () => {
      for (const slowest of [0, 10, 30]) {
        const roll = dice(7);
        const arrivals = saturate(
          { rate: () => megabits * MBIT, roundTrip, dawdle: () => roll() * slowest },
          25_000,
        );
        const { rate, median, p95, most } = look(arrivals, 5000, 25_000);
        const what = `dawdling ${slowest} ms: ${JSON.stringify({ rate, median, p95, most })}`;
        // Who acknowledges only now and then is hard to tell from a line that queues.
        assert.ok(rate >= (slowest > 10 ? 0.65 : 0.8) * megabits * MBIT, what);
        // The target is 25 ms; one record at 300 kbit/s alone takes 32.
        assert.ok(median <= 35 && p95 <= 85 && most <= 130, what);
        const early = look(arrivals, 1000, 5000);
        // On the longest and fastest line the window takes some seconds to open.
        const share = megabits * roundTrip > 10_000 ? 0.5 : 0.75;
        assert.ok(early.rate >= share * megabits * MBIT, `at first only ${early.rate}`);
      }
    });
  }
}

for (const [megabits, roundTrip] of [
  [3, 1],
  [10, 20],
  [100, 50],
] as const) {
  test(`a line that drops from ${megabits} Mbit/s to a tenth is without its queue a second later, and well used`, () => {
    const full = megabits * MBIT;
    const rate = (now: number): number => (now >= 5000 && now < 12_000 ? full / 10 : full);
    const arrivals = saturate({ rate, roundTrip, dawdle: () => 5 }, 20_000);
    const recovered = look(arrivals, 6000, 12_000);
    assert.ok(recovered.rate >= 0.08 * full, JSON.stringify(recovered));
    assert.ok(recovered.most <= 160 && recovered.median <= 60, JSON.stringify(recovered));
    const back = look(arrivals, 14_000, 20_000);
    assert.ok(back.rate >= 0.8 * full, JSON.stringify(back));
  });
}

test("a longer way is learned, not mistaken for a slow line", () => {
  const roll = dice(7);
  let roundTrip = 20;
  const line = {
    get roundTrip() {
      return roundTrip;
    },
    rate: (now: number) => {
      roundTrip = now > 5000 ? 120 : 20;
      return 5 * MBIT;
    },
    dawdle: () => roll() * 5,
  };
  const arrivals = saturate(line, 20_000);
  assert.ok(look(arrivals, 11_000, 20_000).rate >= 0.8 * 5 * MBIT);
});

test("the window is for those who fill it: it grows no further than it is used", () => {
  const window = new DelayWindow();
  for (let n = 1; n <= 200; n++) {
    window.sent(1000, n * 10);
    window.acked(n * 1000, n * 10 + 1);
  }
  window.sent(1, 3000);
  assert.ok(window.fits(2000, 3001), "half of the least");
  assert.ok(window.room(3001) < 4000, String(window.room(3001)));
});

test("acknowledgements that make no sense change nothing", () => {
  const window = new DelayWindow();
  window.sent(5000, 0);
  window.acked(2000, 5);
  const room = window.room(10);
  for (const total of [2000, 1999, 0, -1, 5001, 2 ** 53, Infinity, Number.NaN]) {
    window.acked(total, 10);
    assert.equal(window.room(10), room, String(total));
  }
});

test("no window is too small to move: with nothing under way there is room for anything", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          bytes: fc.integer({ min: 1, max: 16_388 }),
          wait: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 9000 })),
          share: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
        }),
        { minLength: 1, maxLength: 200, size: "max" },
      ),
      (story) => {
        const window = new DelayWindow();
        let now = 0;
        let sent = 0;
        for (const { bytes, wait, share } of story) {
          if (window.room(now) >= bytes) {
            window.sent(bytes, now);
            sent += bytes;
          } else {
            window.full(now);
          }
          now += wait;
          window.acked(Math.round(sent * share), now);
          assert.ok(window.room(now) >= 0 && window.rate(now) > 0);
        }
        window.acked(sent, now);
        assert.equal(window.room(now), Number.POSITIVE_INFINITY);
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});

test("a peer that acknowledges before it receives gets the window's ceiling and no more", () => {
  const window = new DelayWindow();
  let sent = 0;
  for (let n = 0; n < 5000; n++) {
    const bytes = Math.min(window.room(n), 1_000_000);
    window.sent(bytes, n);
    window.sent(1, n);
    sent += bytes;
    window.full(n);
    window.acked(sent, n);
  }
  assert.ok(window.room(5000) <= 4_000_000, String(window.room(5000)));
});
