import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import { rawPictures } from "../../src/app/render-input.js";
import { FakeTiming } from "../fakes/timing.js";

const SIZE = { width: 2, height: 2 };
const BYTES = 12;

const open = (input: PassThrough, fps?: number, timing = new FakeTiming()) => {
  const stop = new AbortController();
  const pictures = rawPictures(input, { size: SIZE, fps, signal: stop.signal, timing });
  return { pictures, timing, stop };
};

test("raw pictures come one by one, however their bytes were cut", async () => {
  const input = new PassThrough();
  const { pictures } = open(input);
  const bytes = Uint8Array.from({ length: 3 * BYTES }, (_, i) => i);
  for (const byte of bytes) input.write(Uint8Array.of(byte));
  input.end();
  const seen: number[] = [];
  for await (const { pixels } of pictures) seen.push(...pixels);
  assert.deepEqual(seen, [...bytes]);
  assert.equal(pictures.complaint, undefined);
});

test("a picture that is cut off is told, and so is none at all", async () => {
  const input = new PassThrough();
  const { pictures } = open(input);
  input.end(new Uint8Array(BYTES + 5));
  let count = 0;
  for await (const _ of pictures) count++;
  assert.equal(count, 1);
  assert.match(
    pictures.complaint ?? "",
    /cut off: 5 bytes, and a picture of 2x2 has 12 - is --size/,
  );
  const none = new PassThrough();
  none.end(new Uint8Array(5));
  await assert.rejects(async () => {
    for await (const _ of open(none).pictures) assert.fail("a picture");
  }, /5 bytes came/);
});

test("pictures wait for their rate, and nothing is left out", async () => {
  const input = new PassThrough();
  const { pictures, timing } = open(input, 20);
  input.end(new Uint8Array(4 * BYTES));
  const start = timing.now();
  const reader = pictures[Symbol.asyncIterator]();
  const times: number[] = [];
  for (const wait of [0, 50, 50, 50]) {
    const next = reader.next();
    if (wait > 0) await timing.asked();
    timing.advance(wait);
    assert.ok(!(await next).done);
    times.push(timing.now() - start);
  }
  assert.deepEqual(times, [0, 50, 100, 150]);
  assert.ok((await reader.next()).done);
});

test("whoever waits for a picture is let go at once", async () => {
  const { pictures, stop } = open(new PassThrough());
  const reader = pictures[Symbol.asyncIterator]();
  const next = reader.next();
  stop.abort();
  assert.ok((await next).done);
});
