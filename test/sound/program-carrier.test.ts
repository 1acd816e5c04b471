import assert from "node:assert/strict";
import { test } from "node:test";
import { ProgramCarrier } from "../../src/sound/program-carrier.js";
import type { Program } from "../../src/sound/programs.js";
import { FakeTiming } from "../fakes/timing.js";
import { until } from "../rig/until.js";

/** 41.7 s of sound. */
const MUCH = 4_000_000;

const pairOf = (command: string, ...words: readonly string[]) => {
  const program: Program = { command, arguments: () => words, latency: 0 };
  return { label: command, microphone: program, speaker: program };
};

/** Opens an end of a program that lives long enough to be believed. */
async function opened<T>(timing: FakeTiming, opening: Promise<T>): Promise<T> {
  await timing.asked();
  timing.advance(300);
  return opening;
}

test("a program that gives all it has at once is read a little at a time", async () => {
  const timing = new FakeTiming();
  const carrier = new ProgramCarrier(
    pairOf("head", "-c", String(MUCH), "/dev/zero"),
    timing,
    process.env,
  );
  let heard = 0;
  const begun = timing.now();
  await using end = await opened(
    timing,
    carrier.openMicrophone(undefined, ({ samples }) => {
      heard += samples.length;
      const length = timing.now() - begun;
      assert.ok(heard / 48 < 4 * length + 3000, `${heard / 48} ms within ${length}`);
    }),
  );
  let isOver = false;
  void end.over.then(() => (isOver = true));
  await until("it is over", () => {
    timing.advance(100);
    return isOver;
  });
  assert.equal(heard, MUCH / 2);
});

test("one that is held back can be ended", async () => {
  const timing = new FakeTiming();
  const carrier = new ProgramCarrier(pairOf("cat", "/dev/zero"), timing, process.env);
  let heard = 0;
  const end = await opened(
    timing,
    carrier.openMicrophone(undefined, ({ samples }) => (heard += samples.length)),
  );
  await until("it is heard", () => heard > 0);
  await end[Symbol.asyncDispose]();
  assert.equal(timing.waiting, 0);
});

test("a program that stops reading is not written to for ever, and given up", async () => {
  const timing = new FakeTiming();
  const carrier = new ProgramCarrier(pairOf("sleep", "60"), timing, process.env);
  let pulled = 0;
  await using end = await opened(
    timing,
    carrier.openSpeaker(undefined, (count) => {
      pulled += count;
      return new Int16Array(count);
    }),
  );
  for (let second = 0; second < 100; second++) {
    timing.advance(1000);
    await new Promise(setImmediate);
  }
  assert.equal((await end.over).problem, "sleep ended: it takes no sound");
  // What a pipe and a socket hold, and a little more.
  assert.ok(pulled < 500_000, `${pulled / 48_000} s`);
});
