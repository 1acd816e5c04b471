import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RECONNECT_TIMEOUT } from "../../src/call/timeouts.js";
import { dice, type Phone, World } from "./simulated-phones.js";

/** "0" yields to "1", and both to "2"; nobody answers at "nobody". */
const NAMES = ["0", "1", "2"];

type Deed =
  | { readonly do: "dial"; readonly whom: string }
  | { readonly do: "answer" | "decline" | "hang-up" | "trust" | "distrust" }
  /** The line breaks: both are told, or (the rude way) neither. */
  | { readonly do: "cut" | "sever" }
  /** Nothing carries anything for so long, in milliseconds; silently, or everybody is told. */
  | { readonly do: "break"; readonly time: number; readonly silent: boolean }
  /** The program gets no time: its timers do not fire for so long, in milliseconds. */
  | { readonly do: "sleep"; readonly time: number };

interface Action {
  readonly wait: number;
  readonly who: number;
  readonly deed: Deed;
}

const aDeed: fc.Arbitrary<Deed> = fc.oneof(
  {
    arbitrary: fc.record({
      do: fc.constant("dial" as const),
      whom: fc.constantFrom(...NAMES, ...NAMES, "nobody"),
    }),
    weight: 5,
  },
  {
    arbitrary: fc.constantFrom<Deed>(
      { do: "answer" },
      { do: "answer" },
      { do: "decline" },
      { do: "hang-up" },
    ),
    weight: 5,
  },
  {
    arbitrary: fc.constantFrom<Deed>({ do: "trust" }, { do: "trust" }, { do: "distrust" }),
    weight: 5,
  },
  fc.constantFrom<Deed>({ do: "cut" }, { do: "sever" }),
  fc.record({
    do: fc.constant("break" as const),
    time: fc.integer({ min: 0, max: 140_000 }),
    silent: fc.boolean(),
  }),
  fc.record({ do: fc.constant("sleep" as const), time: fc.integer({ min: 0, max: 4000 }) }),
);
const anAction: fc.Arbitrary<Action> = fc.record({
  wait: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 8000 })),
  who: fc.nat(NAMES.length - 1),
  deed: aDeed,
});

function act(phone: Phone, deed: Deed): void {
  if (deed.do === "dial") {
    phone.dial({ name: deed.whom, address: { host: deed.whom, port: 1 } });
  } else if (deed.do === "trust") {
    phone.trust();
  } else if (deed.do === "sleep") {
    phone.asleepUntil = phone.world.now + deed.time;
  } else if (deed.do === "break") {
    phone.world.breakDown(deed.time, deed.silent);
  } else if (deed.do === "cut") {
    for (const end of phone.lines.values()) end.drop();
  } else if (deed.do === "sever") {
    for (const end of phone.lines.values()) {
      end.severed = true;
      if (end.far) end.far.severed = true;
    }
  } else {
    phone.take({ type: deed.do });
  }
}

/** Has the first two talk, if the line is quick enough for it. */
function connect(world: World): void {
  const [caller, called] = world.phones as [Phone, Phone];
  caller.dial(called.party);
  world.pass(10_000);
  caller.trust();
  world.pass(10_000);
  act(called, { do: "answer" });
  world.pass(10_000);
}

/** The phone at the other end of the call's own link, if that phone has the same link for its call. */
function partner(phone: Phone): Phone | undefined {
  if (phone.state.at !== "live") return undefined;
  const far = phone.lines.get(phone.state.link)?.far;
  const there = far?.phone.state;
  return there?.at === "live" && there.link === far?.id ? far.phone : undefined;
}

/** Everybody is idle without a link, or live with somebody who is live with them, on one link. */
function assertAgreed(world: World): void {
  for (const phone of world.phones) {
    assert.ok(["idle", "live"].includes(phone.state.at), `${phone.name} is ${phone.state.at}`);
    if (phone.state.at === "live") {
      const other = partner(phone);
      assert.ok(other, `${phone.name} is live with nobody`);
      assert.equal(partner(other), phone);
      assert.equal(phone.state.party.id, other.party.id);
    }
    assert.equal(phone.lines.size, phone.state.at === "live" ? 1 : 0, `links of ${phone.name}`);
  }
}

/** Longer than the longest chain of timeouts: a break, and then a call that was not taken up again in time. */
const QUIET = 280_000;

