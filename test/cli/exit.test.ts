import assert from "node:assert/strict";
import { test } from "node:test";
import { explain, TerminalError, UsageError } from "../../src/cli/exit.js";

/** An adapter's error, known here only by its name and what it carries. */
const adapterError = (name: string, carried: object): Error =>
  Object.assign(new Error("something failed"), { name, hint: "type this" }, carried);

test("an error for people is one line and the exit code that fits it", () => {
  const cases = [
    [new UsageError("x"), 2],
    [new TerminalError("x", "y"), 66],
    [adapterError("LinkError", { reason: "refused" }), 69],
    [adapterError("LinkError", { reason: "unknown-host" }), 69],
    [adapterError("LinkError", { reason: "taken" }), 1],
    [adapterError("LinkError", { reason: "forbidden" }), 1],
    [adapterError("NativeError", {}), 1],
  ] as const;
  for (const [error, code] of cases) {
    const told = explain(error);
    assert.equal(told.code, code, String(error));
    assert.equal(told.text, `tetatty: ${error.message} - ${(error as UsageError).hint}\n`);
  }
});

test("an error nobody wrote a hint for is a bug, with its stack", () => {
  const { text, code } = explain(new TypeError("x is not a function"));
  assert.equal(code, 70);
  assert.match(text, /^tetatty: this is a bug/);
  assert.match(text, /TypeError: x is not a function\n +at /);
  assert.equal(explain("thrown text").code, 70);
});
