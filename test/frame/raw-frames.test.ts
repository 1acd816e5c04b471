import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RawFrames } from "../../src/frame/raw-frames.js";

test("pictures come out whole however their bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(40)), fc.nat(5), (cuts, extra) => {
      const stream = Uint8Array.from({ length: 4 * 18 + extra }, (_, i) => i);
      const reader = new RawFrames({ width: 3, height: 2 });
      const frames = [];
      let at = 0;
      for (const length of [...cuts, stream.length]) {
        frames.push(...reader.push(stream.subarray(at, at + length)));
        at = Math.min(stream.length, at + length);
      }
      assert.deepEqual(
        frames.map(({ pixels }) => pixels[0]),
        [0, 18, 36, 54],
      );
      assert.deepEqual(
        frames.map(({ capturedAt }) => capturedAt),
        [0, 1, 2, 3],
      );
      assert.equal(reader.begun, extra);
      assert.deepEqual(
        frames.flatMap(({ pixels }) => Array.from(pixels)),
        Array.from(stream.subarray(0, 72)),
      );
    }),
  );
});
