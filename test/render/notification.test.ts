import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detectNotifier, notificationBytes } from "../../src/render/notification.js";
import { cellsOf } from "../../src/render/words-width.js";

test("only terminals that are known to have notifications are sent any", () => {
  const expected: readonly (readonly [Readonly<Record<string, string>>, string | undefined])[] = [
    [{}, undefined],
    [{ TERM: "xterm-256color" }, undefined],
    [{ TERM: "linux" }, undefined],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "osc99"],
    [{ TERM: "xterm-kitty" }, "osc99"],
    [{ TERM: "foot" }, "osc777"],
    [{ TERM: "foot-extra" }, "osc777"],
    [{ TERM: "xterm-ghostty" }, "osc777"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "WezTerm" }, "osc777"],
    [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, "osc9"],
    [{ TERM: "xterm-kitty", KITTY_WINDOW_ID: "1", TMUX: "/tmp/tmux" }, undefined],
  ];
  for (const [env, notifier] of expected) assert.equal(detectNotifier(env), notifier);
});

/** The strings between OSC and ST, if the bytes are nothing else. */
function strings(bytes: string): readonly string[] {
  const parts = bytes.split("\x1b\\");
  assert.equal(parts.pop(), "");
  return parts.map((part) => {
    assert.ok(part.startsWith("\x1b]"), part);
    return part.slice(2);
  });
}

const aText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc
    .array(fc.constantFrom("\x1b", "\\", "\x07", "]", "\x9c", "\x9d", ";", "4;1", "ann", "\u202e"))
    .map((parts) => parts.join("")),
);

test("whatever a peer is called, a notification is one, and says who it is from", () => {
  fc.assert(
    fc.property(aText, (text) => {
      for (const [notifier, fields] of [
        ["osc9", 2],
        ["osc777", 4],
        ["osc99", 3],
      ] as const) {
        const all = strings(notificationBytes(notifier, text));
        assert.equal(all.length, notifier === "osc99" ? 2 : 1);
        for (const each of all) {
          assert.doesNotMatch(each, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u);
          assert.equal(each.split(";").length, fields);
          assert.ok(cellsOf(each) < 110);
        }
        assert.match(all[0]!, /tetatty/);
      }
    }),
  );
});
