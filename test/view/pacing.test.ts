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

test("a far terminal's pictures need not stop for it to be measured", () => {
  const { gap } = between(play(FAR, 30), 3, 30);
  assert.ok(gap < 60, `${gap} ms`);
});
