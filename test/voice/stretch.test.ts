import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FRAME, RATE } from "../../src/voice/sound.js";
import { lengthen, shorten } from "../../src/voice/stretch.js";
import { dice } from "./simulated-talk.js";

const voiced = (pitch: number): Int16Array =>
  Int16Array.from({ length: FRAME }, (_, n) => {
    const phase = (2 * Math.PI * pitch * n) / RATE;
    return 5000 * Math.sin(phase) + 2500 * Math.sin(2 * phase) + 1200 * Math.sin(3 * phase);
  });

const noise = (loudness: number): Int16Array => {
  const roll = dice(9);
  return Int16Array.from({ length: FRAME }, () => (roll() - 0.5) * loudness);
};

/** The largest step between neighbours: a click is a large one. */
const roughness = (speech: Int16Array): number =>
  speech.reduce(
    (most, sample, n) => Math.max(most, n ? Math.abs(sample - (speech[n - 1] as number)) : 0),
    0,
  );

test("a voice of any pitch loses or gains whole periods, without a click", () => {
  fc.assert(
    fc.property(fc.double({ min: 105, max: 390, noNaN: true }), (pitch) => {
      const speech = voiced(pitch);
      for (const changed of [shorten(speech), lengthen(speech)]) {
        assert.ok(changed);
        const periods = (Math.abs(changed.length - FRAME) * pitch) / RATE;
        assert.ok(Math.abs(periods - Math.round(periods)) < 0.1, `${periods} periods`);
        assert.ok(periods > 0.5);
        assert.ok(roughness(changed) <= roughness(speech) * 1.2);
      }
    }),
    { seed: 4 },
  );
});

test("both ends stay as they are, so that the neighbours fit", () => {
  const speech = voiced(180);
  for (const changed of [shorten(speech), lengthen(speech)] as Int16Array[]) {
    assert.equal(changed[0], speech[0]);
    assert.deepEqual(changed.subarray(-240), speech.subarray(-240));
  }
});

test("what has no period is left alone, unless it is too quiet to matter", () => {
  assert.deepEqual([shorten(noise(20_000)), lengthen(noise(20_000))], [undefined, undefined]);
  assert.deepEqual([shorten(noise(100))?.length, lengthen(noise(100))?.length], [480, 1440]);
});
