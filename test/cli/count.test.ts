import assert from "node:assert/strict";
import { test } from "node:test";
import { timeOf } from "../../src/cli/count.js";

test("times are written as people and players write them", () => {
  const times = { "90": 90, "1:30": 90, "0:05.25": 5.25, "1:02:03.5": 3723.5, "00:00": 0 };
  for (const [text, seconds] of Object.entries(times))
    assert.equal(timeOf({ start: text }, "start"), seconds * 1000, text);
  assert.equal(timeOf({}, "start"), 0);
  for (const text of ["", "1:", ":5", "-1", "1:2:3:4", "1:xx", "1e9", " 5"])
    assert.throws(() => timeOf({ start: text }, "start"), /--start wants a time such as 90, 1:30/);
});
