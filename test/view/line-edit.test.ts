import assert from "node:assert/strict";
import { test } from "node:test";
import { LineEdit } from "../../src/view/line-edit.js";

function typed(text: string, ...keys: readonly string[]): LineEdit {
  const edit = new LineEdit();
  edit.insert(text);
  for (const key of keys) assert.ok(edit.key(key), key);
  return edit;
}

const shape = (edit: LineEdit): string => `${edit.before}|${edit.after}`;

test("readline's keys do what fingers expect", () => {
  assert.equal(shape(typed("ab", "left")), "a|b");
  assert.equal(shape(typed("ab", "C-a", "delete")), "|b");
  assert.equal(shape(typed("ab cd", "C-w")), "ab |");
  assert.equal(shape(typed("ab cd ", "M-backspace", "C-w")), "|");
  assert.equal(shape(typed("abc", "left", "C-k")), "ab|");
  assert.equal(shape(typed("abc", "left", "C-u")), "|c");
  assert.equal(shape(typed("abc", "home", "right", "backspace")), "|bc");
  assert.equal(shape(typed("", "backspace", "delete", "left", "right")), "|");
});

test("words are stepped over, and what was erased comes back", () => {
  assert.equal(shape(typed("ab  cd", "M-b")), "ab  |cd");
  assert.equal(shape(typed("ab  cd", "C-left", "C-left", "C-left")), "|ab  cd");
  assert.equal(shape(typed("ab  cd e", "C-a", "M-f")), "ab|  cd e");
  assert.equal(shape(typed("ab  cd e", "C-a", "C-right", "C-right")), "ab  cd| e");
  assert.equal(shape(typed("ab cd", "C-a", "M-d")), "| cd");
  assert.equal(shape(typed("ab 北京", "C-w", "C-a", "C-y")), "北京|ab ");
  assert.equal(shape(typed("ab cd", "C-u", "C-u", "C-y", "C-y")), "ab cdab cd|");
  assert.equal(shape(typed("ab", "C-h", "C-y")), "a|", "a letter is not worth it");
});

test("a character with its marks is one step", () => {
  assert.equal(shape(typed("xq\u0303🐢", "left", "left")), "x|q\u0303🐢");
  assert.equal(shape(typed("q\u0303", "backspace")), "|");
});

test("what is inserted is made printable and stays short", () => {
  const edit = new LineEdit();
  edit.insert("10.0.0.1\n\x1b[31m");
  assert.equal(edit.text, "10.0.0.1 [31m");
  edit.insert("x".repeat(10_000));
  assert.equal(edit.text.length, 256);
});

test("keys that are not for editing are left alone", () => {
  assert.ok(!new LineEdit().key("f5"));
});
