import assert from "node:assert/strict";
import { test } from "node:test";
import { CarrierError, type OpenEnd, type Trouble } from "../../src/sound/carrier.js";
import { SteadyEnd } from "../../src/sound/steady-end.js";
import { FakeTiming } from "../fakes/timing.js";

/** An end that a test breaks by hand. */
class Breakable implements OpenEnd {
  readonly device = "thing";
  readonly latency = 3;
  underruns = 1;
  disposed = 0;
  break: (why: Trouble) => void = () => undefined;
  readonly over = new Promise<Trouble>((resolve) => {
    this.break = resolve;
  });
  [Symbol.asyncDispose](): Promise<void> {
    this.disposed++;
    return Promise.resolve();
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("an end that breaks is let go of, waited for and opened again", async () => {
  const timing = new FakeTiming();
  const ends: Breakable[] = [];
  await using steady = new SteadyEnd(
    "speaker",
    () => {
      const end = new Breakable();
      ends.push(end);
      return Promise.resolve({ end, notice: undefined });
    },
    timing,
  );
  await settled();
  assert.deepEqual(steady.status, { at: "on", device: "thing" });
  ends[0]?.break({ problem: "gone", hint: "look" });
  await settled();
  const retryAt = timing.now() + 500;
  assert.deepEqual(steady.status, { at: "waiting", problem: "gone", hint: "look", retryAt });
  assert.equal(ends[0]?.disposed, 1);
  timing.advance(500);
  await settled();
  assert.equal(steady.status.at, "on");
  assert.equal(steady.underruns, 2, "those of both");
});

test("one that cannot be opened is tried less and less often", async () => {
  const timing = new FakeTiming();
  const tries: number[] = [];
  await using _ = new SteadyEnd(
    "microphone",
    () => {
      tries.push(timing.now());
      return Promise.reject(new CarrierError("no", "none"));
    },
    timing,
  );
  for (let i = 0; i < 600; i++) {
    await settled();
    timing.advance(100);
  }
  const gaps = tries.slice(1).map((at, i) => at - (tries[i] as number));
  assert.deepEqual(gaps.slice(0, 6), [500, 1000, 2000, 4000, 8000, 15_000]);
});

test("disposing ends it wherever it is, and leaves no timer", async () => {
  for (const works of [true, false]) {
    const timing = new FakeTiming();
    const end = new Breakable();
    const open = works
      ? () => Promise.resolve({ end, notice: undefined })
      : () => Promise.reject(new CarrierError("no", "none"));
    const steady = new SteadyEnd("speaker", open, timing);
    await settled();
    await steady[Symbol.asyncDispose]();
    await steady[Symbol.asyncDispose]();
    assert.equal(end.disposed, works ? 1 : 0);
    assert.equal(timing.waiting, 0);
  }
});
