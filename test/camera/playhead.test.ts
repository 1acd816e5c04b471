import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Playhead } from "../../src/camera/playhead.js";
import type { PlayOrder } from "../../src/ports.js";

const RATE = 25;
const LENGTH = 100;
const playhead = (length: number | undefined = LENGTH): Playhead =>
  new Playhead({ rate: RATE, length });

/** Reads as the reel does; yields the picture shown, or undefined where one is held. */
function turn(head: Playhead, last: { shown: number }, length = LENGTH): void {
  const { task } = head;
  if (task.do === "hold") return;
  const wanted = task.do === "jump" ? task.to : last.shown + 1;
  if (wanted >= length) return head.ranOut();
  head.took(...(task.do === "jump" ? [wanted] : []));
  last.shown = wanted;
}

function play(head: Playhead, turns: number): number {
  const last = { shown: -1 };
  for (let n = 0; n < turns; n++) turn(head, last);
  return last.shown;
}

test("a recording begins again after its end, unless it is told not to", () => {
  const looping = playhead();
  assert.equal(play(looping, LENGTH + 2), 0, "the second turn after the end shows the first");
  assert.equal(looping.playback.at, "playing");
  const once = playhead();
  once.obey({ do: "loop", on: false });
  assert.equal(play(once, LENGTH + 5), LENGTH - 1);
  assert.equal(once.playback.at, "ended");
  assert.deepEqual(once.task, { do: "hold" });
  once.obey({ do: "loop", on: true });
  assert.deepEqual(once.task, { do: "jump", to: 0 });
});

test("pausing holds the picture, a step shows the next, and two steps two", () => {
  const head = playhead();
  play(head, 10);
  head.obey({ do: "pause", on: true });
  assert.deepEqual(head.task, { do: "hold" });
  assert.equal(head.playback.position, 9 * 40);
  head.obey({ do: "step" });
  head.obey({ do: "step" });
  for (const position of [400, 440]) {
    assert.deepEqual(head.task, { do: "read", atOnce: true });
    head.took();
    assert.equal(head.playback.position, position);
  }
  assert.deepEqual(head.task, { do: "hold" });
  head.obey({ do: "pause", on: false });
  assert.deepEqual(head.task, { do: "read", atOnce: false });
});

test("a step while playing pauses on the picture that is there", () => {
  const head = playhead();
  play(head, 3);
  head.obey({ do: "step" });
  assert.deepEqual(head.task, { do: "hold" });
  assert.equal(head.playback.at, "paused");
});

test("a step at the end stays there", () => {
  const head = playhead();
  head.obey({ do: "loop", on: false });
  play(head, LENGTH);
  head.obey({ do: "pause", on: true });
  head.obey({ do: "step" });
  head.ranOut();
  assert.deepEqual([head.task.do, head.playback.at], ["hold", "paused"]);
});

test("seeks add up while they wait, and stop at both ends", () => {
  const head = playhead();
  play(head, 50);
  head.obey({ do: "seek-by", by: 1000 });
  head.obey({ do: "seek-by", by: -200 });
  assert.deepEqual(head.task, { do: "jump", to: 49 + 25 - 5 });
  head.obey({ do: "seek-by", by: 60_000 });
  assert.deepEqual(head.task, { do: "jump", to: LENGTH - 1 });
  head.obey({ do: "seek-by", by: -60_000 });
  assert.deepEqual(head.task, { do: "jump", to: 0 });
  head.obey({ do: "seek-to", to: 1200 });
  assert.deepEqual(head.task, { do: "jump", to: 30 });
});

test("seeking wakes a recording that has ended", () => {
  const head = playhead();
  head.obey({ do: "loop", on: false });
  play(head, LENGTH + 1);
  head.obey({ do: "seek-by", by: -1000 });
  assert.deepEqual(head.task, { do: "jump", to: LENGTH - 1 - 25 });
});

test("where nobody knows the end, seeking goes as far as it is told", () => {
  const head = new Playhead({ rate: RATE, length: undefined });
  assert.equal(head.playback.duration, undefined);
  head.obey({ do: "seek-to", to: 3_600_000 });
  assert.deepEqual(head.task, { do: "jump", to: 90_000 });
});

const anOrder: fc.Arbitrary<PlayOrder> = fc.oneof(
  fc.boolean().map((on) => ({ do: "pause", on }) as const),
  fc.boolean().map((on) => ({ do: "loop", on }) as const),
  fc.constant({ do: "step" } as const),
  fc.integer({ min: -9000, max: 9000 }).map((by) => ({ do: "seek-by", by }) as const),
  fc.nat(9000).map((to) => ({ do: "seek-to", to }) as const),
);

test("no order of orders wedges it: unpaused and looping, it plays on", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anOrder, fc.nat(120)), { maxLength: 30 }), (orders) => {
      const head = playhead();
      const last = { shown: -1 };
      for (const [order, turns] of orders) {
        head.obey(order);
        for (let n = 0; n < turns; n++) turn(head, last);
        const { position, duration = 0 } = head.playback;
        assert.ok(position >= 0 && position < duration, `${position} of ${duration}`);
      }
      head.obey({ do: "loop", on: true });
      head.obey({ do: "pause", on: false });
      for (let n = 0; n < LENGTH + 3; n++) turn(head, last);
      assert.equal(head.playback.at, "playing");
    }),
    { numRuns: 300, seed: 11 },
  );
});
