import assert from "node:assert/strict";
import { test } from "node:test";
import { guess } from "../../src/cli/guess.js";

const KNOWN = ["call", "demo", "preview", "peers", "color", "source"];

test("one slip of the finger is understood", () => {
  assert.equal(guess("cal", KNOWN), "call");
  assert.equal(guess("calll", KNOWN), "call");
  assert.equal(guess("dmeo", KNOWN), "demo");
  assert.equal(guess("fsp", ["name", "fps"]), "fps");
  assert.equal(guess("colour", KNOWN), "color");
  assert.equal(guess("previwe", KNOWN), "preview");
});

test("the nearest of several wins", () => {
  assert.equal(guess("peers", ["pear", "beer", "peer"]), "peer");
  assert.equal(guess("coal", ["goal", "coat", "cool", "coal"]), "coal");
});

test("what is not near is not guessed", () => {
  assert.equal(guess("alice", KNOWN), undefined);
  assert.equal(guess("", KNOWN), undefined);
  assert.equal(guess("x", []), undefined);
});
