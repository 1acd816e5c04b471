/** A call whose link broke: what leads back to it, what ends it, and what has to wait. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SshAddress } from "../../src/call/address.js";
import type { CallEvent, Party } from "../../src/call/state.js";
import {
  CLOSE_TIMEOUT,
  CONFIRM_TIMEOUT,
  RECONNECT_TIMEOUT,
  SILENCE_TIMEOUT,
} from "../../src/call/timeouts.js";
import {
  answer,
  BOB,
  closed,
  decline,
  dial,
  EVE,
  greeted,
  hangUp,
  heard,
  invited,
  play,
  resumed,
  said,
  steadily,
  testExamples,
  ZOE,
} from "./script.js";

/** "bob" sorts below us, "zoe" above. */
const bob = steadily(BOB);
const zoe = steadily(ZOE);
const calling = (party = bob): readonly CallEvent[] => [
  dial(1, party),
  greeted(1, party),
  said(1, "accept"),
];
const bobBehindSsh: Party = { ...bob, address: { ...bob.address, user: "" } as SshAddress };
const LIVE = calling();
const CALLED = [invited(1, bob), answer, said(1, "confirm")];
const BROKEN = [...LIVE, closed(1)];
/** The first try is on 100. */
const TRYING = [...BROKEN, 300];
const OFFERED = [...TRYING, greeted(100, bob)];
const TAKEN_UP = [...BROKEN, resumed(2, bob)];

