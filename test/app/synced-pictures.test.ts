import assert from "node:assert/strict";
import { test } from "node:test";
import { SyncedPictures } from "../../src/app/synced-pictures.js";
import { makeFrame } from "../../src/frame/frame.js";
import { FakeTiming } from "../fakes/timing.js";

const picture = (capturedAt: number) => makeFrame(1, 1, new Uint8Array(3), capturedAt);

test("pictures come out when their sound does, and at once where there is none", () => {
  const timing = new FakeTiming();
  const shown: string[] = [];
  const begun = timing.now();
  const pictures = new SyncedPictures(timing, ({ capturedAt }) =>
    shown.push(`${capturedAt - begun} at ${timing.now() - begun}`),
  );
  pictures.offer(picture(begun), undefined);
  for (let n = 0; n < 3; n++) {
    timing.advance(33);
    pictures.offer(picture(timing.now() - 10), 90);
  }
  timing.advance(200);
  assert.deepEqual(shown, ["0 at 0", "23 at 93", "56 at 126", "89 at 159"]);
  assert.equal(timing.waiting, 0);
});

test("what waits when a call ends is not shown in the next", () => {
  const timing = new FakeTiming();
  const shown: unknown[] = [];
  const pictures = new SyncedPictures(timing, (frame) => shown.push(frame));
  pictures.offer(picture(timing.now()), 200);
  pictures.clear();
  timing.advance(500);
  assert.deepEqual([shown, timing.waiting], [[], 0]);
});
