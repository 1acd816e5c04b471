import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DatagramReader, DatagramWriter, type Unsealed } from "../../src/wire/datagram.js";
import { type Sound, SOUND_MS } from "../../src/wire/sound.js";
import { dice } from "../voice/simulated-talk.js";

/** As it is on the way: head and words in one. */
const joined = ({ head, words }: Unsealed): Uint8Array => Uint8Array.from([...head, ...words]);

function read(reader: DatagramReader, bytes: Uint8Array) {
  const split = reader.split(bytes);
  return split && reader.take(split);
}

/** Frames of 20 ms of somebody who speaks and pauses; undefined: a probe is sent instead. */
function talk(frames: number, roll: () => number): readonly (Sound | undefined)[] {
  const said: (Sound | undefined)[] = [];
  let speaks = false;
  for (let sequence = 0; sequence < frames; sequence++) {
    const was: boolean = speaks;
    speaks = roll() < 0.03 ? !was : was;
    const [begins, ends] = [speaks && !was, !speaks && was];
    const capturedAt = 1_000_000 + sequence * SOUND_MS;
    const data = Uint8Array.of(sequence & 255, sequence >> 8);
    if (speaks || was) said.push({ type: "sound", sequence, capturedAt, begins, ends, data });
    else if (sequence % 20 === 0) said.push(undefined);
  }
  return said;
}

test("what was said is read as it was, whatever got lost or was overtaken", () => {
  const all = { read: 0, lost: 0 };
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0, 0.02, 0.1), fc.nat(5), (seed, loss, late) => {
      const roll = dice(seed);
      const writer = new DatagramWriter();
      const reader = new DatagramReader();
      const sent = talk(1000, roll).map((sound, n) => {
        const bytes = joined(writer.write(n % 2 === 0, sound));
        return { n, sound, bytes, due: n + Math.floor(roll() * (late + 1)) };
      });
      for (const { n, sound, bytes } of sent.toSorted((a, b) => a.due - b.due)) {
        if (roll() < loss) continue;
        const heard = read(reader, bytes);
        all[heard ? "read" : "lost"]++;
        if (heard) assert.deepEqual(heard, { number: n, hears: n % 2 === 0, sound });
      }
    }),
    { seed: 4, numRuns: 100 },
  );
  assert.ok(all.read > 20_000 && all.lost < all.read / 100, JSON.stringify(all));
});

test("nearly all sound costs two bytes more than Opus, and every part of it comes again soon", () => {
  const writer = new DatagramWriter();
  const heads = talk(5000, dice(2)).flatMap((sound) => {
    const { head, words } = writer.write(true, sound);
    return sound ? [head.length + words.length - sound.data.length] : [];
  });
  const long = heads.filter((bytes) => bytes > 2);
  assert.ok(long.length < heads.length / 6, `${long.length} of ${heads.length}`);
  const gaps = heads.map((bytes, at) => (bytes > 2 ? at : -1)).filter((at) => at >= 0);
  for (const [n, at] of gaps.entries()) assert.ok(at - (gaps[n - 1] ?? at) <= 32);
});

test("a line that was silent for an hour is understood at once", () => {
  const writer = new DatagramWriter();
  const reader = new DatagramReader();
  const [first] = talk(1000, dice(1));
  assert.ok(read(reader, joined(writer.write(true, first))));
  for (let probe = 0; probe < 9000; probe++) writer.write(true, undefined);
  assert.deepEqual(read(reader, joined(writer.write(true, undefined)))?.number, 9001);
});

test("who begins to listen in the middle hears nothing wrong", () => {
  const writer = new DatagramWriter();
  const reader = new DatagramReader();
  const begins = [0];
  const heard = talk(400, () => begins.pop() ?? 1)
    .map((sound) => joined(writer.write(true, sound)))
    .slice(10)
    .map((bytes) => read(reader, bytes)?.sound?.sequence);
  assert.equal(heard[0], undefined);
  const known = heard.filter((sequence) => sequence !== undefined);
  assert.ok(known.length > 300);
  assert.deepEqual(
    known,
    known.map((_, n) => (known[0] as number) + n),
  );
});

test("no bytes are too strange to be looked at", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (all) => {
      const reader = new DatagramReader();
      for (const bytes of all) {
        const { number = 0, sound } = read(reader, bytes) ?? {};
        assert.ok(number >= 0 && (sound === undefined || sound.sequence >= 0));
      }
    }),
    { seed: 6, numRuns: 2000 },
  );
});
