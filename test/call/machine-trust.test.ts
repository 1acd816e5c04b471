/** First contact, changed keys, and what others see of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { VERIFY_TIMEOUT } from "../../src/call/timeouts.js";
import {
  answer,
  BOB,
  closed,
  decline,
  dial,
  distrust,
  greeted,
  hangUp,
  heard,
  invited,
  play,
  said,
  testExamples,
  trust,
  ZOE,
} from "./script.js";

const ASKED = [dial(1), greeted(1, BOB, "new")];

testExamples([
  ["a stranger's link is given up while the user is asked", ASKED, "verifying", ["close 1"]],
  [
    "trust is remembered, and they are called again",
    [...ASKED, trust(2)],
    "dialing",
    ["remember SHA256:1 as bob", "open 2 to bob"],
  ],
  [
    "whom we trusted is invited once they have shown the same key",
    [...ASKED, trust(2), closed(1), greeted(2)],
    "dialing",
    ["say invite on 2"],
  ],
  [
    "another key than the trusted one ends the call",
    [...ASKED, trust(2), greeted(2, BOB, "changed")],
    "closing changed-key",
    ["close 2", "note failed bob"],
  ],
  ["distrust ends it", [...ASKED, distrust], "idle untrusted", ["note failed bob"]],
  ["so does hanging up", [...ASKED, hangUp], "idle untrusted", ["note failed bob"]],
  ["so does declining", [...ASKED, decline], "idle untrusted", ["note failed bob"]],
  ["so does time", [...ASKED, VERIFY_TIMEOUT], "idle untrusted", ["note failed bob"]],
  ["a person has time to compare", [...ASKED, VERIFY_TIMEOUT - 1], "verifying", []],
  ["answering is no answer to it", [...ASKED, answer], "verifying", []],
  ["the given up link is heard no more", [...ASKED, said(1, "accept"), heard(1)], "verifying", []],
  [
    "whoever calls meanwhile finds us busy",
    [...ASKED, invited(3, ZOE)],
    "verifying",
    ["say busy on 3", "close 3", "note missed zoe"],
  ],
  [
    "whoever called before we knew whom we reached finds us busy, too",
    [dial(1), invited(3, ZOE), greeted(1, BOB, "new")],
    "verifying",
    ["close 1", "say busy on 3", "close 3", "note missed zoe"],
  ],
  [
    "calling somebody else leaves the question unanswered",
    [...ASKED, dial(2, ZOE)],
    "dialing",
    ["note failed bob", "open 2 to zoe"],
  ],
  [
    "a changed key is a hard stop: nothing is said to it",
    [dial(1), greeted(1, BOB, "changed")],
    "closing changed-key",
    ["close 1", "note failed bob"],
  ],
  [
    "a blocked key is not called",
    [dial(1), greeted(1, BOB, "blocked")],
    "closing blocked",
    ["close 1", "note failed bob"],
  ],
  ["trust without a question means nothing", [dial(1), trust(2)], "dialing", []],
]);

test("a changed key is named, so that it can be compared", () => {
  const { state } = play(dial(1), greeted(1, BOB, "changed"));
  assert.equal(state.at === "closing" ? state.ending.detail : "", "SHA256:1");
});
