import assert from "node:assert/strict";
import { test } from "node:test";
import { Chat, MOST_MESSAGES } from "../../src/call/chat.js";

test("a message is delivered when its number comes back, once, and no other", () => {
  const chat = new Chat();
  chat.begin("zoe");
  chat.write("one", 1000);
  chat.write("two", 2000);
  chat.hear(1, "theirs", 3000);
  assert.equal(chat.arrived(3), false);
  assert.equal(chat.arrived(1), true);
  assert.equal(chat.arrived(1), false);
  assert.deepEqual(
    chat.messages.map(({ from, text, delivered }) => [from, text, delivered]),
    [
      ["me", "one", true],
      ["me", "two", false],
      ["them", "theirs", true],
    ],
  );
});

test("messages leave five at once and then two a second, in order, each once", () => {
  const chat = new Chat();
  chat.begin("zoe");
  for (let at = 1; at <= 12; at++) chat.write(`${at}`, 0);
  const due = (now: number): readonly number[] => chat.due(now).map(({ number }) => number);
  assert.deepEqual(due(10_000), [1, 2, 3, 4, 5]);
  assert.deepEqual(due(10_100), []);
  assert.deepEqual(due(11_010), [6, 7]);
  assert.deepEqual(due(60_000), [8, 9, 10, 11, 12]);
  assert.deepEqual(due(90_000), []);
});

test("as many as gather on a stalled line are no flood to the other side", () => {
  const SILENCE = 6000;
  const BURST = 20;
  const chat = new Chat();
  for (let at = 0; at < 100; at++) chat.write("x", 0);
  let gathered = 0;
  for (let now = 10_000; now < 10_000 + SILENCE; now += 100) gathered += chat.due(now).length;
  assert.ok(gathered <= BURST, `${gathered}`);
});

test("the oldest messages are forgotten, and all of them when the next call begins", () => {
  const chat = new Chat();
  chat.begin("zoe");
  for (let at = 0; at < MOST_MESSAGES + 7; at++) chat.hear(at, `${at}`, 0);
  assert.equal(chat.messages.length, MOST_MESSAGES);
  assert.equal(chat.messages[0]?.text, "7");
  const last = chat.messages.at(-1)?.id ?? 0;
  chat.write("unsent", 0);
  chat.begin("yan");
  assert.equal(chat.with, "yan");
  assert.deepEqual([chat.messages, chat.due(1e9)], [[], []]);
  chat.write("first", 0);
  assert.equal(chat.messages[0]?.number, 1);
  assert.ok((chat.messages[0]?.id ?? 0) > last, "ids never come back");
});
