import assert from "node:assert/strict";
import { test } from "node:test";
import { type Arrived, type PlayedCall, playCall, type Side } from "./shaped-call.js";

const MBIT = 1e6;
const WAY = 25;

/** Pictures a second that both sides saw between two moments, and their ages. */
function seen({ sides }: PlayedCall, from: number, to: number) {
  const rates: number[] = [];
  const ages: number[] = [];
  for (const { arrived } of sides) {
    const here = arrived.filter(({ at }: Arrived) => at >= from && at < to);
    rates.push((here.length * 1000) / (to - from));
    ages.push(...here.map(({ age }) => age));
  }
  const sorted = ages.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  return { fps: Math.min(...rates), p95, worst: sorted.at(-1) ?? Number.NaN };
}

/** What words waited beside the pictures, the line's own time taken off. */
function wordsP95({ sides }: PlayedCall): number {
  const waits = sides.flatMap(({ words }) => words).toSorted((a, b) => a - b);
  return (waits[Math.floor(waits.length * 0.95)] ?? Number.NaN) - WAY;
}

const dropping = (now: number): number => (now >= 6000 && now < 12_000 ? 0.2 : 2) * MBIT;

for (const { bits, fps } of [
  { bits: 100 * MBIT, fps: 29 },
  { bits: 5 * MBIT, fps: 25 },
  { bits: MBIT, fps: 25 },
  { bits: 0.3 * MBIT, fps: 12 },
])
  test(`at ${bits / MBIT} Mbit/s pictures are fresh, ${fps} a second or more`, async () => {
    const call = await playCall({ bits: () => bits, roundTrip: 2 * WAY }, 15_000);
    const what = seen(call, 3000, 15_000);
    assert.ok(what.fps >= fps && what.p95 < 150 && what.worst < 250, JSON.stringify(what));
    assert.ok(wordsP95(call) <= 45, `words waited ${wordsP95(call)} ms`);
  });

test("a line that drops to a tenth costs quality within 300 ms, no picture 400 ms, and is back in 3 s", async () => {
  const call = await playCall({ bits: dropping, roundTrip: 2 * WAY }, 18_000);
  const dropped = seen(call, 6000, 12_000);
  assert.ok(dropped.p95 < 200 && dropped.worst < 400, JSON.stringify(dropped));
  assert.ok(dropped.fps >= 10, JSON.stringify(dropped));
  const wordsAt = (moment: number): string =>
    call.steps.findLast(({ at }) => at <= moment)?.words ?? "";
  assert.match(wordsAt(5999), /^jpeg (60|76|88)/);
  assert.match(wordsAt(6300), /size/);
  assert.match(wordsAt(15_000), /^jpeg (60|76|88) /);
  assert.ok(seen(call, 15_000, 18_000).fps >= 25);
});

/** Moments that lie everywhere between two pictures. */
const moments = Array.from({ length: 7 }, (_, n) => 5000 + 5 * n);

for (const mbits of [2, 5, 20, 100])
  test(`whenever a line of ${mbits} Mbit/s drops to a tenth, no picture is 400 ms old`, async () => {
    for (const moment of moments) {
      const bits = (now: number): number => (now >= moment ? 0.1 : 1) * mbits * MBIT;
      const call = await playCall({ bits, roundTrip: 2 * WAY }, moment + 1500);
      const { worst } = seen(call, moment, moment + 1500);
      assert.ok(worst < 400, `${moment}: ${worst} ms`);
    }
  });

test("beside pictures that are too much for a line of 1 Mbit/s a word waits 35 ms", async () => {
  const line = { bits: () => MBIT, roundTrip: 2 * WAY };
  const call = await playCall(line, 15_000, { codec: "raw" });
  assert.ok(seen(call, 3000, 15_000).fps >= 1.5);
  assert.ok(wordsP95(call) <= 35, `words waited ${wordsP95(call)} ms`);
});

/** The most that left in any two seconds, as it is on the line, in kbit/s. */
function mostKbps({ left }: Side): number {
  let [first, bytes, most] = [0, 0, 0];
  for (const { at, bytes: more } of left) {
    bytes += more;
    while (at - left[first]!.at >= 1999) bytes -= left[first++]!.bytes;
    most = Math.max(most, bytes);
  }
  return (most * 8) / 2000;
}

for (const codec of ["raw", "delta", "jpeg"] as const)
  for (const maxKbps of [30, 100, 400])
    test(`no more is sent than the user allows: ${codec}, ${maxKbps} kbit/s, in any two seconds`, async () => {
      for (const bits of [100 * MBIT, MBIT]) {
        const call = await playCall({ bits: () => bits, roundTrip: 2 * WAY }, 9000, {
          codec,
          maxKbps,
        });
        for (const side of call.sides) {
          assert.ok(mostKbps(side) <= maxKbps, `${mostKbps(side)} kbit/s`);
          // And most of it is used, or as many pictures are sent as the smallest step has.
          const bytes = side.left.reduce((sum, each) => sum + each.bytes, 0);
          assert.ok((bytes * 8) / 9000 > maxKbps / 2 || side.arrived.length > 60, `${bytes}`);
        }
        const { words } = call.steps.at(-1)!;
        assert.match(words, maxKbps < 400 ? /% size.*--max-kbps/ : /--max-kbps/);
      }
    });
