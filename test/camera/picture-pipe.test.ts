import assert from "node:assert/strict";
import { test } from "node:test";
import { type PictureListener, PictureReader, writeHeader } from "../../src/camera/picture-pipe.js";
import type { Frame, Size } from "../../src/frame/frame.js";
import type { Playback } from "../../src/ports.js";

const NATIVE = { width: 640, height: 480 };

class Heard implements PictureListener {
  readonly sizes: Size[] = [];
  readonly frames: Frame[] = [];

  opened(native: Size): void {
    this.sizes.push(native);
  }

  picture(frame: Frame, native: Size): void {
    assert.deepEqual(native, NATIVE);
    this.frames.push(frame);
  }
}

const picture = (n: number): Frame => ({
  width: n + 1,
  height: 2,
  pixels: Uint8Array.from({ length: (n + 1) * 6 }, (_, at) => at * 7 + n),
  capturedAt: 1234.5678 + n,
});

/** An "open" record and five pictures, as bytes. */
function stream(): Uint8Array {
  const open = writeHeader({ width: 0, height: 0, native: NATIVE, capturedAt: 1 });
  const records = [0, 1, 2, 3, 4].flatMap((n) => [
    writeHeader({ ...picture(n), native: NATIVE }),
    picture(n).pixels,
  ]);
  return Buffer.concat([open, ...records]);
}

test("pictures come out whole however the pipe cuts them", () => {
  const bytes = stream();
  for (let step = 1; step <= bytes.length; step++) {
    const heard = new Heard();
    const reader = new PictureReader(heard);
    for (let at = 0; at < bytes.length; at += step) {
      assert.ok(reader.push(bytes.subarray(at, at + step)));
    }
    assert.deepEqual(heard.sizes, [NATIVE]);
    assert.deepEqual(heard.frames, [0, 1, 2, 3, 4].map(picture), `in steps of ${step}`);
  }
});

test("a picture keeps its pixels when the next one comes", () => {
  const heard = new Heard();
  const bytes = stream();
  new PictureReader(heard).push(bytes);
  bytes.fill(0);
  assert.deepEqual(heard.frames[1], picture(1));
});

test("other bytes are refused", () => {
  const reader = new PictureReader(new Heard());
  assert.equal(reader.push(stream()), true);
  assert.equal(
    reader.push(
      new TextEncoder().encode("[ WARN:0] OpenCV says hello, and more than a header holds"),
    ),
    false,
  );
});

test("where a recording stands comes with its pictures", () => {
  const playbacks: readonly Playback[] = [
    { position: 1234.5, duration: 98_765.25, rate: 29.5, at: "playing" },
    { position: 0, duration: undefined, rate: 30, at: "paused" },
    { position: 8, duration: 9, rate: 1, at: "ended" },
  ];
  for (const playback of playbacks) {
    const heard: (Playback | undefined)[] = [];
    const reader = new PictureReader({
      opened: () => {},
      picture: (_frame, _native, at) => heard.push(at),
    });
    reader.push(writeHeader({ ...picture(1), native: NATIVE, playback }));
    reader.push(picture(1).pixels);
    reader.push(stream());
    assert.deepEqual(heard, [playback, ...Array.from({ length: 5 }, () => undefined)]);
  }
});
