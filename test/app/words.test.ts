import assert from "node:assert/strict";
import { test } from "node:test";
import { callWords } from "../../src/app/words.js";
import { BOB, closed, dial, greeted, play, said, steadily, WE_ARE_LIVE } from "../call/script.js";

test("the status bar counts the seconds of a peer's silence, from four on", () => {
  const { state } = play(...WE_ARE_LIVE, 3900);
  assert.equal(callWords(state, 3900), "in call with bob 00:03");
  const { state: suspect } = play(...WE_ARE_LIVE, 4000);
  assert.equal(callWords(suspect, 4000), "bob: nothing heard for 4 s");
  assert.equal(callWords(suspect, 5100), "bob: nothing heard for 5 s");
});

test("a broken call says for how long it has been tried", () => {
  const bob = steadily(BOB);
  const { state } = play(dial(1, bob), greeted(1, bob), said(1, "accept"), closed(1));
  assert.equal(callWords(state, 65_000), "reconnecting to bob 01:05");
});
