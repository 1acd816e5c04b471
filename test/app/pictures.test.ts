import assert from "node:assert/strict";
import { test } from "node:test";
import { wantedBy, wantedOf } from "../../src/app/pictures.js";

const PREVIEW = { width: 40, height: 30 };
const viewer = { camera: true, wanted: undefined, show: () => undefined };

test("a source gives what the larger of peer and preview can use, as often as the peer wants it", () => {
  const wanted = { width: 160, height: 20, fps: 60 };
  assert.deepEqual(wantedOf({ ...viewer, wanted }, PREVIEW, 60), {
    width: 160,
    height: 30,
    fps: 60,
  });
  assert.deepEqual(wantedOf(viewer, PREVIEW, 60), { ...PREVIEW, fps: 30 });
  assert.equal(wantedOf({ ...viewer, camera: false }, PREVIEW, 60).width, 0);
});

test("no source is asked for more pictures than --fps says, whatever peers and viewers want", () => {
  const wanted = { width: 160, height: 90, fps: 60 };
  assert.equal(wantedOf({ ...viewer, wanted }, PREVIEW, 7).fps, 7);
  assert.equal(wantedOf(viewer, PREVIEW, 7).fps, 7);
  assert.equal(wantedBy(wanted, { ...PREVIEW, fps: 30 }, 7).fps, 7);
  assert.equal(wantedBy(undefined, { ...PREVIEW, fps: 30 }, 60).fps, 30);
});