testExamples([
  ["a link that breaks is no end", BROKEN, "reconnecting", []],
  ["nor is silence", [...LIVE, SILENCE_TIMEOUT], "reconnecting", ["close 1"]],
  [
    "a peer that broke the rules is no peer to go on with",
    [...LIVE, { type: "closed", link: 1, reason: "protocol", detail: "x" }],
    "idle protocol",
    [],
  ],
  ["nor is one whose program does not know how", [...calling(BOB), closed(1)], "idle lost", []],
  ["soon a link is opened", TRYING, "reconnecting", ["open 100 to bob"]],
  ["the called side tries too", [...CALLED, closed(1), 300], "reconnecting", ["open 100 to bob"]],
  [
    "but not where nobody listens",
    [invited(1, { ...bob, listens: false }), answer, said(1, "confirm"), closed(1), 5000],
    "reconnecting",
    [],
  ],
  ["a try that hangs is joined by others", [...TRYING, 700], "reconnecting", ["open 101 to bob"]],
  [
    "but by so many only",
    [...TRYING, 1000, 1000, 1000, 1000, 1000],
    "reconnecting",
    ["close 100", "open 105 to bob"],
  ],
  [
    "through ssh less often, and by one other only",
    [...calling(bobBehindSsh), closed(1), 300, 1000, 2000, 4000, 5000],
    "reconnecting",
    ["close 102", "open 104 to bob"],
  ],
  [
    "a try that fails is followed by another",
    [...TRYING, closed(100), 700],
    "reconnecting",
    ["open 101 to bob"],
  ],
  [
    "on the first that greets we offer to go on, and give up the others",
    [...TRYING, 1000, 1000, greeted(101, bob)],
    "reconnecting",
    ["say resume on 101", "close 100", "close 102"],
  ],
  ["while we offer, nothing else is tried", [...OFFERED, 2900], "reconnecting", []],
  [
    "they accept: the call goes on",
    [...OFFERED, said(100, "accept")],
    "live",
    ["say confirm on 100"],
  ],
  [
    "they do not answer: we try again",
    [...OFFERED, CONFIRM_TIMEOUT, 300],
    "reconnecting",
    ["open 101 to bob"],
  ],
  ["their offer is accepted", TAKEN_UP, "reconnecting", ["say accept on 2"]],
  ["and confirmed", [...TAKEN_UP, said(2, "confirm")], "live", []],
  [
    "or not: we try ourselves",
    [...TAKEN_UP, CONFIRM_TIMEOUT, 300],
    "reconnecting",
    ["open 100 to bob"],
  ],
  [
    "its link breaks: we try ourselves",
    [...TAKEN_UP, closed(2), 300],
    "reconnecting",
    ["open 100 to bob"],
  ],
  [
    "their offer comes while we are trying: ours are given up",
    [...TRYING, 1000, resumed(2, bob)],
    "reconnecting",
    ["close 100", "close 101", "say accept on 2"],
  ],
  [
    "they give up a link we still believe in",
    [...LIVE, resumed(2, bob)],
    "reconnecting",
    ["close 1", "say accept on 2"],
  ],
  [
    "a newer offer of theirs takes the place of the older",
    [...TAKEN_UP, resumed(3, bob)],
    "reconnecting",
    ["close 2", "say accept on 3"],
  ],

  // Both offer at once.
  [
    "whoever has the lower id yields: they",
    [...OFFERED, resumed(2, bob)],
    "reconnecting",
    ["close 2"],
  ],
  [
    "whoever has the lower id yields: we",
    [...calling(zoe), closed(1), 300, greeted(100, zoe), resumed(2, zoe)],
    "reconnecting",
    ["close 100", "say accept on 2"],
  ],

  // Others.
  [
    "nobody else takes up a call",
    [...LIVE, resumed(2, EVE)],
    "live",
    ["say hang-up on 2", "close 2"],
  ],
  [
    "not while it is broken either",
    [...BROKEN, resumed(2, EVE)],
    "reconnecting",
    ["say hang-up on 2", "close 2"],
  ],
  [
    "a call that is over is not taken up",
    [...LIVE, hangUp, closed(1), resumed(2, bob)],
    "idle hung-up",
    ["say hang-up on 2", "close 2"],
  ],
  [
    "who calls meanwhile finds us busy",
    [...BROKEN, invited(2, EVE)],
    "reconnecting",
    ["say busy on 2", "close 2", "note missed eve"],
  ],
  [
    "unless it is they: then they gave up what was",
    [...TRYING, invited(2, bob)],
    "ringing",
    ["close 100", "say ring on 2"],
  ],
  [
    "be it with another run of their program",
    [...TRYING, invited(2, { ...bob, id: "2" })],
    "ringing",
    ["close 100", "say ring on 2"],
  ],
  [
    "another key at their address is not theirs, and theirs is looked for",
    [...TRYING, greeted(100, EVE, "changed")],
    "reconnecting",
    ["close 100"],
  ],
  [
    "whoever has that key is not asked every second",
    [...TRYING, greeted(100, EVE, "changed"), 9900],
    "reconnecting",
    [],
  ],
  [
    "but again",
    [...TRYING, greeted(100, EVE, "changed"), 10_000],
    "reconnecting",
    ["open 101 to bob"],
  ],
  [
    "another run of their program knows of no call",
    [...TRYING, greeted(100, { ...bob, id: "2" })],
    "idle lost",
    ["close 100"],
  ],
  ["one call at a time", [...BROKEN, dial(5, EVE)], "reconnecting", []],

  // Ends.
  [
    "we hang up, and they will hear of it",
    [...TRYING, hangUp],
    "idle hung-up",
    ["close 100", "part with bob"],
  ],
  [
    "unless nobody can tell them",
    [invited(1, { ...bob, listens: false }), answer, said(1, "confirm"), closed(1), hangUp],
    "idle hung-up",
    [],
  ],
  [
    "we hang up on a link that carries nothing: they will hear of it",
    [...LIVE, 4000, hangUp, CLOSE_TIMEOUT],
    "idle hung-up",
    ["close 1", "part with bob"],
  ],
  [
    "we hang up, and they close: they have heard",
    [...LIVE, hangUp, closed(1)],
    "idle hung-up",
    ["close 1"],
  ],
  [
    "we hang up while we offer",
    [...OFFERED, hangUp],
    "idle hung-up",
    ["say hang-up on 100", "close 100", "part with bob"],
  ],
  [
    "they have hung up meanwhile",
    [...OFFERED, said(100, "hang-up")],
    "idle they-hung-up",
    ["say hang-up on 100", "close 100"],
  ],
  [
    "a show has no place left for us",
    [...OFFERED, said(100, "busy")],
    "idle busy",
    ["say hang-up on 100", "close 100"],
  ],
  ["two minutes are enough", [...TRYING, RECONNECT_TIMEOUT], "idle lost", ["close 100"]],
  ["a little less is not", [...TAKEN_UP, RECONNECT_TIMEOUT - 1], "reconnecting", ["close 2"]],
]);

test("who comes back from another address is called back there, unless we have reached them where they were", () => {
  const moved = { ...bob, address: { host: "elsewhere", port: 2 } };
  for (const [begin, host] of [
    [CALLED, "elsewhere"],
    [calling({ ...bob, reached: true }), "bob"],
  ] as const) {
    const { state } = play(...begin, closed(1), resumed(2, moved), said(2, "confirm"));
    assert.ok(state.at === "live");
    assert.equal(state.party.address.host, host);
  }
});

test("a call that goes on began when it began", () => {
  const { state } = play(...LIVE, 7000, closed(1), 300, greeted(100, bob), said(100, "accept"));
  assert.ok(state.at === "live");
  assert.deepEqual([state.since, state.heardAt, state.outgoing], [0, 7300, true]);
});

test("a call that goes on is no other call: it is noted once", () => {
  const { all } = play(...OFFERED, said(100, "accept"), heard(100), closed(100), 300, hangUp);
  assert.deepEqual(
    all.filter((line) => line.startsWith("note")),
    ["note outgoing bob"],
  );
});

test("declining while the call is broken is hanging up", () => {
  assert.equal(play(...BROKEN, decline).state.at, "idle");
});
