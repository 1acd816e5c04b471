import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { ChatRow, ChatText } from "../../src/render/screen-model.js";
import { chatWords, type ChatState } from "../../src/render/words-chat.js";
import { cellsOf, fold, printable } from "../../src/render/words-width.js";
import { lineWidth, type Line } from "../../src/render/words.js";

const READING: ChatState = {
  input: { before: "", after: "" },
  writing: false,
  until: undefined,
  back: 0,
  room: 4000,
};

const row = (id: number, changes: Partial<ChatRow> = {}): ChatRow => ({
  id,
  mine: false,
  text: `line ${id}`,
  time: "12:00",
  delivered: true,
  ...changes,
});

const talk = (...rows: readonly ChatRow[]): ChatText => ({ with: "zoe", open: true, rows });
const textOf = (line: Line): string => line.map(({ text }) => text).join("");
const said = (lines: readonly Line[]): readonly string[] =>
  lines.map((line) => textOf(line).trim()).filter((text) => text !== "");

const anyText = fc.string({ unit: "binary", maxLength: 200, size: "max" });

test("a folded text keeps every letter, and no line is wider than it may be", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 2, max: 60 }), (text, cells) => {
      const safe = printable(text).replace(/^\p{M}+/u, "");
      const lines = fold(safe, cells);
      for (const line of lines) assert.ok(cellsOf(line) <= cells);
      // White space at a line's end is no letter, however wide it is.
      assert.equal(lines.join("").replaceAll(/\s/gu, ""), safe.replaceAll(/\s/gu, ""));
    }),
    { numRuns: 1000 },
  );
  assert.deepEqual(fold("one two three", 7), ["one two", "three"]);
  assert.deepEqual(fold("see http://x.example/abc now", 8), [
    "see",
    "http://x",
    ".example",
    "/abc now",
  ]);
});

test("the pane holds what it is given, whatever is written in it", () => {
  const rows = fc.array(
    fc.record({ mine: fc.boolean(), text: anyText, time: fc.constantFrom("12:00", "12:01") }),
    { maxLength: 8 },
  );
  const area = fc.record({
    cols: fc.integer({ min: 12, max: 120 }),
    rows: fc.integer({ min: 1, max: 30 }),
  });
  const state = fc.record({ writing: fc.boolean(), back: fc.nat(40) });
  fc.assert(
    fc.property(rows, area, state, anyText, (some, size, how, name) => {
      const chat = { ...talk(...some.map((each, at) => row(at + 1, each))), with: name };
      const shown = chatWords(chat, { ...READING, ...how, until: 5 }, size);
      assert.ok(shown.lines.length <= size.rows);
      for (const line of shown.lines) {
        assert.ok(lineWidth(line) <= size.cols, JSON.stringify(line));
        assert.doesNotMatch(textOf(line), /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u);
      }
    }),
    { numRuns: 1000 },
  );
});

test("a name and a time stand once over what one side says in a minute", () => {
  const chat = talk(
    row(1),
    row(2),
    row(3, { mine: true, delivered: false }),
    row(4, { mine: true, time: "12:01" }),
  );
  assert.deepEqual(said(chatWords(chat, READING, { cols: 20, rows: 10 }).lines), [
    "zoe          12:00",
    "line 1",
    "line 2",
    "you          12:00",
    "line 3 …",
    "you          12:01",
    "line 4 ✓",
  ]);
  assert.deepEqual(said(chatWords(chat, READING, { cols: 60, rows: 10 }).lines), [
    "12:00 zoe  line 1",
    "line 2",
    "12:00 you  line 3 …",
    "12:01 you  line 4 ✓",
  ]);
});

test("who scrolled back stays there when more comes, and reads how much", () => {
  const rows = Array.from({ length: 40 }, (_, at) => row(at + 1));
  const area = { cols: 60, rows: 5 };
  const back = chatWords(talk(...rows), { ...READING, until: 40, back: 7 }, area);
  assert.equal(said(back.lines).at(-1), "line 33");
  assert.equal(textOf(back.foot), "↓ more");
  const later = chatWords(talk(...rows, row(41)), { ...READING, until: 40, back: 7 }, area);
  assert.deepEqual(later.lines, back.lines);
  assert.equal(textOf(later.foot), "↓ 1 new");
  assert.equal(chatWords(talk(...rows), { ...READING, until: 40, back: 999 }, area).back, 35);
});

test("the foot says how to write while there is a call, and while nobody writes", () => {
  const area = { cols: 20, rows: 5 };
  assert.equal(textOf(chatWords(talk(row(1)), READING, area).foot), "i writes");
  assert.deepEqual(chatWords(talk(row(1)), { ...READING, writing: true }, area).foot, []);
  assert.deepEqual(chatWords({ ...talk(row(1)), open: false }, READING, area).foot, []);
});

/** Our message as it stands at last. */
function fate(delivered: boolean, open: boolean): string {
  const chat = { ...talk(row(1, { mine: true, delivered })), open };
  return said(chatWords(chat, READING, { cols: 20, rows: 4 }).lines).at(-1)!;
}

test("what we wrote is on its way, has arrived, or is lost with the call", () => {
  assert.deepEqual([fate(false, true), fate(true, true)], ["line 1 …", "line 1 ✓"]);
  assert.deepEqual([fate(false, false), fate(true, false)], ["line 1 ✗", "line 1 ✓"]);
});

/** Under a line being written that holds so many letters more. */
function footOf(room: number): string {
  const state = { ...READING, writing: true, room };
  return textOf(chatWords(talk(row(1)), state, { cols: 20, rows: 4 }).foot);
}

test("a line that is nearly full says so, and one that is full says that", () => {
  assert.deepEqual([101, 100, 0].map(footOf), ["", "100 letters left", "full: no more"]);
});
