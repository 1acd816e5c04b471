import assert from "node:assert/strict";
import { test } from "node:test";
import { bindingsOf } from "../../src/render/keys.js";
import { helpWords } from "../../src/render/words-popups.js";
import { hintLine, statusWords, withHelp } from "../../src/render/words-status.js";
import { cellsOf } from "../../src/render/words-width.js";
import type { Line } from "../../src/render/words.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");

test("under a video the most important keys stand first, and ? opens all of them", () => {
  const line = textOf(hintLine({ place: "player", phase: "idle" }, 80));
  const words = ["space pause", "← → seek", "? help", "q leave", "s save", "r record"];
  assert.equal(line, [" " + words[0], ...words.slice(1), "x colours", "g shapes"].join("  "));
  assert.equal(
    textOf(hintLine({ place: "player", phase: "idle" }, 18)),
    " space pause",
    "no arrow without the other",
  );
  assert.match(
    textOf(hintLine({ place: "player", phase: "idle" }, 160)),
    / {3}g shapes {3}. next {3}l loop {3}↓ ↑ 1 min/,
  );
  const help = helpWords({ cols: 80, rows: 40 }, "player", 0);
  const all = help.lines.map(textOf).join("\n");
  for (const { shown, help: meaning } of bindingsOf("player")) {
    assert.ok(all.includes(`${shown}  ${meaning}`), shown);
  }
  assert.doesNotMatch(all, /call/);
});

test("where there is no row for keys, the line over it says how to find them", () => {
  const status = { tone: "live", state: "a long name.mp4", figures: ["00:01", "25 fps"] } as const;
  const line = (cols: number): string =>
    textOf(withHelp("player", cols, (room) => statusWords(status, room)));
  assert.equal(line(20), " ● a long n… ? help");
  assert.equal(line(40), " ● a long name.mp4        00:01  ? help");
  for (let cols = 20; cols < 90; cols++) assert.ok(cellsOf(line(cols)) <= cols, `${cols}`);
});

test("what is refused is not offered", () => {
  const refused = { write: "no chat", "toggle-mute": "no sound" };
  const line = textOf(hintLine({ place: "main", phase: "live", refused }, 80));
  assert.match(line, /^ h hang up {2,3}v camera/);
});
