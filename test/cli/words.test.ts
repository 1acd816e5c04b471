import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UsageError } from "../../src/cli/exit.js";
import { OPTION_NAMES } from "../../src/cli/option-table.js";
import { readLine } from "../../src/cli/words.js";

test("a line is split into words and flags, and the last flag of a kind counts", async () => {
  const line = await readLine(
    [
      "call",
      "42",
      "--fps",
      "5",
      "--fps=7",
      "--no-listen",
      "--source=-1",
      "--no-video",
      "--json",
    ].concat(["-h", "--", "--not-a-flag"]),
  );
  assert.deepEqual(line.words, ["call", "42", "--not-a-flag"]);
  assert.deepEqual(line.flags, {
    fps: "7",
    listen: false,
    source: "-1",
    video: false,
    json: true,
    help: true,
  });
});

test("whatever is typed is a line or a usage error", async () => {
  const option = fc.constantFrom(
    ...OPTION_NAMES,
    "toString",
    "__proto__",
    "constructor",
    "_",
    "$0",
  );
  const word = fc.oneof(
    fc.string({ maxLength: 8 }),
    fc.constantFrom("call", "peers", "--", "-", "-1", "-hV"),
    fc
      .tuple(fc.constantFrom("--", "--no-", "-"), option, fc.constantFrom("", "=", "=1", "=true"))
      .map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(word, { maxLength: 6 }), async (typed) => {
      try {
        const { flags } = await readLine(typed);
        for (const value of Object.values(flags))
          assert.match(typeof value, /^(?:string|boolean)$/);
      } catch (error) {
        assert.ok(error instanceof UsageError, String(error));
      }
    }),
    { numRuns: 400 },
  );
});
