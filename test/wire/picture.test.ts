import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Inbox } from "../../src/wire/inbox.js";
import { MAX_RECORD } from "../../src/wire/limits.js";
import { encodeMessage } from "../../src/wire/message.js";
import { encodePicture, segmentCount, rawPicture } from "../../src/wire/picture.js";
import { RECORD_HEADER_BYTES } from "../../src/wire/record.js";
import { aWord, HELLO, payloadOf, read, somePicture, stream } from "./samples.js";

/** What a segment may hold, in picture bytes. */
const MOST = MAX_RECORD - 6;
const LEAST = 1200;

/** Every way to cut `bytes`, the slow way: all counts whose segments are full but the last, none of it empty. */
function legalCounts(bytes: number): readonly number[] {
  const counts: number[] = [];
  for (let count = Math.ceil(bytes / MOST); count <= Math.ceil(bytes / LEAST); count++) {
    const size = Math.ceil(bytes / count);
    if (size * (count - 1) < bytes) counts.push(count);
  }
  return counts;
}

for (const [width, height] of [
  [1, 1],
  [20, 20],
  [160, 90],
  [317, 211],
  [1280, 720],
] as const) {
  test(`a picture of ${width}x${height} comes back from every legal number of segments, and no other`, () => {
    const frame = somePicture(width, height, 123.456);
    const legal = new Set(legalCounts(frame.pixels.length));
    // The largest picture has hundreds of counts: a handful of them is enough.
    const step = Math.ceil(legal.size / 40);
    let tried = 0;
    for (let count = 1; count <= Math.ceil(frame.pixels.length / LEAST) + 3; count++) {
      if (legal.has(count) && tried++ % step !== 0) continue;
      if (!legal.has(count) && count % step !== 0) continue;
      const records = [...encodePicture(rawPicture(frame), 7, count)].filter(
        (record) => record.length <= 16_388,
      );
      const { inbox, got } = read([stream([HELLO, ...records])]);
      const what = `${count} segments: ${JSON.stringify(inbox.fault)}`;
      if (legal.has(count)) {
        assert.equal(records.length, count + 1, what);
        assert.deepEqual(
          got.slice(1),
          [{ type: "picture", sequence: 7, picture: rawPicture(frame) }],
          what,
        );
      } else assert.equal(inbox.fault?.kind, "bad-segments", what);
    }
    assert.ok(tried > 0);
  });
}

test("segments are as large as asked for, within what is legal", () => {
  const aTarget = fc.oneof(fc.double({ min: 0, max: 40_000, noNaN: true }), fc.constant(Infinity));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1280 * 720 }), aTarget, (pixels, target) => {
      const bytes = pixels * 3;
      const count = segmentCount(bytes, target);
      const size = Math.ceil(bytes / count);
      assert.ok(legalCounts(bytes).includes(count), `${count} segments for ${bytes} bytes`);
      assert.ok(size <= Math.max(LEAST, target), `${size} bytes a segment`);
    }),
    { numRuns: 300, seed: 7 },
  );
});

test("words may stand between any two segments, and are heard where they stood", () => {
  const records = [...encodePicture(rawPicture(somePicture(40, 40)), 0, 4)];
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4), aWord), { maxLength: 8, size: "max" }), (words) => {
      const between = records.flatMap((record, at) => {
        const here = words.filter(([place]) => place === at);
        return [record].concat(here.map(([, word]) => encodeMessage(word)));
      });
      const { got } = read([stream([HELLO, ...between])]);
      const said = (late: boolean): unknown[] =>
        words
          .filter(([place]) => (place === 4) === late)
          .toSorted(([a], [b]) => a - b)
          .map(([, word]) => word);
      assert.deepEqual(got.slice(1, -1 - said(true).length), said(false));
      assert.equal(got.at(-1 - said(true).length)?.type, "picture");
      assert.deepEqual(got.slice(got.length - said(true).length), said(true));
    }),
    { numRuns: 300, seed: 7 },
  );
});

test("an acknowledgement counts every byte of picture records, and no other", () => {
  const inbox = new Inbox();
  const records = [...encodePicture(rawPicture(somePicture(40, 40)), 0, 4)];
  void [...inbox.push(stream([HELLO, encodeMessage({ type: "ping", sent: 1 })]))];
  assert.equal(inbox.pictureBytes, 0);
  let sent = 0;
  for (const record of records) {
    sent += record.length;
    void [...inbox.push(record)];
    assert.equal(inbox.pictureBytes, sent);
  }
  assert.equal(sent, 4800 + 28 + 4 * 6 + 5 * RECORD_HEADER_BYTES);
});

test("records are copies: the frame may be reused once they are made", () => {
  const frame = somePicture(10, 10);
  const [, segment] = [...encodePicture(rawPicture(frame), 0, 1)] as [Uint8Array, Uint8Array];
  const before = payloadOf(segment).slice();
  frame.pixels.fill(0);
  assert.deepEqual(payloadOf(segment), before);
});
