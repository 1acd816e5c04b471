import assert from "node:assert/strict";
import { test } from "node:test";
import { JpegProcess } from "../../src/codec/opencv-jpeg.js";
import { ANSWER_BYTES, answerHead, Parcels, type Request } from "../../src/codec/parcels.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { jpegSize } from "../../src/wire/jpeg-size.js";
import { psnr } from "../rig/psnr.js";
import { openCv } from "../rig/video.js";

const SIZE = { width: 160, height: 90 };
const PIXELS = paintPattern("face", SIZE, 0);
const WRITE: Request = { does: "write", quality: 80, ...SIZE, data: PIXELS };
const reading = (data: Uint8Array): Request => ({ does: "read", quality: 0, ...SIZE, data });

test("OpenCV writes and reads JPEG in a process of its own", { skip: openCv }, async () => {
  using jpeg = new JpegProcess();
  const written = await jpeg.ask(WRITE, true);
  assert.ok(written instanceof Uint8Array);
  assert.deepEqual(jpegSize(written), SIZE);
  const pixels = await jpeg.ask(reading(written), true);
  assert.ok(pixels instanceof Uint8Array);
  assert.ok(psnr(pixels, PIXELS) > 30, `${psnr(pixels, PIXELS)} dB`);
});

test(
  "answers come in order, and what cannot be read is said to be so",
  { skip: openCv },
  async () => {
    using jpeg = new JpegProcess();
    const written = (await jpeg.ask(WRITE, true)) as Uint8Array;
    const answers = await Promise.all([
      jpeg.ask(reading(Uint8Array.of(1, 2, 3)), true),
      jpeg.ask(WRITE, true),
      jpeg.ask({ ...reading(written), width: 80 }, true),
      jpeg.ask(reading(written), true),
    ]);
    assert.equal(answers[0], undefined);
    assert.deepEqual(answers[1], written);
    assert.equal(answers[2], undefined);
    assert.equal((answers[3] as Uint8Array).length, PIXELS.length);
  },
);

test(
  "a process that is not ready, or ends, says so; the third end is the last",
  { skip: openCv },
  async () => {
    using jpeg = new JpegProcess();
    for (let n = 0; n < 89; n++) assert.equal(await jpeg.ask(WRITE, false), "gone");
    for (let starts = 0; starts < 3; starts++) {
      assert.ok((await jpeg.ask(WRITE, true)) instanceof Uint8Array);
      const asked = jpeg.ask(WRITE, true);
      jpeg[Symbol.dispose]();
      const answer = await asked;
      assert.ok(answer === "gone" || answer instanceof Uint8Array);
      while ((await jpeg.ask(WRITE, false)) !== "gone");
    }
    assert.equal(await jpeg.ask(WRITE, true), "gone");
  },
);

test("parcels are cut the same however they arrive", () => {
  const sent = [0, 1, 300, 5].map((length, n) => new Uint8Array(length).fill(n));
  const stream = Buffer.concat(sent.flatMap((data) => [answerHead(data.length), data]));
  for (const step of [1, 3, 7, 64, 1000]) {
    const parcels = new Parcels(ANSWER_BYTES);
    const got: Uint8Array[] = [];
    for (let at = 0; at < stream.length; at += step)
      for (const parcel of parcels.push(stream.subarray(at, at + step)))
        got.push(Uint8Array.from(parcel.subarray(ANSWER_BYTES)));
    assert.deepEqual(got, sent);
  }
});
