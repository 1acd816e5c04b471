import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { nameFault, nearestName } from "../../src/store/peer-name.js";

test("names of any script will do, and mail-like ones too", () => {
  for (const name of [
    "alice",
    "a",
    "Åsa",
    "हिन्दी",
    "李雷",
    "bob.smith_2",
    "@bob",
    "me@desk-3",
    ".x",
  ]) {
    assert.equal(nameFault(name), undefined, name);
  }
});

test("a name says what is wrong with it", () => {
  const faults: readonly (readonly [string, RegExp])[] = [
    ["", /empty/],
    ["--help", /dash/],
    ["-x", /dash/],
    ["two words", /only letters/],
    ["a:1", /only letters/],
    ["a\u001b[31m", /only letters/],
    ["\u0301a", /only letters/],
    ["x".repeat(33), /longer than 32/],
    ["e\u0301".repeat(33), /longer than 32/],
    [`e${"\u0301".repeat(200)}`, /longer than 32/],
  ];
  for (const [name, fault] of faults) assert.match(nameFault(name) ?? "", fault, name);
});

test("32 characters are enough however many marks they carry", () => {
  assert.equal(nameFault("e\u0301".repeat(32)), undefined);
});

test("the nearest name is always a name, and a good name is its own", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (text) => {
      assert.equal(nameFault(nearestName(text)), undefined);
    }),
  );
  assert.equal(nearestName("Åsa Lind@desk"), "Åsa-Lind@desk");
  assert.equal(nearestName("--- "), "somebody");
});
