import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { IDLE, linkOf, step } from "../../src/call/machine.js";
import type { CallEffect, CallEvent, CallState, LinkId, Party } from "../../src/call/state.js";

/** Few people and few links, so that events often concern each other. We are "5". */
const SELF = "5";
const aParty: fc.Arbitrary<Party> = fc.constantFrom("1", SELF, "7", "9").map((id) => ({
  id,
  resumes: id !== "7",
  listens: id !== "9",
  name: `peer ${id}`,
  address: { host: id, port: 1 },
  key: { fingerprint: id, base64: id },
}));
const aVerdict = fc.constantFrom(
  "known" as const,
  "known" as const,
  "new" as const,
  "changed" as const,
  "blocked" as const,
);
const aLink = fc.integer({ min: 1, max: 6 });
/** More than a machine can have at once. */
const LINKS = 12;
const aWord = fc.constantFrom(
  "invite" as const,
  "ring" as const,
  "accept" as const,
  "confirm" as const,
  "decline" as const,
  "busy" as const,
  "hang-up" as const,
  "resume" as const,
);

/** Any event at all, a dial being given its fresh link when it happens. */
const anEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  {
    arbitrary: fc.record({
      type: fc.constant("dial" as const),
      link: fc.constant(0),
      target: aParty,
    }),
    weight: 2,
  },
  fc.constantFrom<CallEvent>(
    { type: "answer" },
    { type: "decline" },
    { type: "hang-up" },
    { type: "trust", link: 0 },
    { type: "distrust" },
  ),
  {
    arbitrary: fc.record({
      type: fc.constant("greeted" as const),
      link: aLink,
      party: aParty,
      verdict: aVerdict,
    }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ type: fc.constant("invited" as const), link: aLink, party: aParty }),
    weight: 3,
  },
  {
    arbitrary: fc.record({ type: fc.constant("resumed" as const), link: aLink, party: aParty }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ type: fc.constant("said" as const), link: aLink, word: aWord }),
    weight: 4,
  },
  fc.record({ type: fc.constant("heard" as const), link: aLink }),
  fc.record({
    type: fc.constant("closed" as const),
    link: aLink,
    reason: fc.constantFrom("lost" as const, "unreachable" as const, "protocol" as const),
    detail: fc.constant(""),
  }),
  fc.constant<CallEvent>({ type: "tick" }),
);
const aDrift = fc.array(
  fc.record({
    event: anEvent,
    /** Mostly quick, sometimes past a timeout. */
    wait: fc.oneof(fc.integer({ min: 0, max: 900 }), fc.constantFrom(1000, 5000, 10_000, 40_000)),
  }),
  { minLength: 1, maxLength: 40 },
);
/** Half of all stories begin in the middle of a call that can be taken up again. */
const ann: Party = {
  id: "1",
  name: "peer 1",
  address: { host: "1", port: 1 },
  key: { fingerprint: "1", base64: "1" },
  resumes: true,
  listens: true,
};
const aCall: readonly { readonly event: CallEvent; readonly wait: number }[] = [
  { event: { type: "invited", link: 1, party: ann }, wait: 0 },
  { event: { type: "answer" }, wait: 0 },
  { event: { type: "said", link: 1, word: "confirm" }, wait: 0 },
];
const aStory = fc
  .tuple(fc.boolean(), aDrift)
  .map(([live, drift]) => (live ? aCall.concat(drift) : drift));

/** One machine, and what the application owes to its links. */
class Bench {
  state: CallState = IDLE;
  now = 0;
  /** Links that were opened or on which somebody called, and not closed since by either side. */
  readonly open = new Set<LinkId>();
  readonly visited = new Set<string>();

  take(event: CallEvent): readonly CallEffect[] {
    const opens = event.type === "dial" || event.type === "trust";
    const dialed = opens ? { ...event, link: this.#fresh() } : event;
    if (dialed.type === "invited" || dialed.type === "resumed") this.open.add(dialed.link);
    if (dialed.type === "closed") this.open.delete(dialed.link);
    const here = { now: this.now, self: SELF, fresh: this.#fresh(), chance: 0.5 };
    const { state, effects } = step(this.state, dialed, here);
    this.state = state;
    this.visited.add(state.at);
    for (const effect of effects) {
      if (effect.do === "open") this.open.add(effect.link);
      if (effect.do === "close") this.open.delete(effect.link);
    }
    return effects;
  }

  tell(story: readonly { readonly event: CallEvent; readonly wait: number }[]): void {
    for (const { event, wait } of story) {
      this.take(event);
      this.now += wait;
    }
  }

  /** Numbers are given out again, so that stale events meet new links; never one still in use. */
  #fresh(): LinkId {
    const used = new Set([...this.open, linkOf(this.state)]);
    let link = 1;
    while (used.has(link)) link++;
    return link;
  }
}

/** Every way a user or the world can put an end to things. */
const ENDS: readonly (readonly [string, (bench: Bench) => void])[] = [
  [
    "hanging up twice",
    (bench) => void [bench.take({ type: "hang-up" }), bench.take({ type: "hang-up" })],
  ],
  [
    "declining, then hanging up",
    (bench) => void [bench.take({ type: "decline" }), bench.take({ type: "hang-up" })],
  ],
  [
    "the end of every link",
    (bench) => {
      for (let link = 1; link <= LINKS; link++)
        bench.take({ type: "closed", link, reason: "lost", detail: "" });
    },
  ],
  ["time alone", () => undefined],
];

for (const [name, end] of ENDS) {
  test(`no order of events wedges the machine: ${name} leads to idle, with every link closed`, () => {
    const visited = new Set<string>();
    fc.assert(
      fc.property(aStory, (story) => {
        const bench = new Bench();
        bench.tell(story);
        end(bench);
        bench.now += 80_000;
        // Ring, then closing, then a dial that waited for it: each runs into its timeout in turn. A call
        // falls silent, and is then tried again for two minutes.
        for (let tick = 0; tick < 6; tick++) {
          bench.now += 40_000;
          bench.take({ type: "tick" });
        }
        assert.equal(bench.state.at, "idle");
        assert.deepEqual([...bench.open], []);
        for (const at of bench.visited) visited.add(at);
      }),
      { numRuns: 2000, seed: 7 },
    );
    // The stories are only worth something if they lead everywhere.
    assert.deepEqual([...visited].toSorted(), [
      "answering",
      "closing",
      "dialing",
      "idle",
      "live",
      "reconnecting",
      "ringing",
      "verifying",
    ]);
  });
}

test("a hang-up ends a call within a second, whatever happened before", () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const bench = new Bench();
      bench.tell(story);
      // Once for the call, once for whoever waited behind it and was rung instead.
      bench.take({ type: "hang-up" });
      bench.take({ type: "hang-up" });
      bench.now += 1000;
      bench.take({ type: "tick" });
      assert.ok(bench.state.at === "idle", bench.state.at);
    }),
    { numRuns: 2000, seed: 7 },
  );
});

test("nothing is said on a link after it was closed", () => {
  fc.assert(
    fc.property(aStory, (story) => {
      const bench = new Bench();
      for (const { event, wait } of story) {
        const effects = bench.take(event);
        for (const [at, effect] of effects.entries()) {
          if (effect.do !== "close") continue;
          const later = effects
            .slice(at + 1)
            .filter((each) => each.do === "say" && each.link === effect.link);
          assert.deepEqual(later, []);
        }
        bench.now += wait;
      }
    }),
    { numRuns: 2000, seed: 7 },
  );
});
