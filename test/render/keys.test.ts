import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Place } from "../../src/render/key-binding.js";
import { KEY_TABLE } from "../../src/render/key-table.js";
import { bindingsOf, deedOf, hintsOf } from "../../src/render/keys.js";
import type { Phase } from "../../src/render/screen-model.js";
import { KEYS_DOCUMENT, keysDocument } from "../rig/keys-document.js";

const PLACES: readonly Place[] = [
  "main",
  "picture",
  "player",
  "prompt",
  "chat",
  "question",
  "paste",
  "help",
];
const PHASES: readonly Phase[] = ["idle", "dialing", "verifying", "ringing", "live"];

test("no key means two things at one place in one phase", () => {
  for (const place of PLACES) {
    for (const phase of PHASES) {
      const keys = KEY_TABLE.filter(
        ({ places, phases }) => places.includes(place) && (phases?.includes(phase) ?? true),
      ).flatMap(({ keys: names }) => names);
      assert.equal(new Set(keys).size, keys.length, `${place} ${phase}: ${keys.join(" ")}`);
    }
  }
});

test("every hint works where it is shown", () => {
  for (const place of PLACES) {
    for (const phase of PHASES) {
      for (const { keys, deed } of hintsOf(place, phase)) {
        assert.equal(deedOf(keys[0]!, place, phase), deed);
      }
    }
  }
});

test("whoever is called can answer and decline first of all", () => {
  assert.deepEqual(
    hintsOf("main", "ringing")
      .slice(0, 2)
      .map(({ deed }) => deed),
    ["answer", "decline"],
  );
});

test("ctrl-c leaves, at every place and in every phase", () => {
  for (const place of PLACES) {
    for (const phase of PHASES) assert.equal(deedOf("C-c", place, phase), "leave");
  }
});

test("every letter that moves has an arrow beside it", () => {
  for (const { keys } of bindingsOf("main")) {
    if (keys.includes("j")) assert.ok(keys.includes("down"));
    if (keys.includes("k")) assert.ok(keys.includes("up"));
  }
});

test("docs/KEYS.md says what the table says", () => {
  assert.equal(readFileSync(KEYS_DOCUMENT, "utf8"), keysDocument());
});
