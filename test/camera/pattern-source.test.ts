import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSource, SourceError } from "../../src/camera/open.js";
import { PatternSource } from "../../src/camera/pattern-source.js";
import type { Frame } from "../../src/frame/frame.js";
import { FakeTiming } from "../fakes/timing.js";
import { collect } from "../rig/collect.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const WANTED = { width: 160, height: 100, fps: 30 };

/** Collects `count` pictures of `source`, letting `step` milliseconds pass after each. */
async function film(
  source: PatternSource,
  timing: FakeTiming,
  { count, step }: { readonly count: number; readonly step: number },
): Promise<readonly Frame[]> {
  return collect(source, count, () => timing.advance(step));
}

test("pictures are 16:9 inside what is wanted, and stamped with their moment", async () => {
  const timing = new FakeTiming();
  await using source = new PatternSource("ball", { timing, fps: 30 });
  assert.equal(source.status.at, "live");
  source.want(WANTED);
  const [frame] = await film(source, timing, { count: 1, step: 0 });
  assert.deepEqual([frame?.width, frame?.height, frame?.capturedAt], [160, 90, 1000]);
});

test("a late wake-up does not delay the pictures after it", async () => {
  const timing = new FakeTiming();
  await using source = new PatternSource("ball", { timing, fps: 10 });
  source.want(WANTED);
  const stamps: number[] = [];
  await collect(source, 6, (frame) => {
    stamps.push(frame.capturedAt);
    if (stamps.length === 3) timing.oversleep(130);
    else timing.advance(stamps.length === 4 ? 70 : 100);
  });
  assert.deepEqual(stamps, [1000, 1100, 1200, 1330, 1400, 1500]);
});

test("another size is taken up by the next picture", async () => {
  const timing = new FakeTiming();
  await using source = new PatternSource("bars", { timing, fps: 30 });
  source.want(WANTED);
  const widths: number[] = [];
  await collect(source, 3, (frame) => {
    widths.push(frame.width);
    source.want({ width: 80, height: 45, fps: 30 });
    timing.advance(34);
  });
  assert.deepEqual(widths, [160, 80, 80]);
});

test("0x0 stops the drawing, and the picture not yet read is forgotten", async () => {
  const timing = new FakeTiming();
  await using source = new PatternSource("ball", { timing, fps: 30 });
  source.want(WANTED);
  source.want({ width: 0, height: 0, fps: 30 });
  assert.equal(timing.waiting, 0);
  timing.advance(5000);
  source.want(WANTED);
  const [frame] = await film(source, timing, { count: 1, step: 0 });
  assert.equal(frame?.capturedAt, 6000);
});

test("no more pictures are made than were wanted or offered", async () => {
  for (const [offered, wanted, step] of [
    [30, 10, 100],
    [10, 30, 100],
  ] as const) {
    const timing = new FakeTiming();
    await using source = new PatternSource("flash", { timing, fps: offered });
    source.want({ ...WANTED, fps: wanted });
    const frames = await film(source, timing, { count: 4, step });
    assert.deepEqual(
      frames.map((frame) => frame.capturedAt),
      [1000, 1100, 1200, 1300],
    );
  }
});

test("every turn of the flash is noted, with the moment of the picture that shows it", async () => {
  using folder = temporaryFolder();
  const flashLog = join(folder.path, "flips");
  const timing = new FakeTiming();
  await using source = openSource("pattern:flash", { fps: 30, flashLog, timing });
  source.want({ width: 16, height: 9, fps: 30 });
  const frames = await collect(source, 60, () => timing.advance(34));
  const turns = frames.flatMap((frame, index) => {
    const before = frames[index - 1];
    if (!before || before.pixels[0] === frame.pixels[0]) return [];
    return [`${Math.round(frame.capturedAt * 1e6)} ${frame.pixels[0] === 255 ? 1 : 0}`];
  });
  assert.equal(turns.length, 4);
  const noted = readFileSync(flashLog, "utf8").trimEnd().split("\n");
  assert.deepEqual(noted.slice(0, 4), turns);
});

test("a flash log that cannot be written is an error at once", () => {
  assert.throws(
    () => openSource("pattern:flash", { fps: 30, flashLog: "/nowhere/at/all" }),
    (error) =>
      error instanceof SourceError && error.message.startsWith("--flash-log cannot be written"),
  );
});

test("a reader that stops leaves the source to the next one", async () => {
  const timing = new FakeTiming();
  await using source = new PatternSource("ball", { timing, fps: 30 });
  source.want(WANTED);
  await film(source, timing, { count: 2, step: 34 });
  const stop = new AbortController();
  stop.abort();
  for await (const _ of source.frames(stop.signal)) assert.fail("an aborted reader got a picture");
  assert.equal((await film(source, timing, { count: 2, step: 34 })).length, 2);
});

test("disposing ends the reader and leaves no timer", async () => {
  const timing = new FakeTiming();
  const source = new PatternSource("ball", { timing, fps: 30 });
  source.want(WANTED);
  await collect(source, 2, () => void source[Symbol.asyncDispose]());
  assert.equal(timing.waiting, 0);
});
