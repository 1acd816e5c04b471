import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatRow } from "../../src/render/screen-model.js";
import { ChatDesk } from "../../src/view/chat-desk.js";

const rows = (...sides: readonly boolean[]): readonly ChatRow[] =>
  sides.map((mine, at) => ({ id: at + 1, mine, text: "x", time: "12:00", delivered: true }));
const THEIRS = false;
const MINE = true;

test("what the other side wrote is unread until it was drawn in sight", () => {
  const desk = new ChatDesk();
  assert.equal(desk.update(rows(THEIRS, MINE, THEIRS)), 2);
  assert.equal(desk.unread, 2);
  desk.drawn(0);
  assert.equal(desk.unread, 0);
  desk.scroll(3);
  desk.drawn(3);
  assert.equal(desk.update(rows(THEIRS, MINE, THEIRS, THEIRS)), 1);
  desk.drawn(3);
  assert.equal(desk.unread, 1, "whoever looks back does not see it");
  desk.scroll(-3);
  desk.drawn(0);
  assert.equal(desk.unread, 0);
});

test("lines sent before come back with what was being written under them", () => {
  const desk = new ChatDesk();
  const line = (): string => desk.state(true).input.before;
  for (const text of ["one", "two"]) {
    desk.paste(text);
    assert.equal(desk.take(), text);
  }
  desk.paste("draft");
  desk.recall(1);
  assert.equal(line(), "two");
  desk.recall(1);
  desk.recall(1);
  assert.equal(line(), "one");
  desk.recall(-1);
  desk.recall(-1);
  desk.recall(-1);
  assert.equal(line(), "draft");
  assert.equal(new ChatDesk().take(), undefined);
});

test("the line says how much more it holds, and takes no more than that", () => {
  const desk = new ChatDesk();
  const { room } = desk.state(true);
  for (let at = 0; at < room + 5; at++) desk.type("x", "x");
  assert.deepEqual([desk.state(true).room, desk.state(true).input.before.length], [0, room]);
});
