import assert from "node:assert/strict";
import { test } from "node:test";
import { notificationBytes } from "../../src/render/notification.js";
import { Attention } from "../../src/view/attention.js";

const BELL = "\x07";
const RINGS = "ann is calling";
const WRITES = "ann has written to you";
const NOTICE = notificationBytes("osc777", RINGS);

test("a call rings while the user looks elsewhere, and where the terminal does not tell", () => {
  const attention = new Attention("away");
  assert.equal(attention.toCall(RINGS), BELL);
  attention.focus(true);
  assert.equal(attention.toCall(RINGS), "");
  attention.focus(false);
  assert.equal(attention.toCall(RINGS), BELL);
});

test("who leaves the desk with the window in front can have it ring all the same", () => {
  const attention = new Attention("always");
  attention.focus(true);
  assert.equal(attention.toCall(RINGS), BELL);
  assert.equal(
    attention.toMessage(WRITES, true, 0),
    "",
    "but not for what they read at this moment",
  );
});

test("a notification comes only once the terminal has said that nobody looks", () => {
  const attention = new Attention("silent", "osc777");
  assert.equal(attention.toCall(RINGS), "");
  attention.focus(true);
  assert.equal(attention.toCall(RINGS), "");
  attention.focus(false);
  assert.equal(attention.toCall(RINGS), NOTICE);
  assert.equal(attention.toMessage(WRITES, true, 0), notificationBytes("osc777", WRITES));
});

test("off is off", () => {
  const attention = new Attention("off", "osc777");
  attention.focus(false);
  assert.equal(attention.toCall(RINGS) + attention.toMessage(WRITES, true, 0), "");
});

test("a message rings where it is not seen, and a storm of them once in three seconds", () => {
  const attention = new Attention("away");
  const rings = (hidden: boolean, now: number): boolean =>
    attention.toMessage(WRITES, hidden, now) === BELL;
  assert.equal(rings(false, 0), false, "in sight");
  assert.equal(rings(true, 0), true);
  assert.equal(rings(true, 2999), false);
  assert.equal(rings(true, 3000), true);
  attention.focus(true);
  assert.equal(rings(true, 9000), false, "they look");
  attention.focus(false);
  assert.equal(rings(false, 9000), true, "in sight of nobody");
});
