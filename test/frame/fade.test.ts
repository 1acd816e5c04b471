import assert from "node:assert/strict";
import { test } from "node:test";
import { fade } from "../../src/frame/fade.js";
import { makeFrame } from "../../src/frame/frame.js";

test("a faded picture is grey, half as bright, and leaves the other as it was", () => {
  const pixels = Uint8Array.of(255, 255, 255, 0, 0, 200, 0, 0, 0, 0, 100, 0);
  const frame = makeFrame(2, 2, pixels.slice(), 7);
  const faded = fade(frame);
  assert.deepEqual([...faded.pixels], [127, 127, 127, 29, 29, 29, 0, 0, 0, 29, 29, 29]);
  assert.deepEqual([...frame.pixels], [...pixels]);
  assert.deepEqual([faded.width, faded.height, faded.capturedAt], [2, 2, 7]);
});
