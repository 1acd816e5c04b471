import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE } from "../../src/call/machine.js";
import {
  CONFIRM_TIMEOUT,
  CONNECT_TIMEOUT,
  RING_TIMEOUT,
  RUNG_TIMEOUT,
  SILENCE_TIMEOUT,
  SSH_CONNECT_TIMEOUT,
  SUSPECT_TIMEOUT,
} from "../../src/call/timeouts.js";
import {
  answer,
  ANSWERED,
  BOB,
  closed,
  decline,
  dial,
  EVE,
  greeted,
  hangUp,
  heard,
  invited,
  ourselves,
  play,
  RUNG,
  said,
  testExamples,
  THEY_ARE_LIVE,
  WE_ARE_LIVE,
} from "./script.js";

const THROUGH_SSH = { ...BOB, address: { user: "", host: "far", port: 0 } };

testExamples([
  // The caller's side.
  ["dialing opens a link", [dial(1)], "dialing", ["open 1 to bob"]],
  ["who greets us is invited", RUNG, "dialing", ["say invite on 1"]],
  [
    "an answer makes it live on our side first",
    WE_ARE_LIVE,
    "live",
    ["say confirm on 1", "note outgoing bob"],
  ],
  ["ringing is only news", [...RUNG, said(1, "ring")], "dialing", []],
  [
    "they decline",
    [...RUNG, said(1, "decline")],
    "closing they-declined",
    ["close 1", "note failed bob"],
  ],
  ["they are busy", [...RUNG, said(1, "busy")], "closing busy", ["close 1", "note failed bob"]],
  [
    "they hang up before they answered",
    [...RUNG, said(1, "hang-up")],
    "closing they-hung-up",
    ["close 1", "note failed bob"],
  ],
  [
    "we hang up before we are connected",
    [dial(1), hangUp],
    "closing hung-up",
    ["say hang-up on 1", "close 1", "note failed bob"],
  ],
  [
    "we hang up while it rings there",
    [...RUNG, hangUp],
    "closing hung-up",
    ["say hang-up on 1", "close 1", "note failed bob"],
  ],
  ["nobody is there", [dial(1), closed(1)], "idle lost", ["note failed bob"]],
  [
    "nobody greets us in time",
    [dial(1), CONNECT_TIMEOUT],
    "closing unreachable",
    ["say hang-up on 1", "close 1", "note failed bob"],
  ],
  ["somebody might still greet us", [dial(1), CONNECT_TIMEOUT - 1], "dialing", []],
  [
    "ssh may take longer to get there",
    [dial(1, THROUGH_SSH), SSH_CONNECT_TIMEOUT - 1],
    "dialing",
    [],
  ],
  [
    "ssh never gets there",
    [dial(1, THROUGH_SSH), SSH_CONNECT_TIMEOUT],
    "closing unreachable",
    ["say hang-up on 1", "close 1", "note failed bob"],
  ],
  [
    "nobody answers in time",
    [...RUNG, RING_TIMEOUT],
    "closing no-answer",
    ["say hang-up on 1", "close 1", "note failed bob"],
  ],
  ["the time to answer runs from the greeting", [dial(1), 9000, greeted(1), 29_999], "dialing", []],
  ["we dial ourselves", [dial(1), greeted(1, ourselves)], "closing self", ["close 1"]],
  ["an answer before a greeting means nothing", [dial(1), said(1, "accept")], "dialing", []],
  ["words on another link mean nothing", [...RUNG, said(9, "accept")], "dialing", []],
  ["one dial at a time", [...RUNG, dial(2, EVE)], "dialing", []],

  // The called side.
  ["an invite rings", [invited(1)], "ringing", ["say ring on 1"]],
  ["we answer", ANSWERED, "answering", ["say accept on 1"]],
  ["their confirmation makes it live", THEY_ARE_LIVE, "live", ["note incoming bob"]],
  [
    "we decline",
    [invited(1), decline],
    "closing declined",
    ["say decline on 1", "close 1", "note incoming bob"],
  ],
  [
    "hanging up while it rings is declining",
    [invited(1), hangUp],
    "closing declined",
    ["say decline on 1", "close 1", "note incoming bob"],
  ],
  [
    "they hang up while it rings",
    [invited(1), said(1, "hang-up")],
    "idle missed",
    ["note missed bob", "close 1"],
  ],
  [
    "their link breaks while it rings",
    [invited(1), closed(1)],
    "idle missed",
    ["note missed bob", "close 1"],
  ],
  [
    "we let it ring",
    [invited(1), RUNG_TIMEOUT],
    "closing missed",
    ["say decline on 1", "close 1", "note missed bob"],
  ],
  [
    "it rings a little longer here than they wait",
    [invited(1), RING_TIMEOUT + 1000],
    "ringing",
    [],
  ],
  [
    "they do not confirm in time",
    [...ANSWERED, CONFIRM_TIMEOUT],
    "closing lost",
    ["say hang-up on 1", "close 1", "note incoming bob"],
  ],
  [
    "we hang up before they confirm",
    [...ANSWERED, hangUp],
    "closing hung-up",
    ["say hang-up on 1", "close 1", "note incoming bob"],
  ],
  [
    "they hang up instead of confirming",
    [...ANSWERED, said(1, "hang-up")],
    "closing they-hung-up",
    ["close 1", "note incoming bob"],
  ],
  [
    "their link breaks before they confirm",
    [...ANSWERED, closed(1)],
    "idle lost",
    ["note incoming bob"],
  ],

  // During a call, either side.
  ["we hang up", [...WE_ARE_LIVE, hangUp], "closing hung-up", ["say hang-up on 1", "close 1"]],
  [
    "the called side hangs up",
    [...THEY_ARE_LIVE, hangUp],
    "closing hung-up",
    ["say hang-up on 1", "close 1"],
  ],
  ["they hang up", [...WE_ARE_LIVE, said(1, "hang-up")], "closing they-hung-up", ["close 1"]],
  ["the link breaks", [...WE_ARE_LIVE, closed(1)], "idle lost", []],
  [
    "silence for four seconds is suspect, and no end",
    [...WE_ARE_LIVE, SUSPECT_TIMEOUT],
    "live suspect",
    [],
  ],
  ["a little less is not", [...WE_ARE_LIVE, SUSPECT_TIMEOUT - 1], "live", []],
  ["whoever is heard again is not", [...WE_ARE_LIVE, SUSPECT_TIMEOUT, heard(1)], "live", []],
  [
    "they fall silent",
    [...WE_ARE_LIVE, SILENCE_TIMEOUT],
    "closing lost",
    ["say hang-up on 1", "close 1"],
  ],
  [
    "anything heard counts as life",
    [...WE_ARE_LIVE, SILENCE_TIMEOUT - 1, heard(1), SILENCE_TIMEOUT - 1],
    "live suspect",
    [],
  ],
  [
    "somebody else's noise does not",
    [...WE_ARE_LIVE, 5000, heard(2), 1000],
    "closing lost",
    ["say hang-up on 1", "close 1"],
  ],
]);

test("what an idle telephone can do is dial and ring", () => {
  for (const event of [answer, decline, hangUp, closed(1), heard(1), said(1, "accept"), greeted(1)])
    assert.deepEqual(play(event), { state: IDLE, last: [], all: [] });
});

test("the ending names who it was with and what the network said", () => {
  const { state } = play(...WE_ARE_LIVE, closed(1));
  assert.deepEqual(state, { at: "idle", last: { reason: "lost", with: BOB, detail: "x" } });
});

test("every call is noted once", () => {
  const ends = [hangUp, said(1, "hang-up"), closed(1), 60_000];
  for (const begun of [RUNG, WE_ARE_LIVE, [invited(1)], ANSWERED, THEY_ARE_LIVE]) {
    for (const ended of ends) {
      const { all } = play(...begun, ended, 2000);
      const notes = all.filter((line) => line.startsWith("note"));
      assert.equal(notes.length, 1, `${JSON.stringify(ended)}: ${all.join(", ")}`);
    }
  }
});
