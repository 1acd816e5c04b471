import assert from "node:assert/strict";
import { test } from "node:test";
import { LADDER, type Step } from "../../src/call/quality.js";
import { PictureDecoder } from "../../src/codec/coder.js";
import { jpegAvailable } from "../../src/codec/jpeg.js";
import { SharedCoding } from "../../src/codec/shared-coding.js";
import { somePicture } from "../wire/samples.js";

const stepOf = (codec: Step["codec"], scale = 1): Step => {
  const step = LADDER.find((each) => each.codec === codec && each.scale === scale);
  assert.ok(step, `the ladder has no ${codec} at ${scale}`);
  return step;
};

test("what two links need alike is the very same", { skip: !jpegAvailable() }, async () => {
  const coding = new SharedCoding();
  const [one, other] = [coding.link(), coding.link()];
  for (let turn = 0; turn < 4; turn++) {
    const frame = somePicture(40, 30, turn);
    for (const step of [stepOf("delta"), stepOf("jpeg"), stepOf("jpeg", 0.5)]) {
      const [mine, theirs] = await Promise.all([
        one.encode(frame, step),
        other.encode(frame, step),
      ]);
      assert.equal(mine, theirs);
    }
  }
});

test("links that went different ways can each be read", async () => {
  const coding = new SharedCoding();
  const links = Array.from({ length: 3 }, () => ({
    coder: coding.link(),
    decoder: new PictureDecoder(),
  }));
  for (let turn = 0; turn < 12; turn++) {
    const frame = somePicture(20 + (turn >> 2), 15, turn);
    for (const [index, { coder, decoder }] of links.entries()) {
      // The second leaves pictures out, the third changes its codec.
      if (index === 1 && turn % 3 === 1) continue;
      const step = stepOf(index === 2 && turn % 4 === 2 ? "raw" : "delta");
      const coded = await coder.encode(frame, step);
      assert.deepEqual(await decoder.decode(coded), frame.pixels, `link ${index}, turn ${turn}`);
    }
  }
});
