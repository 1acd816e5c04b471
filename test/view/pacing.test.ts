import assert from "node:assert/strict";
import { test } from "node:test";
import { between, play, type World } from "./line-play.js";

const always = (rate: number) => (): number => rate;

/** 2 Mbit/s, and pictures of a camera that would need half as much again. */
const SHORT: World = {
  rate: always(250e3),
  distance: 6,
  fps: 30,
  bytes: 12_600,
  spread: 0.2,
  words: 10_000,
};
/** The same behind a shaper with a bucket. */
const SHAPED: World = { ...SHORT, distance: 2, burst: 50 };
const FAR: World = { ...SHORT, distance: 150 };

test("a line too short for its pictures is not filled, and they are young", () => {
  for (const [name, world] of Object.entries({ SHORT, FAR })) {
    const { fps, p95, used } = between(play(world, 30), 3, 30);
    assert.ok(fps >= 29 && p95 <= 50, `${name}: ${fps} fps, p95 ${p95} ms`);
    assert.ok(used > 0.7 * 250e3 && used < 0.85 * 250e3, `${name}: ${used} bytes a second`);
  }
});

test("they do not get sharper and coarser by turns", () => {
  const { finest, coarsest } = between(play(SHORT, 30), 3, 30);
  assert.ok(coarsest < 1.25 * finest, `${finest} to ${coarsest}`);
});

test("a line that takes bursts is not taken for a fast one", () => {
  const { fps, p95, used } = between(play(SHAPED, 60), 3, 60);
  assert.ok(fps >= 29 && p95 <= 50, `${fps} fps, p95 ${p95} ms`);
  assert.ok(used < 0.87 * 250e3, `${used} bytes a second`);
});

test("nor is one on which there is room for one picture at a time", () => {
  const { fps, p50 } = between(play({ ...SHAPED, rate: always(100e3) }, 60), 3, 60);
  assert.ok(fps >= 14 && p50 <= 30, `${fps} fps, p50 ${p50} ms`);
});

test("what was too much is tried again later each time", () => {
  const shown = play(SHAPED, 60).filter(({ at }) => at > 3000);
  const late = shown.filter(({ age }, n) => age > 20 && (shown[n - 1]?.age ?? 0) <= 20);
  assert.ok(late.length <= 10, `${late.length} times in a minute`);
});

test("a far terminal's pictures need not stop for it to be measured", () => {
  const { gap } = between(play(FAR, 30), 3, 30);
  assert.ok(gap < 60, `${gap} ms`);
});

const stopped = (time: number): number => (time > 10_000 && time < 10_040 ? 12e3 : 2000e3);

test("a terminal that was stopped for a moment is as good as before at once", () => {
  const shown = play({ rate: stopped, fps: 30, bytes: 30_000 }, 20);
  const late = shown.findLast(({ age }) => age > 1000);
  assert.ok(late, "it was stopped");
  const { fps, coarseness } = between(shown, late.at / 1000 + 1, 20);
  assert.ok(fps >= 29 && coarseness < 1.1, `${fps} fps, ${coarseness}`);
});

const better = (time: number): number => (time < 10_000 ? 100e3 : 1000e3);

test("a line that has become better is used", () => {
  const { fps, coarseness } = between(play({ ...SHAPED, rate: better }, 25), 20, 25);
  assert.ok(fps >= 29 && coarseness === 1, `${fps} fps, ${coarseness}`);
});
