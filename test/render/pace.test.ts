import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { COARSEST } from "../../src/render/pace.js";
import { between, FEWER_COLORS, play } from "../view/line-play.js";

test("a line that carries everything limits nothing", () => {
  const { fps, coarseness, p95 } = between(play({ rate: () => 600e3, bytes: 8000 }, 10), 2, 10);
  assert.ok(fps >= 19.5 && coarseness === 1 && p95 < 20, `${fps} fps, ${coarseness}, ${p95} ms`);
});

test("pictures get coarser first, then fewer, then their colours go", () => {
  const coarser = between(play({ rate: () => 250e3, bytes: 25_000 }, 20), 5, 20);
  assert.ok(coarser.fps >= 19.5 && coarser.coarseness > 3 && !coarser.fewerColors);
  const fewer = between(play({ rate: () => 250e3, bytes: 60_000 }, 20), 5, 20);
  assert.ok(fewer.fps < 16 && fewer.fps >= 10 && fewer.coarseness >= 8 && !fewer.fewerColors);
  const poorer = between(play({ rate: () => 100e3, bytes: 60_000 }, 20), 5, 20);
  assert.ok(poorer.fewerColors && poorer.coarseness >= 8);
});

test("a lossless picture is never given fewer colours: there are fewer pictures", () => {
  const world = { rate: () => 100e3, bytes: 30_000, lossless: true };
  const { fps, fewerColors } = between(play(world, 20), 5, 20);
  assert.ok(fps >= 2 && fps <= 4 && !fewerColors, `${fps} fps`);
});

const drop = (time: number): number => (time > 5000 && time < 15_000 ? 60e3 : 600e3);

test("after a line ten times slower, the present is there soon; after a better one, everything comes back", () => {
  const shown = play({ rate: drop, bytes: 30_000 }, 40);
  const slow = between(shown, 8, 15);
  assert.ok(slow.p50 < 130 && slow.fps >= 5, `${slow.fps} fps of ${slow.p50} ms`);
  const back = between(shown, 30, 40);
  assert.ok(back.fps >= 19.5 && !back.fewerColors && back.coarseness < 3, `${back.fps} fps`);
});

test("in tmux no paint exceeds its burst, and pictures keep their rate", () => {
  const shown = play({ rate: () => 600e3, bytes: 30_000, most: 12_600 }, 20);
  assert.ok(shown.every(({ bytes }) => bytes <= 12_600));
  const { fps, p95 } = between(shown, 5, 20);
  assert.ok(fps >= 19 && p95 < 100, `${fps} fps, ${p95} ms`);
});

test("a far terminal keeps its rate", () => {
  const { fps, p50 } = between(
    play({ rate: () => 250e3, bytes: 30_000, distance: 100 }, 20),
    5,
    20,
  );
  assert.ok(fps >= 19 && p50 < 60, `${fps} fps, ${p50} ms`);
});

test("whatever the line and the pictures: what can be shown in time is", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20, max: 3000 }),
      fc.integer({ min: 2000, max: 80_000 }),
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 10, max: 30 }),
      (kilobytes, bytes, distance, fps) => {
        const rate = kilobytes * 1000;
        const least = (bytes / Math.sqrt(COARSEST)) * FEWER_COLORS;
        fc.pre(least / rate < 0.1);
        const { p50, fps: got } = between(
          play({ rate: () => rate, bytes, distance, fps }, 20),
          8,
          20,
        );
        assert.ok(p50 <= 150, `${p50} ms`);
        assert.ok(got >= 6, `${got} fps`);
      },
    ),
    { seed: 7, numRuns: 60 },
  );
});
