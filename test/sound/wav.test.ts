import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeWav, WavError, wavHeader } from "../../src/sound/wav.js";

/** A WAV file of any format, made by the book. */
function wav(
  format: { coding: number; channels: number; rate: number; bits: number },
  data: Buffer,
) {
  const head = Buffer.from(wavHeader(0));
  head.writeUInt16LE(format.coding, 20);
  head.writeUInt16LE(format.channels, 22);
  head.writeUInt32LE(format.rate, 24);
  head.writeUInt16LE(format.bits, 34);
  head.writeUInt32LE(data.length, 40);
  // A chunk that nobody knows, of an odd length, stands before the sound.
  const list = Buffer.concat([Buffer.from("LIST"), Buffer.of(3, 0, 0, 0, 1, 2, 3, 0)]);
  return Buffer.concat([head.subarray(0, 36), list, head.subarray(36), data]);
}

test("what we write is read", () => {
  const samples = Int16Array.of(0, 1000, -32_000, 32_000, 5);
  const file = Buffer.concat([wavHeader(samples.length), new Uint8Array(samples.buffer)]);
  const read = decodeWav(file);
  assert.equal(read.length, samples.length);
  for (const [i, sample] of samples.entries())
    assert.ok(Math.abs((read[i] as number) - sample) <= 1, `${read[i]} is not ${sample}`);
});

test("two channels become their mean, a lower rate the right length, and every usual coding is read", () => {
  const stereo = Buffer.alloc(8);
  stereo.writeInt16LE(1000, 0);
  stereo.writeInt16LE(3000, 2);
  assert.ok(
    Math.abs(
      (decodeWav(wav({ coding: 1, channels: 2, rate: 48_000, bits: 16 }, stereo))[0] as number) -
        2000,
    ) <= 1,
  );
  assert.equal(
    decodeWav(wav({ coding: 1, channels: 1, rate: 8000, bits: 16 }, Buffer.alloc(1600))).length,
    4800,
  );
  const half = Buffer.alloc(4);
  half.writeFloatLE(0.5);
  assert.equal(decodeWav(wav({ coding: 3, channels: 1, rate: 48_000, bits: 32 }, half))[0], 16_384);
  assert.equal(
    decodeWav(wav({ coding: 1, channels: 1, rate: 48_000, bits: 8 }, Buffer.of(192)))[0],
    16_384,
  );
  assert.equal(
    decodeWav(wav({ coding: 1, channels: 1, rate: 48_000, bits: 24 }, Buffer.of(0, 0, 0x40)))[0],
    16_384,
  );
});

test("what cannot be read says why, and nothing breaks", () => {
  assert.throws(() => decodeWav(Buffer.from("not a wav file at all")), WavError);
  assert.throws(
    () => decodeWav(wav({ coding: 85, channels: 1, rate: 48_000, bits: 16 }, Buffer.alloc(4))),
    /coding/,
  );
  const slow = { coding: 1, channels: 1, rate: 1000, bits: 8 };
  assert.throws(() => decodeWav(wav(slow, Buffer.alloc(1_200_001))), /longer than 20 minutes/);
  const good = wav({ coding: 1, channels: 1, rate: 48_000, bits: 16 }, Buffer.alloc(100));
  const flip = fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(
      fc.array(flip, { minLength: 1, maxLength: 4 }),
      fc.nat(good.length),
      (flips, cut) => {
        const bytes = Buffer.from(good);
        for (const [at, by] of flips) bytes[at] = (bytes[at] as number) ^ by;
        try {
          decodeWav(bytes.subarray(0, cut));
        } catch (error) {
          assert.ok(error instanceof WavError, String(error));
        }
      },
    ),
    { numRuns: 3000 },
  );
});
