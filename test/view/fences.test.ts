import assert from "node:assert/strict";
import { test } from "node:test";
import { Fences } from "../../src/view/fences.js";

const ANSWER = "\x1b[0n";

/** The fences of a terminal that is `distance` ms away, as is known. */
function near(tmux = false, distance = 0): Fences {
  const fences = new Fences(tmux);
  fences.probe(-distance);
  fences.take(ANSWER, 0);
  return fences;
}

test("pictures wait while two fences are unanswered, in tmux one", () => {
  for (const [tmux, most] of [
    [false, 2],
    [true, 1],
  ] as const) {
    const fences = near(tmux);
    for (let sent = 0; sent < most; sent++) {
      assert.ok(fences.ready(0));
      assert.equal(fences.mark(0), "\x1b[5n");
    }
    assert.ok(!fences.ready(10));
    assert.ok(fences.take(ANSWER, 20));
    assert.ok(fences.ready(20));
  }
});

test("the round trip is the age of the fence that was answered", () => {
  const fences = new Fences(false);
  fences.mark(100);
  fences.mark(150);
  fences.take(ANSWER, 140);
  assert.equal(fences.rtt, 40);
  fences.take(ANSWER, 250);
  assert.equal(fences.rtt, 52);
});

/** How many fences may be open on a terminal so far away, once pictures took so long. */
function openAt(distance: number, trips: readonly number[] = []): number {
  const fences = near(false, distance);
  for (const trip of trips) {
    fences.mark(0);
    fences.take(ANSWER, trip);
  }
  let open = 0;
  for (; fences.ready(0); open++) fences.mark(0);
  return open;
}

test("a far terminal may have more pictures under way, a queue may not", () => {
  assert.equal(openAt(5), 2);
  assert.equal(openAt(150), 6);
  assert.equal(openAt(2000), 8);
  assert.equal(openAt(5, [300, 300, 300]), 2);
  assert.equal(openAt(300, [150]), 6, "no farther than that");
});

test("as long as nobody knows how far away a terminal is, one picture may be under way", () => {
  const fences = new Fences(false);
  assert.ok(fences.ready(0));
  fences.mark(0);
  assert.equal(fences.check(10), "", "a question behind a picture tells nothing");
  assert.ok(!fences.ready(10));
  fences.take(ANSWER, 20);
  assert.ok(fences.mustProbe(20));
  assert.notEqual(fences.probe(20), "");
  assert.ok(!fences.ready(20), "nothing follows the question");
  fences.take(ANSWER, 22);
  assert.ok(fences.ready(22) && !fences.mustProbe(22));
});

test("on a line that is never empty the distance is asked for behind what must have arrived", () => {
  const fences = near(false, 100);
  fences.mark(0, 10_000);
  assert.equal(fences.check(5), "", "10 ms are not over");
  assert.notEqual(fences.check(240), "");
});

test("no picture follows one that keeps the line busy for long", () => {
  const fences = new Fences(false);
  let now = 0;
  for (let n = 0; n < 20; n++) {
    assert.notEqual(fences.probe(now), "");
    fences.take(ANSWER, now);
    fences.mark(now, 62_500);
    now += 250;
    fences.take(ANSWER, now);
  }
  fences.mark(now, 9000);
  assert.ok(fences.ready(now), "36 ms at 250 kB/s");
  fences.take(ANSWER, now + 36);
  fences.mark(now + 36, 13_000);
  assert.ok(!fences.ready(now + 36), "52 ms");
  fences.take(ANSWER, now + 88);
  assert.ok(fences.ready(now + 88));
});

test("a terminal is measured by when it answers, and its distance by fences with nothing before them", () => {
  const DISTANCE = 100;
  const RATE = 250;
  const fences = new Fences(false);
  let now = 0;
  for (let n = 0; n < 30; n++) {
    const probed = fences.probe(now) !== "";
    fences.mark(now, 10_000);
    if (probed) fences.take(ANSWER, now + DISTANCE);
    now += DISTANCE + 10_000 / RATE;
    fences.take(ANSWER, now);
    now += 30;
  }
  const { rate } = fences.drain;
  assert.ok(Math.abs(rate / 1000 - RATE) < 0.2 * RATE, `${rate} bytes a second`);
});

test("a probe is no picture: as many may be under way as without", () => {
  const fences = near(true);
  assert.equal(fences.probe(300), "", "not without a picture in between");
  for (const now of [300, 500]) {
    fences.mark(now);
    fences.take(ANSWER, now);
    assert.equal(fences.probe(now), "\x1b[5n");
    if (now === 300) fences.take(ANSWER, now);
  }
  assert.ok(fences.ready(500));
  fences.mark(500);
  assert.ok(!fences.ready(500));
  assert.equal(fences.probe(1000), "", "not while others are open");
});

test("a terminal that never answers is not waited for, until it does", () => {
  const fences = new Fences(false);
  fences.mark(0);
  fences.mark(0);
  assert.ok(!fences.ready(1500));
  assert.ok(fences.ready(1501));
  assert.equal(fences.mark(1502), "", "no more questions to the deaf");
  fences.take(ANSWER, 1600);
  assert.equal(fences.mark(1700), "\x1b[5n");
});

test("one lost answer does not stop the pictures for ever", () => {
  const fences = new Fences(true);
  fences.mark(0);
  fences.take(ANSWER, 5);
  fences.mark(10);
  assert.ok(!fences.ready(3000));
  assert.ok(fences.ready(3011));
});

test("other replies are somebody else's", () => {
  const fences = new Fences(false);
  fences.mark(0);
  assert.ok(!fences.take("\x1b[6;18;9t", 1));
  assert.equal(fences.open, 1);
});

test("draining ends with the last answer", async () => {
  const fences = new Fences(false);
  fences.mark(0);
  fences.mark(0);
  const drained = fences.drained(60_000);
  fences.take(ANSWER, 1);
  fences.take(ANSWER, 2);
  await drained;
  assert.equal(fences.open, 0);
});
