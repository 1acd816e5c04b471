import assert from "node:assert/strict";
import { test } from "node:test";
import { cellAspect, cellPixels } from "../../src/view/cell-size.js";

const AREA = { cols: 80, rows: 24 };

test("the cell's own size or the text area's says how tall a cell is", () => {
  assert.equal(cellAspect("\x1b[6;18;9t", AREA), 2);
  assert.equal(cellAspect("\x1b[6;16;10t", AREA), 1.6);
  assert.equal(cellAspect("\x1b[4;432;720t", AREA), 2);
  assert.equal(cellAspect("\x1b[?2;0;560;336S", AREA), 2);
  assert.deepEqual(cellPixels("\x1b[6;18;9t", AREA), { width: 9, height: 18 });
  assert.deepEqual(cellPixels("\x1b[4;440;730t", AREA), { width: 9, height: 18 });
  assert.deepEqual(cellPixels("\x1b[?2;0;560;336S", AREA), { width: 7, height: 14 });
});

test("other replies and nonsense are not believed", () => {
  for (const reply of [
    "\x1b[?2;0;1000;336S",
    "\x1b[8;24;80t",
    "\x1b[6;0;0t",
    "\x1b[6;900;1t",
    "\x1b[0n",
    "6;18;9t",
  ]) {
    assert.equal(cellAspect(reply, AREA), undefined, reply);
    assert.equal(cellPixels(reply, AREA), undefined, reply);
  }
});
