import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import { mirror } from "../../src/frame/mirror.js";

test("left becomes right, pixel by pixel, and time stays", () => {
  const picture = makeFrame(
    3,
    2,
    Uint8Array.from({ length: 18 }, (_, i) => i),
    7,
  );
  const mirrored = mirror(picture);
  assert.deepEqual(
    [...mirrored.pixels],
    [6, 7, 8, 3, 4, 5, 0, 1, 2, 15, 16, 17, 12, 13, 14, 9, 10, 11],
  );
  assert.equal(mirrored.capturedAt, 7);
  assert.deepEqual(mirror(mirrored), picture);
});
