import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { Deltas } from "../../src/codec/deltas.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import type { CodedPicture } from "../../src/wire/picture.js";

const aFrame: fc.Arbitrary<Frame> = fc
  .tuple(
    fc.constantFrom(1, 2, 7),
    fc.constantFrom(1, 3),
    fc.uint8Array({ minLength: 63, maxLength: 63 }),
  )
  .map(([width, height, noise]) => makeFrame(width, height, noise.slice(0, width * height * 3), 5));

const claim = (data: Uint8Array, key = true): CodedPicture => ({
  width: 2,
  height: 2,
  codec: "delta",
  key,
  data,
  capturedAt: 0,
});

test("any pictures in a row, of any sizes, come back as they were", () => {
  fc.assert(
    fc.property(fc.array(aFrame, { minLength: 1, maxLength: 12, size: "max" }), (frames) => {
      const sender = new Deltas();
      const receiver = new Deltas();
      for (const frame of frames)
        assert.deepEqual(receiver.decode(sender.encode(frame)), frame.pixels);
    }),
  );
});

test("a picture is written as the document says: greens, then blues and reds less their greens", () => {
  const frame = makeFrame(2, 1, Uint8Array.of(10, 20, 30, 11, 22, 33), 0);
  const sender = new Deltas();
  assert.deepEqual([...inflateRawSync(sender.encode(frame).data)], [20, 2, 246, 255, 10, 1]);
  const next = sender.encode(makeFrame(2, 1, Uint8Array.of(10, 21, 30, 13, 22, 33), 0));
  assert.deepEqual([...inflateRawSync(next.data)], [1, 0, 255, 2, 255, 0]);
});

test("what hardly changes hardly costs anything", () => {
  const size = { width: 160, height: 90 };
  const deltas = new Deltas();
  const at = (time: number): Frame => ({
    ...size,
    pixels: paintPattern("clock", size, time),
    capturedAt: 0,
  });
  const key = deltas.encode(at(0));
  const next = deltas.encode(at(20));
  assert.ok(key.key && !next.key);
  assert.ok(next.data.length < key.data.length / 2, `${next.data.length} after ${key.data.length}`);
});

test("bytes that are not what they claim to be are refused, also when they would fill the memory", () => {
  const bomb = deflateRawSync(new Uint8Array(1 << 24));
  const sound = deflateRawSync(new Uint8Array(12));
  assert.equal(new Deltas().decode(claim(bomb)), undefined);
  assert.equal(new Deltas().decode(claim(Uint8Array.of(1, 2, 3))), undefined);
  assert.equal(new Deltas().decode(claim(deflateRawSync(new Uint8Array(11)))), undefined);
  assert.equal(new Deltas().decode(claim(sound, false)), undefined, "a difference from nothing");
  assert.deepEqual(new Deltas().decode(claim(sound)), new Uint8Array(12));
});
