import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  Doorbell,
  type Guest,
  MAX_FROM_ONE,
  MAX_GUESTS,
  MAX_SILENT,
  whomToShowOut,
} from "../../src/call/admission.js";

/** Lets guests in one by one, as a telephone does, and gives those who are there in the end. */
function admit(arrivals: readonly Omit<Guest, "link" | "since">[]): readonly Guest[] {
  const guests = new Map<number, Guest>();
  for (const [link, arrival] of arrivals.entries()) {
    guests.set(link, { ...arrival, link, since: link });
    for (const out of whomToShowOut([...guests.values()])) guests.delete(out);
  }
  return [...guests.values()];
}

const anArrival = fc.record({
  host: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"),
  greeted: fc.boolean(),
  busy: fc.boolean(),
});

test("whoever comes, there are never too many, and calls are not disturbed", () => {
  fc.assert(
    fc.property(fc.array(anArrival, { minLength: 50, maxLength: 200, size: "max" }), (arrivals) => {
      const sound = arrivals.map((each) => ({ ...each, busy: each.busy && each.greeted }));
      const guests = admit(sound);
      assert.ok(guests.length <= MAX_GUESTS);
      assert.ok(guests.filter(({ greeted }) => !greeted).length <= MAX_SILENT);
      for (const { host } of guests)
        assert.ok(guests.filter((guest) => guest.host === host).length <= MAX_FROM_ONE, host);
      const busyFirst = sound.findIndex(({ busy }) => busy);
      assert.ok(busyFirst < 0 || guests.some(({ link }) => link === busyFirst));
    }),
  );
});

test("five hundred silent ones do not keep out the one who speaks", () => {
  const silent = Array.from({ length: 500 }, (_, n) => ({
    host: `h${n}`,
    greeted: false,
    busy: false,
  }));
  const guests = admit([...silent, { host: "friend", greeted: false, busy: false }]);
  assert.equal(guests.at(-1)?.host, "friend");
  assert.equal(guests.length, MAX_SILENT);
});

test("an address that rings and rings is heard five times, then ten times a minute", () => {
  const bell = new Doorbell();
  let heard = 0;
  for (let now = 0; now < 60_000; now += 100) if (bell.mayRing("stranger", now)) heard++;
  assert.ok(heard >= 13 && heard <= 15, `${heard}`);
  assert.ok(bell.mayRing("friend", 60_000));
});

test("a crowd of addresses is not remembered for ever", () => {
  const bell = new Doorbell();
  for (let n = 0; n < 5000; n++) assert.ok(bell.mayRing(`h${n}`, 0));
});
