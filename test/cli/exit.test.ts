import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
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

const EXIT_MODULE = new URL("../../src/cli/exit.js", import.meta.url).href;
/** Owns a terminal, in a way, and falls over. */
const FALLING = `
  const { watchForTheUnexpected } = await import(${JSON.stringify(EXIT_MODULE)});
  watchForTheUnexpected();
  process.on("exit", () => process.stderr.write("terminal restored\\n"));
  setImmediate(() => { throw new Error("out of the blue"); });
`;

test("an error out of the blue is reported as a bug, after the terminal is restored", () => {
  const args = ["--input-type=module", "-e", FALLING];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  assert.match(
    stderr,
    /^terminal restored\ntetatty: this is a bug.*\nError: out of the blue\n +at /,
  );
  assert.equal(status, 70);
});

test("a reader that left ends the program as a broken pipe does", async () => {
  const bin = resolve(import.meta.dirname, "../../../bin/tetatty.js");
  const stdio = ["ignore", "pipe", "pipe"] as const;
  const child = spawn(process.execPath, [bin, "completion", "bash"], { stdio: [...stdio] });
  let err = "";
  child.stderr.on("data", (text) => (err += String(text)));
  child.stdout.destroy();
  const [code] = (await once(child, "close")) as [number];
  assert.deepEqual([code, err], [128 + 13, ""]);
});
