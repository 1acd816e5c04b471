/** A call whose link broke, and whose other side is found to be gone: what tells it, and what does not. */
import type { CallEvent } from "../../src/call/state.js";
import { DESERTED_TIMEOUT, SILENCE_TIMEOUT } from "../../src/call/timeouts.js";
import {
  answer,
  BOB,
  closed,
  dial,
  greeted,
  invited,
  said,
  steadily,
  testExamples,
} from "./script.js";

/** We called him where he listens. */
const bob = { ...steadily(BOB), reached: true };
const TRYING = [dial(1, bob), greeted(1, bob), said(1, "accept"), closed(1), 300];
/** He called us, and says where he listens. */
const CALLED = [invited(1, steadily(BOB)), answer, said(1, "confirm")];
/** The machine that we dialed says that nobody listens there. */
const deserted = (link: number): CallEvent => ({
  type: "closed",
  link,
  reason: "unreachable",
  detail: "",
  deserted: true,
});

testExamples([
  [
    "their machine says again and again that nobody listens there any more: their program is gone",
    [...TRYING, deserted(100), DESERTED_TIMEOUT - 1, deserted(101), 1],
    "idle lost",
    [],
  ],
  [
    "a moment less, and it may be starting again",
    [...TRYING, deserted(100), DESERTED_TIMEOUT - 1],
    "reconnecting",
    ["open 101 to bob"],
  ],
  [
    "nobody can tell who does not get so far as to be refused",
    [...TRYING, deserted(100), 10_000, closed(101), DESERTED_TIMEOUT - 10_000],
    "reconnecting",
    ["open 102 to bob"],
  ],
  [
    "somebody was there meanwhile",
    [...TRYING, deserted(100), 10_000, greeted(101, bob), closed(101), DESERTED_TIMEOUT - 10_000],
    "reconnecting",
    ["open 102 to bob"],
  ],
  [
    "where they say that they listen, and the line fell silent, a router may have refused us",
    [...CALLED, SILENCE_TIMEOUT, 300, deserted(100), DESERTED_TIMEOUT],
    "reconnecting",
    ["open 101 to bob"],
  ],
  [
    "where their system closed the line as well, it was no router",
    [...CALLED, closed(1), 300, deserted(100), DESERTED_TIMEOUT],
    "idle lost",
    [],
  ],
]);
