import assert from "node:assert/strict";
import { test } from "node:test";
import { Metronome } from "../../src/sound/metronome.js";
import { FakeTiming } from "../fakes/timing.js";

test("an hour of beats is an hour of samples, however late each is", () => {
  const timing = new FakeTiming();
  let counted = 0;
  using _ = new Metronome(timing, (samples) => (counted += samples));
  for (let second = 0; second < 3600; second++) {
    timing.advance(987.3);
    timing.oversleep(12.7);
  }
  const due = 3600 * 48_000;
  assert.ok(due - counted >= 0 && due - counted <= 48 * 11, `${due - counted} missing`);
});

test("a closed lid is not caught up with", () => {
  const timing = new FakeTiming();
  let counted = 0;
  using _ = new Metronome(timing, (samples) => (counted += samples));
  timing.oversleep(60_000);
  assert.ok(counted <= 48 * 20, `${counted} at once`);
  timing.advance(1000);
  assert.ok(Math.abs(counted - 48_000) < 48 * 25, `${counted} after a second more`);
});

test("a disposed metronome is silent", () => {
  const timing = new FakeTiming();
  let counted = 0;
  const metronome = new Metronome(timing, (samples) => (counted += samples));
  timing.advance(100);
  metronome[Symbol.dispose]();
  const before = counted;
  timing.advance(100);
  assert.equal(counted, before);
  assert.equal(timing.waiting, 0);
});
