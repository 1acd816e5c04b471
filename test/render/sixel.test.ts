import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFrame } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { SixelEncoder } from "../../src/render/pixels/sixel.js";
import { psnr } from "../rig/psnr.js";
import { drawSixels } from "../rig/sixel.js";

const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);

test("pictures of the cube's colours are drawn exactly, whatever their size", () => {
  const encoder = new SixelEncoder();
  const size = fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 20 }));
  const picture = size.chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 5 }), {
        minLength: width * height * 3,
        maxLength: width * height * 3,
      })
      .map((levels) =>
        makeFrame(
          width,
          height,
          Uint8Array.from(levels, (level) => level * 51),
          0,
        ),
      ),
  );
  fc.assert(
    fc.property(picture, (frame) => {
      const { frame: drawn, missing } = drawSixels(text(encoder.encode(frame, false)));
      assert.equal(missing, 0);
      assert.deepEqual([drawn.width, drawn.height], [frame.width, frame.height]);
      assert.deepEqual(drawn.pixels, frame.pixels);
    }),
    { numRuns: 60 },
  );
});

test("other colours are the right ones on average, and cost more", () => {
  const encoder = new SixelEncoder();
  const size = { width: 96, height: 60 };
  const color = [70, 120, 180];
  const plain = Uint8Array.from({ length: 96 * 60 * 3 }, (_, i) => color[i % 3]!);
  const frame = makeFrame(size.width, size.height, plain, 0);
  const { frame: drawn } = drawSixels(text(encoder.encode(frame)));
  for (const channel of [0, 1, 2]) {
    let sum = 0;
    for (let at = channel; at < drawn.pixels.length; at += 3) sum += drawn.pixels[at]!;
    const mean = sum / (96 * 60);
    assert.ok(Math.abs(mean - color[channel]!) < 3, `${mean} instead of ${color[channel]}`);
  }
  const flat = encoder.encode(frame, false).length;
  assert.ok(flat < 400, `${flat} bytes for one colour`);
  const face = makeFrame(96, 60, paintPattern("face", size, 0), 0);
  const grained = text(encoder.encode(face));
  const likeness = psnr(drawSixels(grained).frame.pixels, face.pixels);
  assert.ok(likeness > 20, `${likeness} dB`);
  assert.ok(encoder.encode(face, false).length < grained.length);
});

test("what does not change is drawn the same: nothing crawls", () => {
  const encoder = new SixelEncoder();
  const size = { width: 60, height: 36 };
  const before = makeFrame(60, 36, paintPattern("face", size, 0), 0);
  const changed = before.pixels.slice();
  changed.fill(255, 0, 60 * 3 * 6);
  const first = drawSixels(text(encoder.encode(before))).frame.pixels.slice();
  const second = drawSixels(text(encoder.encode(makeFrame(60, 36, changed, 1)))).frame.pixels;
  assert.deepEqual(second.subarray(60 * 3 * 6), first.subarray(60 * 3 * 6));
});
