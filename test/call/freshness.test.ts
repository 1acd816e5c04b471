import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import { Inbox } from "../../src/wire/inbox.js";
import { encodeMessage } from "../../src/wire/message.js";
import { Outbox } from "../../src/wire/outbox.js";
import { rawPicture } from "../../src/wire/picture.js";
import { encodePreface } from "../../src/wire/record.js";
import { MBIT, SimulatedLine } from "./simulated-line.js";

/** A picture of 160x90 takes 43 kB: thirty a second are 10.4 Mbit/s. */
const PIXELS = new Uint8Array(160 * 90 * 3);
const FPS = 30;
const HELLO = encodeMessage({
  type: "hello",
  name: "a",
  id: "0".repeat(32),
  app: "tetatty",
  port: 0,
  want: { width: 160, height: 90, fps: FPS },
  codecs: [],
  features: [],
});

/** What came of twenty seconds of video and ten pings a second, as a session sends them. */
function call(megabits: number, roundTrip: number) {
  const outbox = new Outbox();
  const inbox = new Inbox();
  const ages: number[] = [];
  const waits: number[] = [];
  let flying = 0;
  let mostFlying = 0;
  const line = new SimulatedLine({ rate: () => megabits * MBIT, roundTrip, dawdle: () => 2 }, pump);
  let waiting = false;
  function pump(): void {
    for (let words = outbox.takeUrgent(); words; words = outbox.takeUrgent()) {
      const said = line.now;
      line.send(words.length, () => waits.push(line.now - said));
    }
    for (;;) {
      const target = (line.window.rate(line.now) * 10) / 1000;
      const part = outbox.takePicture(line.window.room(line.now), target);
      if (!part) break;
      flying += part.length;
      mostFlying = Math.max(mostFlying, flying);
      line.sendPart(part.length, () => {
        flying -= part.length;
        for (const got of inbox.push(part))
          if (got.type === "picture") ages.push(line.now - got.picture.capturedAt);
      });
    }
    if (!outbox.pending) return;
    line.window.full(line.now);
    const wait = waiting ? undefined : line.window.wait(line.now);
    if (wait === undefined) return;
    waiting = true;
    line.at(line.now + Math.ceil(wait), () => {
      waiting = false;
      pump();
    });
  }
  void [...inbox.push(Buffer.concat([encodePreface(), HELLO]))];
  for (let n = 0; n < 20 * FPS; n++)
    line.at((n * 1000) / FPS, () => {
      outbox.show(rawPicture(makeFrame(160, 90, PIXELS, line.now)));
      pump();
    });
  for (let n = 0; n < 200; n++)
    line.at(n * 100 + 50, () => {
      outbox.say(encodeMessage({ type: "ping", sent: n }));
      pump();
    });
  line.run(25_000);
  assert.equal(inbox.fault, undefined);
  return { ages, waits, mostFlying, outbox };
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.95)] ?? 0;

test("a line ten times too slow costs pictures, not delay and not memory", () => {
  const { ages, waits, mostFlying, outbox } = call(1.04, 20);
  // What the line can carry is three a second, each of which takes a third of a second by itself.
  assert.ok(ages.length >= 0.85 * 20 * 3, `${ages.length} pictures`);
  assert.equal(outbox.sent + outbox.dropped, 20 * FPS);
  assert.ok(
    p95(ages) < 500 && Math.max(...ages) < 700,
    `${p95(ages)}, ${Math.max(...ages)} ms old`,
  );
  assert.ok(p95(waits) < 80, `words waited ${p95(waits)} ms`);
  // On the way: what the line holds, less than half a picture. Before it: one picture begun, one waiting.
  assert.ok(mostFlying < 20_000, `${mostFlying} bytes under way`);
});

test("a line that is fast enough loses nothing and adds nothing", () => {
  const { ages, waits, outbox } = call(100, 20);
  assert.equal(ages.length + outbox.dropped, 20 * FPS);
  assert.ok(outbox.dropped <= 2, `${outbox.dropped} dropped while nothing was known of the line`);
  // Ten milliseconds there, three and a half for the bytes; the first pictures wait for the window to open.
  assert.ok(p95(ages) < 20 && Math.max(...ages) < 120, `${p95(ages)}, ${Math.max(...ages)} ms old`);
  assert.ok(p95(waits) < 15, `words waited ${p95(waits)} ms`);
});
