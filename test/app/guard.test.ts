import assert from "node:assert/strict";
import { test } from "node:test";
import { Guard } from "../../src/app/guard.js";
import { MAX_ACKS } from "../../src/wire/limits.js";

const WANT = { width: 160, height: 90, fps: 30 };

test("acknowledgements by the ten thousand are too many", () => {
  const guard = new Guard(WANT);
  const objections = (count: number, now: number): number =>
    Array.from({ length: count }, () => guard.objection({ type: "ack", bytes: 1 }, now)).filter(
      Boolean,
    ).length;
  assert.equal(objections(MAX_ACKS, 0), 0);
  assert.equal(objections(1, 0), 1);
  assert.equal(objections(MAX_ACKS / 2, 500), 0, "half a second earns half of them");
});
