import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ClockSync } from "../../src/call/clock-sync.js";

test("nothing is known before the first pong", () => {
  const sync = new ClockSync();
  assert.deepEqual([sync.offset, sync.rtt], [undefined, undefined]);
});

test("two clocks agree to half of what the fastest trip was longer one way than the other", () => {
  const aTrip = fc.record({ there: fc.nat(300), back: fc.nat(300), wait: fc.nat(1000) });
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000_000, max: 1_000_000 }),
      fc.array(aTrip, { minLength: 1, maxLength: 16 }),
      (ahead, trips) => {
        const sync = new ClockSync();
        let now = 5000;
        for (const { there, back, wait } of trips) {
          sync.pong(now, now + there + ahead, now + there + back);
          now += there + back + wait;
        }
        const fastest = Math.min(...trips.map(({ there, back }) => there + back));
        assert.ok(Math.abs((sync.offset as number) - ahead) <= fastest / 2);
        const last = trips.at(-1);
        assert.equal(sync.rtt, (last?.there ?? 0) + (last?.back ?? 0));
      },
    ),
    { seed: 7 },
  );
});

test("a slow trip does not spoil what a fast one showed, for sixteen pings", () => {
  const sync = new ClockSync();
  sync.pong(0, 1002, 4);
  for (let n = 1; n <= 15; n++) sync.pong(n * 1000, n * 1000 + 1080, n * 1000 + 100);
  assert.equal(sync.offset, 1000);
  sync.pong(16_000, 17_080, 16_100);
  assert.equal(sync.offset, 1030);
});

test("a pong for a ping from the future is no pong", () => {
  const sync = new ClockSync();
  sync.pong(100, 50, 99);
  sync.pong(Number.NaN, 50, 99);
  assert.equal(sync.offset, undefined);
});
