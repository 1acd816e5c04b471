import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { encodeMessage } from "../../src/wire/message.js";
import { Outbox, type Rank } from "../../src/wire/outbox.js";
import { rawPicture } from "../../src/wire/picture.js";
import { TYPE } from "../../src/wire/record.js";
import { HELLO, PING, read, somePicture, stream } from "./samples.js";

const EVERYTHING = Number.POSITIVE_INFINITY;
const BYE = encodeMessage({ type: "bye", reason: "x" });

/** The rest of what waits, words first whenever there are any. */
function drain(outbox: Outbox, target = 1200): readonly Uint8Array[] {
  const records: Uint8Array[] = [];
  for (;;) {
    const record =
      outbox.takeUrgent() ?? outbox.takeText() ?? outbox.takePicture(EVERYTHING, target);
    if (!record) return records;
    records.push(record);
  }
}

test("words overtake the picture at the next segment, in their own order", () => {
  const outbox = new Outbox();
  outbox.show(rawPicture(somePicture(40, 40)));
  const records = [
    outbox.takePicture(EVERYTHING, 1200),
    outbox.takePicture(EVERYTHING, 1200),
  ] as Uint8Array[];
  outbox.say(PING);
  outbox.say(BYE);
  records.push(...drain(outbox));
  assert.deepEqual(
    records.map(([type]) => type),
    [TYPE.head, TYPE.segment, TYPE.ping, TYPE.bye, TYPE.segment, TYPE.segment, TYPE.segment],
  );
  assert.equal(read([stream([HELLO, ...records])]).got.at(-1)?.type, "picture");
});

test("of the pictures that wait the newest is sent, and the others are counted", () => {
  const outbox = new Outbox();
  for (const at of [1, 2, 3]) outbox.show(rawPicture(somePicture(40, 40, at)));
  const records = [outbox.takePicture(EVERYTHING, 1200)] as Uint8Array[];
  for (const at of [4, 5]) outbox.show(rawPicture(somePicture(40, 40, at)));
  records.push(...drain(outbox));
  const { got } = read([stream([HELLO, ...records])]);
  assert.deepEqual(
    got.map((each) => (each.type === "picture" ? [each.sequence, each.picture.capturedAt] : 0)),
    [0, [0, 3], [1, 5]],
  );
  assert.deepEqual([outbox.sent, outbox.dropped, outbox.pending], [2, 3, false]);
});

test("what waits can be taken back, what is on its way is finished", () => {
  const outbox = new Outbox();
  outbox.show(rawPicture(somePicture(40, 40, 1)));
  const records = [outbox.takePicture(EVERYTHING, 1200)] as Uint8Array[];
  outbox.show(rawPicture(somePicture(40, 40, 2)));
  outbox.clear();
  records.push(...drain(outbox));
  assert.equal(read([stream([HELLO, ...records])]).got.length, 2);
  assert.equal(outbox.takePicture(EVERYTHING, 1200), undefined);
});

test("a part that does not fit waits whole", () => {
  const outbox = new Outbox();
  outbox.show(rawPicture(somePicture(40, 40)));
  assert.equal(outbox.takePicture(2000, 1200)?.[0], TYPE.head);
  assert.equal(outbox.takePicture(1209, 1200), undefined);
  assert.ok(outbox.pending);
  assert.equal(outbox.takePicture(1210, 1200)?.length, 1210);
});

test("a picture is begun only when something of it can be seen soon, so that a newer one may come first", () => {
  const outbox = new Outbox();
  outbox.show(rawPicture(somePicture(40, 40, 1)));
  // Room for the head, and none for the first segment.
  assert.equal(outbox.takePicture(1241, 1200), undefined);
  outbox.show(rawPicture(somePicture(40, 40, 2)));
  assert.equal(outbox.takePicture(1242, 1200)?.[0], TYPE.head);
  assert.deepEqual([outbox.sent, outbox.dropped], [1, 1]);
});

const RANKS: readonly Rank[] = ["control", "sound", "text"];
/** A stand-in for a record of some rank, recognized by its first two bytes. */
const word = (rank: Rank, n: number): Uint8Array => Uint8Array.of(RANKS.indexOf(rank), n);

test("whatever waits: control leaves first, then sound, then text, then the newest picture, each in its own order", () => {
  const turn = fc.oneof(
    { weight: 3, arbitrary: fc.record({ does: fc.constantFrom(...RANKS) }) },
    { weight: 2, arbitrary: fc.record({ does: fc.constant("show" as const) }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant("take" as const) }) },
  );
  fc.assert(
    fc.property(fc.array(turn, { maxLength: 60, size: "max" }), (turns) => {
      const outbox = new Outbox();
      const waiting: Record<Rank, Uint8Array[]> = { control: [], sound: [], text: [] };
      /** Captured at these moments: the picture on its way, and the newest that waits. */
      let newest: number | undefined;
      for (const [n, { does }] of turns.entries()) {
        if (does === "show") {
          outbox.show(rawPicture(somePicture(40, 40, n)));
          newest = n;
        } else if (does === "take") {
          const rank = RANKS.find((each) => waiting[each].length > 0);
          const taken = outbox.takeUrgent() ?? outbox.takeText();
          assert.equal(taken, rank && waiting[rank].shift());
          const part = taken ? undefined : outbox.takePicture(EVERYTHING, 1200);
          if (part?.[0] === TYPE.head) {
            assert.equal(new DataView(part.buffer).getUint32(28), (newest ?? -1) * 1000);
            newest = undefined;
          }
        } else {
          const record = word(does, n);
          outbox.say(record, does);
          waiting[does].push(record);
        }
      }
    }),
    { numRuns: 500, seed: 3 },
  );
});
