import assert from "node:assert/strict";
import { test } from "node:test";
import { Distance } from "../../src/render/distance.js";

/** After questions on an empty line that took so long, one every second. */
function after(...trips: readonly number[]): Distance {
  const distance = new Distance();
  for (const [second, trip] of trips.entries()) distance.took(trip, second * 1000);
  return distance;
}

const USUAL = Array.from({ length: 8 }, () => 10);

test("at the start the shortest way counts, since everybody is busy", () => {
  assert.equal(after(100, 6).time, 6);
});

test("later one answer is neither luck nor trouble", () => {
  assert.equal(after(...USUAL, 2).time, 8);
  assert.equal(after(...USUAL, 30).time, 15);
});

test("an answer to anything is no nearer than the way is long, a late one tells nothing", () => {
  const distance = after(...USUAL);
  distance.atMost(200, 8000, false);
  assert.equal(distance.time, 10);
  distance.atMost(4, 8000, false);
  assert.equal(distance.time, 4);
});

test("what was not measured or confirmed for a while is doubtful", () => {
  const distance = after(...USUAL);
  assert.ok(!distance.isDoubtful(10_000));
  assert.ok(distance.isDoubtful(10_100));
  distance.atMost(30, 10_000, true);
  assert.ok(distance.isDoubtful(10_100), "it waited for something");
  distance.atMost(12, 10_000, true);
  assert.ok(!distance.isDoubtful(10_100));
  assert.ok(after(10).isDoubtful(200), "the first is not believed for long");
});
