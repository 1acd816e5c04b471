import assert from "node:assert/strict";
import { test } from "node:test";
import {
  LADDER,
  Quality,
  type QualityLimits,
  LOSSLESS,
  type Step,
} from "../../src/call/quality.js";

const RAW = 160 * 90 * 3;
const FPS = 30;
const ALL = ["raw", "delta", "jpeg"] as const;
const KBIT = 1000 / 8;

/** A line that carries `rate` bytes a second, and a queue of one picture before it. */
class Line {
  readonly quality: Quality;
  readonly steps: Step[] = [];
  now = 0;
  #queue = 0;

  constructor(limits: QualityLimits = {}) {
    this.quality = new Quality(ALL, limits);
  }

  /** Lives `ms` with a line of `rate`; gives the bytes a second that were sent at the end. */
  live(ms: number, rate: number): void {
    for (const end = this.now + ms; this.now < end; this.now += 1000 / FPS) {
      this.#queue = Math.max(0, this.#queue - rate / FPS);
      // A sixth of a second of queue is more than the delay window lets out: the picture waits.
      const late = this.#queue > rate * 0.1;
      const step = this.quality.look({ now: this.now, late, rate, raw: RAW, fps: FPS });
      this.steps.push(step);
      if (!late) this.#queue += this.#bytes(step) * Math.min(1, step.fps / FPS);
    }
  }

  #bytes(step: Step): number {
    return RAW * step.share;
  }
}

const rateOf = ({ share, fps }: Step): number => RAW * share * Math.min(FPS, fps);

test("a fast line gets the pixels themselves within three seconds", () => {
  const line = new Line();
  line.live(3000, 100_000 * KBIT);
  assert.equal(line.quality.step.codec, "raw");
  assert.equal(line.quality.why, "");
});

for (const kbits of [5000, 1000, 300, 150])
  test(`a line of ${kbits} kbit/s is filled and not flooded`, () => {
    const line = new Line();
    line.live(20_000, kbits * KBIT);
    const settled = line.steps.slice(-5 * FPS);
    const mean = settled.reduce((sum, step) => sum + rateOf(step), 0) / settled.length;
    assert.ok(mean < kbits * KBIT * 1.05, `${mean / KBIT} kbit/s`);
    assert.ok(mean > kbits * KBIT * 0.25 || kbits < 200, `${mean / KBIT} kbit/s`);
  });

test("a line that becomes ten times slower is followed within 300 ms, and back within 3 s, whatever failed meanwhile", () => {
  const line = new Line();
  line.live(10_000, 2000 * KBIT);
  const before = rateOf(line.quality.step);
  line.live(300, 200 * KBIT);
  assert.ok(rateOf(line.quality.step) <= 200 * KBIT, JSON.stringify(line.quality.step));
  assert.match(line.quality.why, /kbit/);
  // A line that now and then promises more than it keeps makes steps up rare.
  for (let n = 0; n < 12; n++) {
    line.live(500, 260 * KBIT);
    line.live(300, 150 * KBIT);
  }
  line.live(3000, 2000 * KBIT);
  assert.ok(rateOf(line.quality.step) >= before * 0.7, JSON.stringify(line.quality.step));
});

test("pictures that keep waiting cost a step although the line is said to carry them; one alone does not", () => {
  const quality = new Quality(ALL);
  const look = (now: number, late: boolean): Step =>
    quality.look({ now, late, rate: 250_000, raw: RAW, fps: FPS });
  const first = quality.step;
  assert.equal(look(0, true), first);
  for (let now = 33; now < 300; now += 33) look(now, false);
  assert.equal(look(300, true), first);
  for (let now = 333; now < 700; now += 33) look(now, true);
  assert.equal(quality.step.quality, 60);
});

test("a step that has little to spare is left, whether it was climbed to or begun with", () => {
  const line = new Line();
  assert.equal(line.quality.step.quality, 76);
  line.live(500, 1000 * KBIT);
  assert.equal(line.quality.step.quality, 60);
});

test("a moment of trouble costs a moment, a failing line stays down", () => {
  const line = new Line();
  line.live(5000, 2000 * KBIT);
  const before = line.quality.step;
  line.live(100, 300 * KBIT);
  assert.ok(rateOf(line.quality.step) < rateOf(before) / 2);
  line.live(200, 2000 * KBIT);
  assert.equal(line.quality.step, before);
  line.live(3000, 300 * KBIT);
  line.live(200, 2000 * KBIT);
  assert.ok(rateOf(line.quality.step) < rateOf(before));
});

test("a codec that the user chose, or that alone the peer reads, is kept", () => {
  const chosen = new Line({ codec: "delta" });
  chosen.live(3000, 300 * KBIT);
  assert.ok(chosen.steps.every(({ codec }) => codec === "delta"));
  assert.equal(new Quality(["raw"]).step.codec, "raw");
});

test("no more is sent than the user allows", () => {
  const line = new Line({ maxKbps: 400 });
  line.live(5000, 100_000 * KBIT);
  assert.ok(line.steps.slice(FPS).every((step) => rateOf(step) <= 400 * KBIT));
});

test("where no step is small enough for the user there are fewer pictures", () => {
  const raw = new Line({ codec: "raw", maxKbps: 172.8 });
  raw.live(1000, 100_000 * KBIT);
  // A picture of 80x45 takes 86.4 kbit.
  assert.ok(Math.abs((raw.steps.at(-1)?.fps ?? 0) - 2) < 0.01, JSON.stringify(raw.steps.at(-1)));
  assert.equal(raw.quality.why, "--max-kbps");
});

test("where every pixel shall be as it is, pictures become small before they become few", () => {
  for (const codec of ["raw", "delta"] as const) {
    const line = new Line({ codec });
    line.live(5000, 100_000 * KBIT);
    assert.deepEqual([line.quality.step.scale, line.quality.step.fps], [1, 60]);
    line.live(3000, codec === "raw" ? 4000 * KBIT : 2000 * KBIT);
    assert.deepEqual([line.quality.step.scale, line.quality.step.fps], [0.5, 60]);
    line.live(3000, 300 * KBIT);
    assert.ok(line.quality.step.fps < 30 && line.quality.step.scale < 1);
  }
});

const isOf =
  (codec: Step["codec"]) =>
  (step: Step): boolean =>
    step.codec === codec;

test("every step of the ladder takes less than the one above it", () => {
  for (const ladder of [LADDER, LOSSLESS.filter(isOf("raw")), LOSSLESS.filter(isOf("delta"))]) {
    const rates = ladder.map(rateOf);
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => b - a),
    );
  }
});
