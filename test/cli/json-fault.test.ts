import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lineOfFault } from "../../src/cli/json-fault.js";

test("a fault is found in its line", () => {
  for (const [text, line] of [
    ["{", 1],
    ['{\n"a": 1,\n"b": oops\n}', 3],
    ['{\n"a": 1\n"b": 2\n}', 3],
    ['{\n"a": 1,\n}', 3],
    ['{\n"a": "x\n}', 2],
    ['{\n"a": [1, 02]\n}', 2],
    ["{}\n\n{}", 1],
  ] as const)
    assert.equal(lineOfFault(text), line, text);
});

test("whatever is broken into a JSON text is found where it stands, or before", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (json, where) => {
      const lines = JSON.stringify(JSON.parse(json), null, 1).split("\n");
      const at = where % lines.length;
      const broken = lines.with(at, `${lines[at]}\u0001`).join("\n");
      assert.throws(() => void JSON.parse(broken));
      assert.equal(lineOfFault(broken), at + 1);
    }),
  );
});
