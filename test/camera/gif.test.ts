import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { isMovingGif } from "../../src/camera/gif.js";
import { makeGif } from "../rig/gif.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("a GIF of several pictures moves, and what is none, or cut off, does not", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.gif");
  const moves = (bytes: Uint8Array): boolean => {
    writeFileSync(path, bytes);
    return isMovingGif(path);
  };
  const size = { width: 30, height: 20 };
  const three = makeGif(size, [1, 2, 3]);
  assert.equal(moves(three), true);
  assert.equal(moves(makeGif(size, [1, 2])), true);
  const one = makeGif(size, [1]);
  assert.equal(moves(one), false);
  for (let length = 0; length < one.length; length++)
    assert.equal(moves(three.subarray(0, length)), false, `${length} bytes`);
  assert.equal(moves(new TextEncoder().encode("not a picture, but long enough for one")), false);
  assert.equal(isMovingGif(join(folder.path, "gone.gif")), false);
});
