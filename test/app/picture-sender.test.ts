import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureSender } from "../../src/app/picture-sender.js";
import { Deltas } from "../../src/codec/deltas.js";
import { somePicture } from "../wire/samples.js";

test("what differences build on leaves, however little room there is at first", () => {
  const limits = { codec: "delta" } as const;
  const sender = new PictureSender({ codecs: ["raw", "delta"], limits, ready: () => undefined });
  const reader = new Deltas();
  let now = 0;
  for (let turn = 0; turn < 20; turn++) {
    const frame = somePicture(40, 30, turn);
    sender.offer(frame, { now: (now += 100), rate: 1e6, fps: 10 });
    // Every other time there is no room for anything.
    const coded = sender.next(turn % 2 === 0 ? 0 : 1e6, 1e4);
    if (coded) assert.ok(reader.decode(coded), `picture ${turn} cannot be read`);
  }
});
