import assert from "node:assert/strict";
import { test } from "node:test";
import { swapRedAndBlue } from "../../src/frame/swap.js";

test("red and blue change places, in a copy or in place", () => {
  const bgr = Uint8Array.of(1, 2, 3, 4, 5, 6);
  const rgb = Uint8Array.of(3, 2, 1, 6, 5, 4);
  assert.deepEqual(swapRedAndBlue(bgr), rgb);
  assert.deepEqual([...bgr], [1, 2, 3, 4, 5, 6], "the original is left alone");
  assert.equal(swapRedAndBlue(bgr, bgr), bgr);
  assert.deepEqual(bgr, rgb);
});
