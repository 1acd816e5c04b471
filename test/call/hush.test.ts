import assert from "node:assert/strict";
import { test } from "node:test";
import { hushed } from "../../src/call/hush.js";
import { IDLE, step } from "../../src/call/machine.js";
import type { CallEffect, CallEvent, CallState } from "../../src/call/state.js";
import { BOB, closed, dial, EVE, greeted, hangUp, invited, said } from "./script.js";

const HERE = { now: 0, self: "5", fresh: 100, chance: 0.5 };

/** Plays events to somebody who wants no calls; gives where it ended and all that was done. */
function play(...script: readonly CallEvent[]): { state: CallState; done: CallEffect[] } {
  let state = IDLE;
  const done: CallEffect[] = [];
  for (const event of script) {
    const next = hushed(state, step(state, event, HERE));
    assert.notEqual(next.state.at, "ringing");
    state = next.state;
    done.push(...next.effects);
  }
  return { state, done };
}

const BUSY_ON_2: readonly CallEffect[] = [
  { do: "say", link: 2, word: "busy" },
  { do: "close", link: 2 },
  { do: "note", kind: "missed", with: EVE },
];

test("a caller hears busy, never that it rings, and is noted", () => {
  const { state, done } = play(invited(2, EVE));
  assert.deepEqual(state, { at: "idle", last: { reason: "missed", with: EVE, detail: "" } });
  assert.deepEqual(done, BUSY_ON_2);
});

test("who waited for the outcome of our own call does not ring when that comes to nothing", () => {
  const { state, done } = play(dial(1), invited(2, EVE), closed(1));
  assert.equal(state.at, "idle");
  assert.deepEqual(done.slice(-3), BUSY_ON_2);
  assert.ok(done.some((effect) => effect.do === "note" && effect.kind === "failed"));
});

test("who calls while the last call still closes does not ring, and that one is let go of", () => {
  const { state, done } = play(dial(1), greeted(1), said(1, "accept"), hangUp, invited(2, EVE));
  assert.equal(state.at, "idle");
  assert.deepEqual(done.slice(-3), BUSY_ON_2);
  assert.ok(done.some((effect) => effect.do === "close" && effect.link === 1));
});

test("a call that rang before goes on ringing", () => {
  const rung = step(IDLE, invited(2, BOB), HERE).state;
  assert.equal(hushed(rung, step(rung, { type: "tick" }, HERE)).state.at, "ringing");
});
