import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureSender } from "../../src/app/picture-sender.js";
import type { Frame } from "../../src/frame/frame.js";
import type { CodedPicture } from "../../src/wire/picture.js";
import { Deltas } from "../../src/codec/deltas.js";
import { somePicture } from "../wire/samples.js";

test("what differences build on leaves, however little room there is at first", () => {
  const limits = { codec: "delta" } as const;
  const sender = new PictureSender({ codecs: ["raw", "delta"], limits, ready: () => undefined });
  const reader = new Deltas();
  let now = 0;
  for (let turn = 0; turn < 20; turn++) {
    const frame = somePicture(40, 30, turn);
    sender.offer(frame, { now: (now += 100), rate: 1e6, fps: 10 });
    // Every other time there is no room for anything.
    const coded = sender.next(turn % 2 === 0 ? 0 : 1e6, 1e4);
    if (coded) assert.ok(reader.decode(coded), `picture ${turn} cannot be read`);
  }
});

/** A sender of JPEG with a coder that is done when the test says so, and what that was given. */
function withCoder() {
  const given: number[] = [];
  let finish: (() => void) | undefined;
  const encoder = {
    encode({ width, height, capturedAt }: Frame): Promise<CodedPicture> {
      given.push(capturedAt);
      const data = new Uint8Array(3000);
      return new Promise((done) => {
        finish = () => done({ width, height, codec: "jpeg", key: true, data, capturedAt });
      });
    },
  };
  const limits = { codec: "jpeg" } as const;
  const sender = new PictureSender({ codecs: ["jpeg"], limits, encoder, ready() {} });
  const offer = (at: number): void =>
    sender.offer(somePicture(40, 30, at), { now: at, rate: 1e6, fps: 60 });
  const finished = async (): Promise<void> => {
    finish?.();
    await new Promise(setImmediate);
  };
  return { sender, given, offer, finished };
}

/** Room for anything, and for nothing. */
const ROOM = 1e6;
const FULL = 0;
const SEGMENT = 1250;

test("only the newest picture is ever coded, and only when the line has room", async () => {
  const { sender, given, offer, finished } = withCoder();
  for (const at of [100, 200, 300]) {
    offer(at);
    assert.equal(sender.next(FULL, SEGMENT), undefined);
  }
  assert.deepEqual(given, []);
  assert.equal(sender.next(ROOM, SEGMENT), undefined);
  for (const at of [400, 500]) {
    offer(at);
    assert.equal(sender.next(ROOM, SEGMENT), undefined, "one at a time");
  }
  await finished();
  assert.equal(sender.next(ROOM, SEGMENT)?.capturedAt, 300);
  assert.equal(sender.next(ROOM, SEGMENT), undefined);
  assert.deepEqual(given, [300, 500]);
  assert.equal(sender.dropped, 3);
});

test("a coded picture that finds no room is forgotten for a newer one", async () => {
  const { sender, given, offer, finished } = withCoder();
  offer(100);
  sender.next(ROOM, SEGMENT);
  await finished();
  assert.equal(sender.next(FULL, SEGMENT), undefined);
  offer(200);
  assert.equal(sender.next(ROOM, SEGMENT), undefined);
  await finished();
  assert.equal(sender.next(ROOM, SEGMENT)?.capturedAt, 200);
  assert.deepEqual([given, sender.dropped], [[100, 200], 1]);
});

test("a picture that was being coded when the camera was switched off does not leave", async () => {
  const { sender, offer, finished } = withCoder();
  offer(100);
  sender.next(ROOM, SEGMENT);
  sender.clear();
  await finished();
  assert.equal(sender.next(ROOM, SEGMENT), undefined);
  offer(200);
  sender.next(ROOM, SEGMENT);
  await finished();
  assert.equal(sender.next(ROOM, SEGMENT)?.capturedAt, 200);
});

test("what waits for the line is coded smaller, and what waits for the user's limit is not", () => {
  for (const rationed of [false, true]) {
    const parts = { codecs: ["raw"], limits: { codec: "raw" }, ready() {} } as const;
    const sender = new PictureSender(parts);
    // Nothing leaves meanwhile.
    for (let now = 0; now < 400; now += 33)
      sender.offer(somePicture(40, 30, now), { now, rate: 1e6, fps: 30, rationed });
    assert.equal(/size/.test(sender.words), !rationed, sender.words);
  }
});
