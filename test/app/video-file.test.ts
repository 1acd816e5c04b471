import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { VideoFile } from "../../src/app/video-file.js";
import { HEADER_BYTES } from "../../src/codec/avi.js";
import { type Frame, makeFrame, type Size } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { FakeTiming } from "../fakes/timing.js";
import { psnr } from "../rig/psnr.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { openCv, readNumber, readVideo, stampNumber } from "../rig/video.js";

const SIZE = { width: 96, height: 64 };
/** Milliseconds a picture of the file. */
const SLOT = 1000 / 30;

const picture = (n: number, { width, height }: Size = SIZE): Frame =>
  makeFrame(
    width,
    height,
    stampNumber(paintPattern("face", { width, height }, 0), { width, height }, n),
    0,
  );

interface Taken {
  readonly video: VideoFile;
  readonly clock: FakeTiming;
  readonly faults: Error[];
}

function begin(path: string, most?: number): Taken {
  const clock = new FakeTiming();
  const faults: Error[] = [];
  const onFault = (error: Error): void => void faults.push(error);
  const video = new VideoFile({ path, clock, onFault, ...(most === undefined ? {} : { most }) });
  return { video, clock, faults };
}

test(
  "a picture stands in the video from when it came until the next",
  { skip: openCv },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "a.avi");
    const { video, clock, faults } = begin(path);
    clock.advance(510);
    // Before the first there is nothing.
    for (const [n, slots] of [
      [1, 2],
      [2, 1],
      [3, 5],
    ] as const) {
      video.see(picture(n));
      await video.written;
      clock.advance(slots * SLOT);
    }
    await video[Symbol.asyncDispose]();
    assert.deepEqual(faults, []);
    const { width, height, fps, pictures } = readVideo(path);
    assert.deepEqual({ width, height, fps }, { ...SIZE, fps: 30 });
    const numbers = pictures.map((pixels) => readNumber(pixels, SIZE));
    assert.deepEqual(numbers, [1, 1, 2, 3, 3, 3, 3, 3]);
    assert.ok(psnr(pictures[7]!, picture(3).pixels) > 30);
  },
);

test(
  "pictures that come too fast are left out, and one that nothing follows stands five seconds",
  { skip: openCv },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "a.avi");
    const { video, clock } = begin(path);
    clock.advance(SLOT / 8);
    for (let n = 0; n < 40; n++) {
      video.see(picture(n));
      await video.written;
      clock.advance(SLOT / 4);
    }
    clock.advance(60_000);
    video.see(picture(200));
    await video[Symbol.asyncDispose]();
    const { pictures } = readVideo(path);
    const numbers = pictures.map((pixels) => readNumber(pixels, SIZE));
    assert.deepEqual(numbers.slice(0, 10), [0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
    assert.deepEqual([numbers.length, numbers.at(-1)], [10 + 150 + 1, 200]);
  },
);

test("pictures of other sizes are fitted into the first one's", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.avi");
  const { video, clock } = begin(path);
  clock.advance(SLOT / 2);
  video.see(picture(1));
  await video.written;
  clock.advance(SLOT);
  video.see(picture(7, { width: 192, height: 128 }));
  await video.written;
  clock.advance(SLOT);
  await video[Symbol.asyncDispose]();
  const { pictures } = readVideo(path);
  assert.deepEqual(
    pictures.map((pixels) => readNumber(pixels, SIZE)),
    [1, 7],
  );
});

test("a video that cannot grow is whole, and says so once", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.avi");
  const most = 60_000;
  const { video, clock, faults } = begin(path, most);
  let seen = 0;
  while (faults.length === 0 && seen < 100) {
    clock.advance(SLOT);
    video.see(picture(seen++));
    await video.written;
  }
  await video[Symbol.asyncDispose]();
  assert.deepEqual(
    faults.map(({ message }) => message),
    [`it has ${most} bytes, and no video may have more`],
  );
  const { size } = statSync(path);
  assert.ok(size > 0.8 * most && size < most + HEADER_BYTES, `${size} bytes, with the index`);
  const numbers = readVideo(path).pictures.map((pixels) => readNumber(pixels, SIZE));
  assert.ok(numbers.length > 10);
  assert.ok(numbers.length < seen - 1, "those at the end made room for the index");
  assert.deepEqual(
    numbers,
    Array.from({ length: numbers.length }, (_, n) => n),
  );
  assert.equal(readFileSync(path).lastIndexOf("idx1"), size - 8 - 16 * numbers.length);
});

test("without a picture there is no file, and a file that is there is left alone", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "a.avi");
  const none = begin(path);
  await none.video[Symbol.asyncDispose]();
  assert.equal(existsSync(path), false);
  const lost = begin(folder.path);
  lost.video.see(picture(1));
  await lost.video.written;
  assert.equal((lost.faults[0] as NodeJS.ErrnoException).code, "EEXIST");
  lost.video.see(picture(2));
  await lost.video[Symbol.asyncDispose]();
  assert.equal(lost.faults.length, 1, "told once");
});
