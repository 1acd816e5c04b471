import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TagFault, TagReader, TagWriter } from "../../../src/sound/pulse/tagstruct.js";

const written = (): Uint8Array =>
  new TagWriter()
    .u8(3)
    .u32(0xfffffffe)
    .flag(true)
    .string("größe")
    .string(undefined)
    .bytes(Uint8Array.of(1, 2, 3))
    .monoSpec(48_000)
    .monoMap()
    .monoVolume()
    .time(1_500_000)
    .properties({ "media.role": "phone", empty: "" })
    .finish();

const readAll = (bytes: Uint8Array): unknown[] => {
  const from = new TagReader(bytes);
  const values = [from.u8(), from.u32(), from.flag(), from.string(), from.string(), from.bytes()];
  from.skipSpec().skipMap().skipVolumes().skipTime();
  return [...values, from.properties(), from.done];
};

test("what was written is read", () => {
  assert.deepEqual(readAll(written()), [
    3,
    0xfffffffe,
    true,
    "größe",
    undefined,
    Buffer.of(1, 2, 3),
    { "media.role": "phone", empty: "" },
    true,
  ]);
});

test("bytes are those that PulseAudio writes", () => {
  // As captured from pactl: u32 12, string "x", sample spec s16le, one channel, 48000.
  const bytes = new TagWriter().u32(12).string("x").monoSpec(48_000).finish();
  assert.equal(Buffer.from(bytes).toString("hex"), "4c0000000c7478006103010000bb80");
});

test("whatever is cut short is a fault, and never anything else", () => {
  const whole = written();
  for (let length = 0; length < whole.length; length++)
    assert.throws(() => readAll(whole.subarray(0, length)), TagFault);
});

test("nearly right bytes are read or are a fault", () => {
  const whole = written();
  let faults = 0;
  const flip = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
  fc.assert(
    fc.property(fc.array(flip, { minLength: 1, maxLength: 3 }), (flips) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, by] of flips) bytes[at] = (bytes[at] as number) ^ by;
      try {
        readAll(bytes);
      } catch (error) {
        assert.ok(error instanceof TagFault, String(error));
        faults++;
      }
    }),
    { numRuns: 5000 },
  );
  assert.ok(faults > 500, `only ${faults} faults met`);
});
