/** What a peer sends beside the stream once its seal is broken: lost, overtaken, repeated and spoiled. */
import assert from "node:assert/strict";
import { DatagramReader, DatagramWriter } from "../../src/wire/datagram.js";
import { MAX_SOUND } from "../../src/wire/limits.js";
import { SOUND_MS } from "../../src/wire/sound.js";
import { mutate } from "./mutate.js";
import type { Roll } from "./roll.js";
import type { Target } from "./target.js";

/** Each with its length before it, so that an input is one file. */
const framed = (bytes: Uint8Array): Uint8Array => Uint8Array.of(bytes.length, ...bytes);

function* unframed(input: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let at = 0; at < input.length; at += 1 + (input[at] as number))
    yield input.subarray(at + 1, at + 1 + (input[at] as number));
}

/** A few seconds of somebody who pauses, as it leaves. */
function someTalk(roll: Roll): Uint8Array[] {
  const writer = new DatagramWriter();
  const talk: Uint8Array[] = [];
  let sequence = roll.below(100);
  for (let left = 1 + roll.below(30); left > 0; left--) {
    const begins = roll.chance(0.2);
    sequence += begins ? roll.below(40) : 1;
    const data = new Uint8Array(roll.below(20)).fill(left);
    const sound = { type: "sound", sequence, begins, ends: roll.chance(0.1), data } as const;
    const said = roll.chance(0.9) ? { ...sound, capturedAt: sequence * SOUND_MS } : undefined;
    const { head, words } = writer.write(roll.chance(0.5), said);
    talk.push(Uint8Array.from([...head, ...words]));
  }
  return talk;
}

export const DATAGRAMS: Target = {
  name: "datagrams",
  weight: 20,
  outcomes: ["sound", "probe", "too short", "unknown run"],
  make(roll) {
    const talk = someTalk(roll);
    for (let left = roll.below(4); left > 0; left--) {
      const one = roll.of(talk);
      if (roll.chance(0.5)) talk.splice(talk.indexOf(one), 1);
      talk.splice(roll.below(talk.length + 1), 0, roll.chance(0.5) ? mutate(one, roll) : one);
    }
    const small = talk.filter(({ length }) => length < 256);
    return Buffer.concat(small.map(framed));
  },
  run(input) {
    const reader = new DatagramReader();
    let last = "too short";
    for (const bytes of unframed(input)) {
      const split = reader.split(bytes);
      const datagram = split && reader.take(split);
      last = split ? "unknown run" : "too short";
      if (!datagram) continue;
      const { number, sound } = datagram;
      assert.ok(Number.isSafeInteger(number) && number >= 0, `number ${number}`);
      last = sound ? "sound" : "probe";
      if (!sound) continue;
      assert.ok(Number.isSafeInteger(sound.sequence) && sound.sequence >= 0);
      assert.ok(sound.capturedAt >= 0 && sound.data.length <= MAX_SOUND);
    }
    return last;
  },
};
