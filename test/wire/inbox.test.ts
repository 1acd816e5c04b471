import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Inbox } from "../../src/wire/inbox.js";
import {
  altered,
  aTalk,
  byteByByte,
  cutAt,
  FAULT_KINDS,
  HELLO,
  payloadOf,
  PICTURE,
  rawRecord,
  read,
  stream,
} from "./samples.js";

test("a talk is the same whole, byte by byte and cut anywhere", () => {
  let pictures = 0;
  fc.assert(
    fc.property(aTalk, fc.array(fc.nat(), { maxLength: 20, size: "max" }), (talk, places) => {
      const bytes = stream(talk);
      const whole = read([bytes]);
      assert.equal(whole.inbox.fault, undefined);
      for (const chunks of [byteByByte(bytes), cutAt(bytes, places)]) {
        const cut = read(chunks);
        assert.equal(cut.inbox.fault, undefined);
        assert.deepEqual(cut.got, whole.got);
        assert.equal(cut.inbox.pictureBytes, whole.inbox.pictureBytes);
      }
      pictures += whole.got.filter(({ type }) => type === "picture").length;
    }),
    { numRuns: 150, seed: 7 },
  );
  assert.ok(pictures > 100, `only ${pictures} pictures came through`);
});

test("what was handed out is not touched by what comes later", () => {
  const chunk = Buffer.from(stream([HELLO, ...PICTURE]));
  const inbox = new Inbox();
  const got = [...inbox.push(chunk)];
  const before = structuredClone(got);
  chunk.fill(0);
  void [...inbox.push(stream([...PICTURE]).subarray(8))];
  assert.deepEqual(got, before);
});

/** One thing gone wrong in a talk that was right; `dice` says where, `more` how far. */
type Damage = (talk: readonly Uint8Array[], dice: number, more: number) => Uint8Array;
const DAMAGE: readonly Damage[] = [
  // A flipped bit. Headers are few among pixels: most flips aim near the start of some record.
  (talk, dice, more) => {
    const at = Buffer.concat(talk.slice(0, dice % talk.length)).length + (more % 34);
    return flipped(stream(talk), at + 8, dice % 8);
  },
  (talk, dice, more) => flipped(stream(talk), dice % 8, more % 8),
  // A record lost, said twice, moved, or cut short.
  (talk, dice) => stream(talk.toSpliced(dice % talk.length, 1)),
  (talk, dice) => stream(talk.toSpliced(dice % talk.length, 0, chosen(talk, dice))),
  (talk, dice, more) =>
    stream(
      talk.toSpliced(dice % talk.length, 1).toSpliced(more % talk.length, 0, chosen(talk, dice)),
    ),
  (talk, dice, more) => {
    const payload = payloadOf(chosen(talk, dice));
    const short = payload.subarray(0, more % (payload.length + 1));
    return stream(talk.with(dice % talk.length, rawRecord(chosen(talk, dice)[0] as number, short)));
  },
];

function chosen(talk: readonly Uint8Array[], dice: number): Uint8Array {
  return talk[dice % talk.length] as Uint8Array;
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
}

test("nearly right talk meets every fault, never throws, and reads the same however it is cut", () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(
      aTalk,
      fc.constantFrom(...DAMAGE),
      fc.nat(),
      fc.nat(),
      (talk, damage, dice, more) => {
        const bytes = damage(talk, dice, more);
        const once = read([bytes]);
        const slowly = read(byteByByte(bytes));
        assert.deepEqual(slowly.got, once.got);
        assert.deepEqual(slowly.inbox.fault, once.inbox.fault);
        if (once.inbox.fault) met.add(once.inbox.fault.kind);
      },
    ),
    { numRuns: 2500, seed: 7 },
  );
  assert.deepEqual([...met].toSorted(), FAULT_KINDS.toSorted());
});

test("noise is refused without a word", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 400, size: "max" }), (noise) => {
      const { inbox, got } = read([noise]);
      assert.deepEqual(got, []);
      assert.equal(inbox.fault?.kind, "bad-magic");
    }),
    { seed: 7 },
  );
});

test("a head for a picture of 4 GB takes no memory", () => {
  const [HEAD] = PICTURE as [Uint8Array];
  const huge = altered(HEAD, 8, 255, 255, 255, 255, 255, 255, 0, 0, 255, 255, 255, 255);
  const honestSize = altered(HEAD, 16, 255, 255, 255, 255);
  const inboxes = Array.from({ length: 20 }, () => new Inbox());
  for (const inbox of inboxes) void [...inbox.push(stream([HELLO]))];
  const before = process.memoryUsage().arrayBuffers;
  for (const inbox of inboxes) void [...inbox.push(honestSize)];
  for (const inbox of inboxes) assert.equal(inbox.fault?.kind, "bad-bytes");
  assert.equal(read([stream([HELLO, huge])]).inbox.fault?.kind, "bad-size");
  const taken = process.memoryUsage().arrayBuffers - before;
  assert.ok(taken < 100_000, `${taken} bytes were taken`);
});
