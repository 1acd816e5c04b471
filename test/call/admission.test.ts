import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  Doorbell,
  type Guest,
  MAX_FROM_ADDRESS,
  MAX_FROM_ONE,
  MAX_GUESTS,
  MAX_SILENT,
  neighbourhoodOf,
  type Origin,
  whomToShowOut,
} from "../../src/call/admission.js";

const stranger = (name: string): Origin => ({ name, isKnown: false });

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
  origin: fc.record({
    name: fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"),
    isKnown: fc.constant(false),
  }),
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
      for (const { name } of guests.map(({ origin }) => origin))
        assert.ok(
          guests.filter(({ origin }) => origin.name === name).length <= MAX_FROM_ADDRESS,
          name,
        );
      const busyFirst = sound.findIndex(({ busy }) => busy);
      assert.ok(busyFirst < 0 || guests.some(({ link }) => link === busyFirst));
    }),
  );
});

test("five hundred silent ones do not keep out the one who speaks", () => {
  const silent = Array.from({ length: 500 }, (_, n) => ({
    origin: stranger(`h${n}`),
    greeted: false,
    busy: false,
  }));
  const guests = admit([...silent, { origin: stranger("friend"), greeted: false, busy: false }]);
  assert.equal(guests.at(-1)?.origin.name, "friend");
  assert.equal(guests.length, MAX_SILENT);
});

for (const greeted of [false, true])
  test(`a crowd ${greeted ? "that said hello and stopped" : "of silent ones"} leaves the next stranger behind its address time to ring`, () => {
    const one = { origin: stranger("nat"), greeted, busy: false };
    const guests = new Map<number, Guest>();
    const arrive = (link: number, guest: Omit<Guest, "link" | "since">): void => {
      guests.set(link, { ...guest, link, since: link });
      for (const out of whomToShowOut([...guests.values()])) guests.delete(out);
    };
    for (let link = 0; link < 500; link++) arrive(link, { ...one, greeted: false });
    for (const [link, guest] of guests) guests.set(link, { ...guest, greeted });
    arrive(500, { ...one, greeted: false });
    // A third of a second, as handshakes go.
    for (let link = 501; link < 531; link++) arrive(link, one);
    assert.ok(guests.has(500));
  });

test("an address that rings and rings is heard five times, then ten times a minute", () => {
  const bell = new Doorbell();
  let heard = 0;
  for (let now = 0; now < 60_000; now += 100) if (bell.mayRing(stranger("eve"), now)) heard++;
  assert.ok(heard >= 13 && heard <= 15, `${heard}`);
  assert.ok(bell.mayRing(stranger("bob"), 60_000));
});

test("a crowd of addresses is not remembered for ever", () => {
  const bell = new Doorbell();
  for (let n = 0; n < 5000; n++) assert.ok(bell.mayRing(stranger(`h${n}`), 0));
});

test("a friend stays, however many strangers come from the friend's own address", () => {
  const friend = {
    origin: { name: "SHA256:bob", isKnown: true },
    greeted: false,
    busy: false,
  };
  const crowd = Array.from({ length: 500 }, (_, n) => ({
    origin: stranger(n < 250 ? "nat" : `h${n}`),
    greeted: n % 2 === 0,
    busy: false,
  }));
  const guests = admit([friend, ...crowd]);
  assert.equal(guests[0]?.origin.name, "SHA256:bob");
  assert.ok(guests.length <= MAX_GUESTS);
});

test("a friend's key has only so many places", () => {
  const friend = { origin: { name: "SHA256:bob", isKnown: true }, greeted: true, busy: false };
  assert.equal(admit(Array.from({ length: 50 }, () => friend)).length, MAX_FROM_ONE);
});

test("a friend may ring more often than a stranger", () => {
  const bell = new Doorbell();
  const rings = (origin: Origin): number =>
    Array.from({ length: 100 }, () => bell.mayRing(origin, 0)).filter(Boolean).length;
  assert.equal(rings(stranger("nat")), 5);
  assert.equal(rings({ name: "SHA256:bob", isKnown: true }), 60);
});

test("all the addresses that one person has are one", () => {
  for (const [host, name] of [
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2::7", "2001:db8:1:2::/64"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::7%eth0", "fe80::7"],
    ["", ""],
  ] as const)
    assert.equal(neighbourhoodOf(host), name);
});
