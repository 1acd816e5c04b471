/** Scripts for one call machine: events and waits in, what became of it out. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { IDLE, step } from "../../src/call/machine.js";
import type { Verdict } from "../../src/call/key.js";
import type { CallEffect, CallEvent, CallState, Party, Word } from "../../src/call/state.js";

/** We are "5": "bob" sorts below us and yields in a glare, "zoe" above and does not. */
const SELF = "5";
const person = (name: string, id: string): Party => ({
  name,
  id,
  address: { host: name, port: 1 },
  key: { fingerprint: `SHA256:${id}`, base64: id },
  knownAs: name,
});
export const BOB = person("bob", "1");
/** The same people, whose programs take up a call again, at addresses where they listen. */
export const steadily = (party: Party): Party => ({ ...party, resumes: true, listens: true });
export const ZOE = person("zoe", "9");
export const EVE = person("eve", "7");
export const ourselves = person("me", SELF);

export const dial = (link: number, target = BOB): CallEvent => ({ type: "dial", link, target });
export const greeted = (link: number, party = BOB, verdict: Verdict = "known"): CallEvent => ({
  type: "greeted",
  link,
  party,
  verdict,
});
export const invited = (link: number, party = BOB): CallEvent => ({ type: "invited", link, party });
export const resumed = (link: number, party = BOB): CallEvent => ({ type: "resumed", link, party });
export const said = (link: number, word: Word): CallEvent => ({ type: "said", link, word });
export const heard = (link: number): CallEvent => ({ type: "heard", link });
export const closed = (link: number): CallEvent => ({
  type: "closed",
  link,
  reason: "lost",
  detail: "x",
});
export const answer: CallEvent = { type: "answer" };
export const decline: CallEvent = { type: "decline" };
export const hangUp: CallEvent = { type: "hang-up" };
export const trust = (link: number): CallEvent => ({ type: "trust", link });
export const distrust: CallEvent = { type: "distrust" };

function spell(effect: CallEffect): string {
  switch (effect.do) {
    case "open":
      return `open ${effect.link} to ${effect.target.name}`;
    case "say":
      return `say ${effect.word} on ${effect.link}`;
    case "close":
      return `close ${effect.link}`;
    case "part":
      return `part with ${effect.party.name}`;
    case "remember":
      return `remember ${effect.party.key.fingerprint} as ${effect.target.name}`;
    default:
      return `note ${effect.kind} ${effect.with.name}`;
  }
}

/** What is done after the state was reached: `at`, why it ended, and what it asked for at the last event. */
interface Outcome {
  readonly state: CallState;
  readonly last: readonly string[];
  readonly all: readonly string[];
}

/** Plays events; a number lets so many milliseconds pass, with a tick at the end of them. */
export function play(...script: readonly (CallEvent | number)[]): Outcome {
  let state = IDLE;
  let now = 0;
  let fresh = 100;
  let last: readonly string[] = [];
  const all: string[] = [];
  for (const entry of script) {
    if (typeof entry === "number") now += entry;
    const event: CallEvent = typeof entry === "number" ? { type: "tick" } : entry;
    // The links it opens on its own account are numbered from 100.
    const here = { now, self: SELF, fresh, chance: 0.5 };
    const taken = step(state, event, here);
    if (taken.effects.some((effect) => effect.do === "open" && effect.link === fresh)) fresh++;
    state = taken.state;
    last = taken.effects.map(spell);
    all.push(...last);
  }
  return { state, last, all };
}

const reasonOf = (state: CallState): string => {
  if (state.at === "idle") return state.last?.reason ?? "";
  if (state.at === "live") return state.suspect ? "suspect" : "";
  return state.at === "closing" ? state.ending.reason : "";
};

export const RUNG = [dial(1), greeted(1)];
export const WE_ARE_LIVE = [...RUNG, said(1, "accept")];
export const ANSWERED = [invited(1), answer];
export const THEY_ARE_LIVE = [...ANSWERED, said(1, "confirm")];

/** What a script comes to: state with its reason, and what its last event made us do. */
export type Example = readonly [
  name: string,
  script: readonly (CallEvent | number)[],
  at: string,
  last: readonly string[],
];

export function testExamples(examples: readonly Example[]): void {
  for (const [name, script, at, last] of examples) {
    test(name, () => {
      const end = play(...script);
      assert.equal(`${end.state.at} ${reasonOf(end.state)}`.trim(), at);
      assert.deepEqual(end.last, last);
    });
  }
}
