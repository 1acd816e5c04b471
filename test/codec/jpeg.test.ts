import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeJpeg, encodeJpeg } from "../../src/codec/jpeg.js";
import { loadSharp } from "../../src/native/load.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { jpegSize } from "../../src/wire/jpeg-size.js";
import type { CodedPicture } from "../../src/wire/picture.js";
import { psnr } from "../rig/psnr.js";

const SIZE = { width: 160, height: 90 };
const FRAME = { ...SIZE, pixels: paintPattern("face", SIZE, 0), capturedAt: 12 };

const claim = (data: Uint8Array): CodedPicture => ({
  ...SIZE,
  codec: "jpeg",
  key: true,
  data,
  capturedAt: 0,
});

test("a JPEG looks like its picture, the more so the better its quality", async () => {
  const [coarse, fine] = await Promise.all([encodeJpeg(FRAME, 30), encodeJpeg(FRAME, 90)]);
  assert.ok(coarse.data.length < fine.data.length);
  const [seen, seenWell] = await Promise.all([decodeJpeg(coarse), decodeJpeg(fine)]);
  const [likeness, better] = [psnr(seen!, FRAME.pixels), psnr(seenWell!, FRAME.pixels)];
  assert.ok(likeness > 25 && better > likeness + 3, `${likeness} dB, ${better} dB`);
});

test("the size is read from the file itself, before anything decodes it", async () => {
  const { data } = await encodeJpeg(FRAME, 50);
  assert.deepEqual(jpegSize(data), SIZE);
  assert.equal(jpegSize(data.subarray(0, 20)), undefined);
});

test("a bomb that claims to be huge, or another size, is not decoded", async () => {
  const coded = await encodeJpeg(FRAME, 50);
  const bomb = coded.data.slice();
  const at = bomb.findIndex((byte, index) => byte === 0xff && bomb[index + 1] === 0xc0);
  bomb.set([0x75, 0x30, 0x75, 0x30], at + 5);
  assert.deepEqual(jpegSize(bomb), { width: 30_000, height: 30_000 });
  assert.equal(await decodeJpeg({ ...coded, data: bomb }), undefined);
  assert.equal(await decodeJpeg({ ...coded, width: 80 }), undefined);
});

/** More of sharp than we use. */
interface Unusual {
  toColourspace(space: "cmyk" | "b-w"): Unusual;
  jpeg(options?: { readonly progressive: boolean }): {
    toBuffer(): Promise<Uint8Array>;
  };
}

/** The picture for sharp to write it in another way. */
const picture = (): Unusual =>
  loadSharp()(FRAME.pixels, { raw: { ...SIZE, channels: 3 } }) as unknown as Unusual;

test("a JPEG of a kind that nobody sends is refused before a decoder sees it", async () => {
  const progressive = await picture().jpeg({ progressive: true }).toBuffer();
  const inks = await picture().toColourspace("cmyk").jpeg().toBuffer();
  const grey = await picture().toColourspace("b-w").jpeg().toBuffer();
  assert.equal(jpegSize(progressive), undefined);
  assert.equal(jpegSize(inks), undefined);
  assert.deepEqual(jpegSize(grey), SIZE);
  for (const data of [progressive, inks]) assert.equal(await decodeJpeg(claim(data)), undefined);
  assert.equal((await decodeJpeg(claim(grey)))?.length, FRAME.pixels.length);
});

test("a JPEG of scans without end is refused, however small", async () => {
  const { data } = await encodeJpeg(FRAME, 50);
  const scan = data.findIndex((byte, at) => byte === 0xff && data[at + 1] === 0xda);
  const again = data.subarray(scan, scan + 40);
  const bomb = Buffer.concat([data.subarray(0, scan), ...Array<Uint8Array>(500).fill(again)]);
  assert.equal(jpegSize(bomb), undefined);
  assert.equal(await decodeJpeg(claim(bomb)), undefined);
});

test("a JPEG that is cut short is read or refused", async () => {
  const { data } = await encodeJpeg(FRAME, 50);
  for (let length = 0; length < data.length; length += 97) {
    const pixels = await decodeJpeg(claim(data.subarray(0, length)));
    assert.ok(pixels === undefined || pixels.length === FRAME.pixels.length);
  }
});

test("a damaged JPEG is read or refused, and never throws", async () => {
  const { data } = await encodeJpeg(FRAME, 50);
  let refused = 0;
  const flip = fc.tuple(fc.nat(data.length - 1), fc.nat(255));
  await fc.assert(
    fc.asyncProperty(flip, async ([at, value]) => {
      const damaged = data.slice();
      damaged[at] = value;
      const pixels = await decodeJpeg(claim(damaged));
      assert.ok(pixels === undefined || pixels.length === FRAME.pixels.length);
      if (!pixels) refused++;
    }),
    { numRuns: 150 },
  );
  assert.ok(refused > 0);
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      (junk) => void jpegSize(Uint8Array.of(0xff, 0xd8, ...junk)),
    ),
  );
});
