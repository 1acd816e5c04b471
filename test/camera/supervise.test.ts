import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { test } from "node:test";
import type { PictureListener } from "../../src/camera/picture-pipe.js";
import { type Run, SupervisedSource } from "../../src/camera/supervise.js";
import type { Ending } from "../../src/camera/trouble.js";
import type { Wanted } from "../../src/ports.js";
import { FakeTiming } from "../fakes/timing.js";
import { collect } from "../rig/collect.js";

const WANTED = { width: 160, height: 90, fps: 30 };
const NATIVE = { width: 640, height: 360 };
const PAUSED = { width: 0, height: 0, fps: 30 };

/** A process of the mind: it does what the test says. */
class FakeRun implements Run {
  readonly listener: PictureListener;
  readonly wants: Wanted[] = [];
  readonly over: Promise<Ending>;
  killed = false;
  end: (ending: Ending) => void = () => {};

  constructor(listener: PictureListener) {
    this.listener = listener;
    this.over = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  want(wanted: Wanted): void {
    this.wants.push(wanted);
  }

  kill(): void {
    this.killed = true;
    this.end({ how: "crashed", detail: "SIGKILL" });
  }

  picture(): void {
    const frame = { width: 1, height: 1, pixels: new Uint8Array(3), capturedAt: 0 };
    this.listener.picture(frame, NATIVE);
  }
}

function rig() {
  const timing = new FakeTiming();
  const runs: FakeRun[] = [];
  const source = new SupervisedSource({
    label: "camera 0",
    launch(listener) {
      const run = new FakeRun(listener);
      runs.push(run);
      return run;
    },
    explain: (ending) => ({ problem: JSON.stringify(ending), hint: "do something" }),
    timing,
    log: { note: () => {} },
  });
  return { timing, runs, source, run: () => runs.at(-1) as FakeRun };
}

const FAILED = { how: "cannot-open", detail: "" } as const;

test("a source is live from its first picture on", async () => {
  const { source, run } = rig();
  assert.deepEqual(source.status, { at: "opening" });
  source.want(WANTED);
  run().listener.opened(NATIVE);
  assert.deepEqual(source.status, { at: "opening" });
  run().picture();
  assert.deepEqual(source.status, { at: "live", native: NATIVE });
  assert.deepEqual(run().wants, [WANTED]);
  assert.equal((await collect(source, 1)).length, 1);
  await source[Symbol.asyncDispose]();
});

test("a source that never opens is tried again after 0.5, 1, 2, 4, 8, 15, 15 s", async () => {
  const { source, runs, run, timing } = rig();
  source.want(WANTED);
  for (const pause of [500, 1000, 2000, 4000, 8000, 15_000, 15_000]) {
    const tries = runs.length;
    run().end(FAILED);
    await turn();
    assert.deepEqual(source.status, {
      at: "waiting",
      problem: JSON.stringify(FAILED),
      hint: "do something",
      retryAt: timing.now() + pause,
    });
    timing.advance(pause - 1);
    assert.equal(runs.length, tries);
    timing.advance(1);
    assert.equal(runs.length, tries + 1);
    assert.deepEqual(run().wants, [WANTED]);
  }
  await source[Symbol.asyncDispose]();
});

test("the trouble stays on show until there is a picture again", async () => {
  const { source, run, timing } = rig();
  source.want(WANTED);
  run().end(FAILED);
  await turn();
  timing.advance(500);
  assert.equal(source.status.at, "waiting");
  run().picture();
  assert.equal(source.status.at, "live");
  await source[Symbol.asyncDispose]();
});

test("a source that worked for five seconds starts with the short pause again", async () => {
  for (const [lifetime, pause] of [
    [4000, 1000],
    [5000, 500],
  ] as const) {
    const { source, run, timing } = rig();
    source.want(WANTED);
    run().end(FAILED);
    await turn();
    timing.advance(500);
    run().picture();
    for (let lived = 0; lived < lifetime; lived += 1000) {
      timing.advance(1000);
      run().picture();
    }
    run().end({ how: "ended", detail: "" });
    await turn();
    assert.ok(source.status.at === "waiting");
    assert.equal(source.status.retryAt - timing.now(), pause, `after ${lifetime} ms`);
    await source[Symbol.asyncDispose]();
  }
});

test("three seconds of silence are a hang: killed, said, and started again", async () => {
  const { source, runs, run, timing } = rig();
  source.want(WANTED);
  run().picture();
  timing.advance(2000);
  run().picture();
  timing.advance(2999);
  assert.equal(run().killed, false);
  timing.advance(1);
  assert.equal(run().killed, true);
  await turn();
  assert.ok(source.status.at === "waiting");
  assert.equal(source.status.problem, JSON.stringify({ how: "hung", silence: 3000 }));
  timing.advance(500);
  assert.equal(runs.length, 2);
  run().picture();
  assert.equal(source.status.at, "live");
  await source[Symbol.asyncDispose]();
});

test("what opens slowly is given more time at each try", async () => {
  const { source, run, timing } = rig();
  source.want(WANTED);
  for (const [waited, pause] of [
    [0, 500],
    [500, 1000],
    [1000, 2000],
    [2000, 4000],
  ] as const) {
    timing.advance(3000 + waited - 1);
    assert.equal(run().killed, false);
    timing.advance(1);
    assert.equal(run().killed, true);
    await turn();
    timing.advance(pause);
  }
  await source[Symbol.asyncDispose]();
});

test("nothing wanted, nothing missed: a paused source is not taken for a hanging one", async () => {
  const { source, run, timing } = rig();
  run().listener.opened(NATIVE);
  assert.equal(source.status.at, "live");
  timing.advance(60_000);
  source.want(WANTED);
  run().picture();
  timing.advance(2000);
  source.want(PAUSED);
  timing.advance(60_000);
  source.want(WANTED);
  timing.advance(2999);
  assert.equal(run().killed, false);
  timing.advance(1);
  assert.equal(run().killed, true);
  await source[Symbol.asyncDispose]();
});

test("after a pause nobody gets a picture from before it", async () => {
  const { source, run } = rig();
  source.want(WANTED);
  run().picture();
  source.want(PAUSED);
  run().picture();
  source.want(WANTED);
  run().listener.picture(
    { width: 1, height: 1, pixels: new Uint8Array(3), capturedAt: 77 },
    NATIVE,
  );
  const [frame] = await collect(source, 1);
  assert.equal(frame?.capturedAt, 77);
  await source[Symbol.asyncDispose]();
});

test("a program that was stopped itself does not blame its source", async () => {
  const { source, run, timing } = rig();
  source.want(WANTED);
  run().picture();
  timing.oversleep(10_000);
  assert.equal(run().killed, false);
  timing.advance(3000);
  assert.equal(run().killed, true);
  await source[Symbol.asyncDispose]();
});

test("a run that was given up is not heard any more", async () => {
  const { source, runs, run, timing } = rig();
  source.want(WANTED);
  run().end(FAILED);
  await turn();
  timing.advance(500);
  runs[0]?.picture();
  assert.equal(source.status.at, "waiting");
  await source[Symbol.asyncDispose]();
});

test("disposing kills the run, waits for its end and starts nothing after", async () => {
  const { source, runs, run, timing } = rig();
  source.want(WANTED);
  run().picture();
  await source[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
  assert.equal(run().killed, true);
  assert.equal(timing.waiting, 0);
  source.want({ ...WANTED, fps: 1 });
  timing.advance(60_000);
  assert.equal(runs.length, 1);
  for await (const _ of source.frames(new AbortController().signal)) assert.fail("a picture");
});