test("whatever people and lines do, once it is quiet everybody agrees who talks to whom", () => {
  const seen = { live: 0, idle: 0, trusted: 0, resumed: 0 };
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(5, 80, 900, 2500),
      fc.record({ strangers: fc.boolean(), talking: fc.boolean() }),
      fc.array(fc.array(anAction, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
      (seed, slowest, { strangers, talking }, bursts) => {
        const world = new World(NAMES, dice(seed), slowest, strangers);
        if (talking) connect(world);
        for (const burst of bursts) {
          for (const { wait, who, deed } of burst) {
            world.pass(wait);
            const phone = world.phones[who]!;
            const asked = phone.state.at === "verifying";
            act(phone, deed);
            if (asked && deed.do === "trust") seen.trusted++;
          }
          world.pass(QUIET);
          assertAgreed(world);
          for (const { state } of world.phones) seen[state.at === "live" ? "live" : "idle"]++;
        }
        for (const { resumed } of world.phones) seen.resumed += resumed;
      },
    ),
    { numRuns: 1500, seed: 7 },
  );
  for (const [what, often] of Object.entries(seen)) assert.ok(often > 100, `${what} ${often}`);
});

test("glare always ends in exactly one call, whatever the delays", () => {
  const states = new Set<string>();
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(5, 80, 900),
      fc.integer({ min: 0, max: 2500 }),
      fc.boolean(),
      (seed, slowest, later, swapped) => {
        const roll = dice(seed);
        const world = new World(["0", "1"], roll, slowest);
        const [first, second] = swapped ? world.phones.toReversed() : world.phones;
        first!.dial(second!.party);
        world.pass(Math.min(later, slowest * 3));
        second!.dial(first!.party);
        // Otherwise the first call came through before the second was begun: no glare.
        fc.pre(first!.state.at === "dialing" && second!.state.at === "dialing");
        world.pass(10_000);
        assertAgreed(world);
        assert.equal(partner(first!), second);
        for (const { outgoing } of world.phones.map(({ state }) => state) as {
          outgoing?: boolean;
        }[])
          states.add(String(outgoing));
        // And it stays: keepalives and ticks do it no harm.
        world.pass(QUIET);
        assert.equal(partner(first!), second);
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
  assert.deepEqual([...states].toSorted(), ["false", "true"]);
});

test("a call outlives a program that gets no time for four seconds", () => {
  const world = new World(["0", "1"], () => 0.5, 40);
  const [caller, called] = world.phones as [Phone, Phone];
  connect(world);
  act(called, { do: "sleep", time: 3900 });
  world.pass(10_000);
  assert.equal(partner(caller), called);
  assert.equal(caller.resumed + called.resumed, 0);
});

test("a call outlives whatever the line does for less than two minutes, whoever can dial whom", () => {
  const aBreak = fc.record({
    // Three of them together are less than two minutes, should nothing come through between.
    time: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 37_000 })),
    silent: fc.boolean(),
    pause: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.constant(20_000)),
  });
  let resumed = 0;
  fc.assert(
    fc.property(
      fc.integer(),
      fc.constantFrom(5, 80, 600),
      fc.constantFrom(["0", "1"], ["1", "0"], ["1", "2"], ["2", "1"]),
      fc.array(aBreak, { minLength: 1, maxLength: 3 }),
      (seed, slowest, names, breaks) => {
        const world = new World(names, dice(seed), slowest);
        const [caller, called] = world.phones as [Phone, Phone];
        connect(world);
        for (const { time, silent, pause } of breaks) {
          world.breakDown(time, silent);
          world.pass(time + pause);
        }
        // Six seconds of silence, a try, and slow words: by then they talk, and on one link.
        world.pass(20_000);
        assert.equal(partner(caller), called);
        assertAgreed(world);
        resumed += caller.resumed;
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
  assert.ok(resumed > 1000, `${resumed}`);
});

test("on a line that refuses and then comes back, the call is back within two seconds", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 118_000 }), (seed, time) => {
      const world = new World(["0", "1"], dice(seed), 50);
      const [caller, called] = world.phones as [Phone, Phone];
      connect(world);
      world.breakDown(time, false);
      world.pass(time + 2000);
      assert.equal(partner(caller), called);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test("a call whose line stays away is lost on both sides after two minutes", () => {
  const world = new World(["0", "1"], () => 0.5, 40);
  connect(world);
  world.breakDown(130_000, false);
  world.pass(RECONNECT_TIMEOUT - 1000);
  assert.ok(world.phones.every(({ state }) => state.at === "reconnecting"));
  world.pass(2000);
  assert.deepEqual(
    world.phones.map(({ state }) => (state.at === "idle" ? state.last?.reason : state.at)),
    ["lost", "lost"],
  );
});
