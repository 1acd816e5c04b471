import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE, linkOf } from "../../src/call/machine.js";
import { CLOSE_TIMEOUT, CONNECT_TIMEOUT } from "../../src/call/timeouts.js";
import {
  ANSWERED,
  closed,
  dial,
  EVE,
  type Example,
  greeted,
  hangUp,
  invited,
  play,
  RUNG,
  said,
  testExamples,
  WE_ARE_LIVE,
  ZOE,
} from "./script.js";

const GLARE_WE_WIN = [dial(1), greeted(1), invited(2)];
const GLARE_WE_YIELD = [dial(1, ZOE), greeted(1, ZOE), invited(2, ZOE)];

testExamples([
  // Somebody else calls.
  ...(
    [
      ["while we ring somebody", RUNG, "dialing"],
      ["while it rings here", [invited(1)], "ringing"],
      ["while we answer", ANSWERED, "answering"],
      ["during a call", WE_ARE_LIVE, "live"],
      [
        "when a dial waits for the old call to close",
        [...WE_ARE_LIVE, hangUp, dial(2)],
        "closing hung-up",
      ],
    ] as const
  ).map(
    ([when, script, at]) =>
      [
        `a second caller ${when} is told busy, and noted as missed`,
        [...script, invited(7, EVE)],
        at,
        ["say busy on 7", "close 7", "note missed eve"],
      ] as Example,
  ),
  [
    "a caller before we know whom we reached has to wait",
    [dial(1), invited(2, EVE)],
    "dialing",
    [],
  ],
  [
    "and is refused when it was not they",
    [dial(1), invited(2, EVE), greeted(1)],
    "dialing",
    ["say invite on 1", "say busy on 2", "close 2", "note missed eve"],
  ],
  [
    "a second one is refused at once",
    [dial(1), invited(2, EVE), invited(3, ZOE)],
    "dialing",
    ["say busy on 3", "close 3", "note missed zoe"],
  ],
  [
    "who waited is rung when our dial fails",
    [dial(1), invited(2, EVE), closed(1)],
    "ringing",
    ["note failed bob", "say ring on 2"],
  ],
  [
    "who waited is rung when our dial takes too long",
    [dial(1), invited(2, EVE), CONNECT_TIMEOUT],
    "ringing",
    ["say hang-up on 1", "close 1", "note failed bob", "say ring on 2"],
  ],
  [
    "who waited is rung when we hang up",
    [dial(1), invited(2, EVE), hangUp],
    "ringing",
    ["say hang-up on 1", "close 1", "note failed bob", "say ring on 2"],
  ],
  [
    "who waited may leave",
    [dial(1), invited(2, EVE), closed(2), closed(1)],
    "idle lost",
    ["note failed bob"],
  ],
  ["an invite on the call's own link means nothing", [...WE_ARE_LIVE, invited(1)], "live", []],

  // Glare.
  ["glare: the lower id yields", GLARE_WE_YIELD, "answering", ["close 1", "say accept on 2"]],
  [
    "glare: also when their call came before we knew whom we reached",
    [dial(1, ZOE), invited(2, ZOE), greeted(1, ZOE)],
    "answering",
    ["close 1", "say accept on 2"],
  ],
  ["glare: the higher id waits for the other to yield", GLARE_WE_WIN, "dialing", []],
  [
    "glare: and invites nevertheless",
    [dial(1), invited(2), greeted(1)],
    "dialing",
    ["say invite on 1"],
  ],
  [
    "glare: the call we won is live, the other closed",
    [...GLARE_WE_WIN, said(1, "accept")],
    "live",
    ["say confirm on 1", "note outgoing bob", "close 2"],
  ],
  [
    "glare: they close the other first",
    [...GLARE_WE_WIN, closed(2), said(1, "accept")],
    "live",
    ["say confirm on 1", "note outgoing bob"],
  ],
  [
    "glare: the call we won breaks, so theirs rings",
    [...GLARE_WE_WIN, closed(1)],
    "ringing",
    ["note failed bob", "say ring on 2"],
  ],
  [
    "glare: we hang up on them, so theirs does not ring",
    [...GLARE_WE_WIN, hangUp],
    "closing hung-up",
    ["say hang-up on 1", "close 1", "note failed bob", "say decline on 2", "close 2"],
  ],
  [
    "glare: the one we yielded to is confirmed",
    [...GLARE_WE_YIELD, said(2, "confirm")],
    "live",
    ["note incoming zoe"],
  ],
  ["glare: our own link's end is no news", [...GLARE_WE_YIELD, closed(1)], "answering", []],

  // Closing.
  [
    "what was said gets time to leave",
    [...WE_ARE_LIVE, hangUp, CLOSE_TIMEOUT - 1],
    "closing hung-up",
    [],
  ],
  ["then it is over", [...WE_ARE_LIVE, hangUp, closed(1)], "idle hung-up", ["close 1"]],
  [
    "a link that does not close is forgotten",
    [...WE_ARE_LIVE, hangUp, CLOSE_TIMEOUT],
    "idle hung-up",
    ["close 1"],
  ],
  [
    "a dial waits until the old call has closed",
    [...WE_ARE_LIVE, hangUp, dial(2, EVE)],
    "closing hung-up",
    [],
  ],
  [
    "and goes out then",
    [...WE_ARE_LIVE, hangUp, dial(2, EVE), closed(1)],
    "dialing",
    ["open 2 to eve", "close 1"],
  ],
  [
    "unless the user hangs up again",
    [...WE_ARE_LIVE, hangUp, dial(2, EVE), hangUp, closed(1)],
    "idle hung-up",
    ["close 1"],
  ],
  [
    "who calls while we close is rung at once",
    [...WE_ARE_LIVE, hangUp, invited(3, EVE)],
    "ringing",
    ["say ring on 3", "close 1"],
  ],
]);

test("a call runs on one link, and idle on none", () => {
  assert.equal(linkOf(IDLE), undefined);
  assert.equal(linkOf(play(...GLARE_WE_YIELD).state), 2);
});
