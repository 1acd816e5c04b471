import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../../src/util/backoff.js";
import { Pace, RateLimit } from "../../src/camera/pace.js";

/** Plays ten seconds of 25 pictures a second where each takes `cost` ms; which were shown, and when. */
function play(cost: number): readonly { readonly n: number; readonly at: number }[] {
  const pace = new Pace(40, 0);
  const shown: { n: number; at: number }[] = [];
  let now = 0;
  for (let n = 0; now < 10_000; n++) {
    now = Math.max(now, pace.due);
    if (pace.take(now)) shown.push({ n, at: now });
    now += cost;
  }
  return shown;
}

test("a fast machine shows every picture of a video at its own moment", () => {
  const shown = play(5);
  assert.deepEqual(
    shown.map(({ n }) => n),
    Array.from({ length: 251 }, (_, n) => n),
  );
  for (const { n, at } of shown) assert.equal(at, n * 40);
});

test("a machine a little too slow leaves out pictures, and motion keeps its speed", () => {
  const pace = new Pace(40, 0);
  let now = 0;
  let shown = 0;
  let n = 0;
  for (; now < 10_000; n++) {
    now = Math.max(now, pace.due);
    // Showing costs twice of what there is time for, leaving out costs next to nothing.
    now += pace.take(now) ? (shown++, 80) : 2;
  }
  assert.ok(Math.abs(n * 40 - now) <= 120, `picture ${n} at ${now} ms`);
  assert.ok(shown > 80, `${shown} shown`);
});

test("a machine far too slow still shows one picture in four", () => {
  const shown = play(200);
  assert.ok(shown.length >= 12, `${shown.length} shown`);
  for (const [index, { n }] of shown.entries()) {
    assert.ok(n - (shown[index - 1]?.n ?? n) <= 4);
  }
});

test("after a long stop a video goes on from where it stood", () => {
  const pace = new Pace(40, 0);
  assert.ok(pace.take(0));
  assert.ok(pace.take(10_000));
  assert.equal(pace.due, 10_040);
});

test("pictures made on the spot fall on a fixed grid, whatever was missed", () => {
  const pace = new Pace(100, 1000);
  assert.equal(pace.next(1000), 1100);
  assert.equal(pace.next(1130), 1200);
  assert.equal(pace.next(1399), 1400);
});

/** How many of a second's pictures pass, `every` ms apart, each up to `jitter` ms early or late. */
function passed(every: number, wanted: number, jitter: number): number {
  const limit = new RateLimit();
  let count = 0;
  for (let n = 0; n * every < 10_000; n++) {
    if (limit.allows(n * every + (n % 3) * jitter - jitter, 1000 / wanted)) count++;
  }
  return count / 10;
}

test("a camera at the wanted rate passes whole, however unevenly it delivers", () => {
  for (const jitter of [0, 4, 8]) assert.ok(passed(1000 / 30, 30, jitter) > 29.5, `${jitter} ms`);
  assert.ok(passed(1000 / 29.97, 30, 3) > 29.4);
});

test("a camera that is too fast is thinned out to the wanted rate", () => {
  for (const [rate, wanted] of [
    [60, 30],
    [30, 20],
    [30, 10],
    [120, 30],
  ] as const) {
    const count = passed(1000 / rate, wanted, 1);
    assert.ok(Math.abs(count - wanted) < wanted * 0.07, `${rate} to ${wanted}: ${count}`);
  }
});

test("failures in a row are answered with longer and longer pauses", () => {
  const backoff = new Backoff();
  const pauses = Array.from({ length: 7 }, () => backoff.next());
  assert.deepEqual(pauses, [500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  backoff.reset();
  assert.equal(backoff.next(), 500);
});
