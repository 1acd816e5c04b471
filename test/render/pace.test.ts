import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Drain } from "../../src/render/drain.js";
import { COARSEST, Pace } from "../../src/render/pace.js";

/** What pictures cost and how the line behaves, second by second. */
interface World {
  /** Bytes a second that the line takes at `time`. */
  readonly rate: (time: number) => number;
  /** Milliseconds there and back. */
  readonly distance?: number;
  /** Pictures a second that come. */
  readonly fps?: number;
  /** Bytes of a picture painted as meant. */
  readonly bytes: number;
  readonly lossless?: boolean;
  /** Most bytes a paint. */
  readonly most?: number;
}

interface Shown {
  readonly at: number;
  /** From its arrival to its last byte. */
  readonly age: number;
  readonly bytes: number;
  readonly coarseness: number;
  readonly fewerColors: boolean;
}

/** A part of a picture that was painted and has not arrived on the screen. */
interface UnderWay {
  readonly came: number;
  readonly sent: number;
  readonly arrives: number;
  readonly bytes: number;
  /** Its last part. */
  readonly whole: boolean;
  readonly coarseness: number;
  readonly fewerColors: boolean;
}

/** What 256 colours take, as a part of what all take. */
const FEWER_COLORS = 0.6;

/** Pictures through a simulated line, a millisecond at a time: the painter steers its coarseness as the real one does. */
class Play {
  readonly shown: Shown[] = [];
  readonly #world: World;
  readonly #pace: Pace;
  readonly #drain = new Drain();
  readonly #underWay: UnderWay[] = [];
  #freeAt = 0;
  #coarseness = 1;
  /** When the picture came that waits to be painted, and the one that is. */
  #waiting: number | undefined;
  #came = 0;
  /** Bytes of the latter still to be painted. */
  #left = 0;

  constructor(world: World) {
    this.#world = world;
    this.#pace = new Pace(world.lossless);
    this.#pace.most = world.most ?? Infinity;
  }

  tick(now: number): void {
    const { fps = 20, distance = 1, most } = this.#world;
    this.#arrive(now, distance);
    if (comes(now, Math.min(fps, this.#pace.fps))) {
      this.#pace.offered(now);
      this.#waiting = now;
    }
    const open = most === undefined ? 2 + Math.floor(distance / 33) : 1;
    if (this.#underWay.length < open) this.#paint(now);
  }

  #arrive(now: number, distance: number): void {
    while (this.#underWay.length > 0 && this.#underWay[0]!.arrives + distance <= now) {
      const { came, sent, arrives, bytes, whole, ...how } = this.#underWay.shift()!;
      this.#drain.took(bytes, sent, now, distance);
      if (whole) this.shown.push({ at: now, age: arrives - came, bytes, ...how });
    }
  }

  #paint(now: number): void {
    const { fewerColors } = this.#pace;
    const { rate } = this.#drain;
    const fresh = this.#waiting !== undefined && this.#pace.dueAt(0) <= now;
    if (fresh) this.#begin(now);
    if (this.#left <= 0) return;
    const target = this.#pace.target(rate, now);
    const bytes = Math.min(this.#left, this.#pace.budget(rate, now));
    this.#left -= bytes;
    if (fresh) this.#steer(bytes, target);
    this.#freeAt = Math.max(this.#freeAt, now) + (1000 * bytes) / this.#world.rate(now);
    const coarseness = this.#coarseness;
    const arrives = this.#freeAt;
    const whole = this.#left <= 0;
    this.#underWay.push({
      came: this.#came,
      sent: now,
      arrives,
      bytes,
      whole,
      coarseness,
      fewerColors,
    });
    if (fresh) this.#pace.painted({ bytes, target, coarseness }, now);
  }

  #begin(now: number): void {
    this.#pace.begin(0, now);
    this.#came = this.#waiting!;
    this.#waiting = undefined;
    this.#left = this.#world.bytes / Math.sqrt(this.#coarseness);
    if (this.#pace.fewerColors) this.#left *= FEWER_COLORS;
  }

  #steer(bytes: number, target: number): void {
    if (this.#world.lossless) return;
    const change = Math.min(1.6, Math.max(0.75, Math.sqrt((bytes + 1) / (target + 1))));
    this.#coarseness = Math.min(COARSEST, Math.max(1, this.#coarseness * change));
  }
}

function play(world: World, seconds: number): readonly Shown[] {
  const played = new Play(world);
  for (let now = 0; now < seconds * 1000; now++) played.tick(now);
  return played.shown;
}

const comes = (now: number, fps: number): boolean =>
  Math.floor((now * fps) / 1000) !== Math.floor(((now - 1) * fps) / 1000);

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;

/** What was shown between two moments, in seconds. */
function between(shown: readonly Shown[], from: number, to: number) {
  const those = shown.filter(({ at }) => at >= from * 1000 && at < to * 1000);
  const ages = those.map(({ age }) => age);
  return {
    fps: those.length / (to - from),
    p50: quantile(ages, 0.5),
    p95: quantile(ages, 0.95),
    coarseness: quantile(
      those.map((picture) => picture.coarseness),
      0.5,
    ),
    fewerColors: those.at(-1)?.fewerColors ?? false,
  };
}

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
