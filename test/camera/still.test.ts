import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSource } from "../../src/camera/open.js";
import { StillSource } from "../../src/camera/still.js";
import type { Frame, Size } from "../../src/frame/frame.js";
import { loadSharp, NativeError } from "../../src/native/load.js";
import type { FrameSource } from "../../src/ports.js";
import { FakeTiming } from "../fakes/timing.js";
import { collect, untilStatus } from "../rig/collect.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const ORANGE = [255, 128, 10] as const;

/** Writes a plain orange picture in the format of the path's ending. */
async function makeImage(path: string, { width, height }: Size): Promise<void> {
  const pixels = new Uint8Array(width * height * 3).map((_, at) => ORANGE[at % 3] as number);
  await loadSharp()(pixels, { raw: { width, height, channels: 3 } }).toFile(path);
}

/** The next picture of `source`, for which its clock need not move. */
async function next(source: FrameSource): Promise<Frame> {
  return (await collect(source, 1))[0] as Frame;
}

const openImage = (path: string, timing: FakeTiming): FrameSource =>
  openSource(path, { fps: 30, timing });

test("an image is shown at once, fitted, in BGR", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cat.png");
  await makeImage(path, { width: 400, height: 300 });
  await using source = openImage(path, new FakeTiming());
  assert.equal(source.label, "cat.png");
  source.want({ width: 160, height: 90, fps: 30 });
  const frame = await next(source);
  assert.deepEqual([frame.width, frame.height, frame.capturedAt], [120, 90, 1000]);
  assert.deepEqual([...frame.pixels.subarray(0, 3)], ORANGE.toReversed());
  assert.deepEqual(source.status, { at: "live", native: { width: 400, height: 300 } });
});

test("a small image is not enlarged", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "dot.png");
  await makeImage(path, { width: 8, height: 4 });
  await using source = openImage(path, new FakeTiming());
  source.want({ width: 160, height: 90, fps: 30 });
  const { width, height } = await next(source);
  assert.deepEqual([width, height], [8, 4]);
});

test("a picture comes again five times a second, newly stamped", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cat.png");
  await makeImage(path, { width: 40, height: 30 });
  const timing = new FakeTiming();
  await using source = openImage(path, timing);
  source.want({ width: 160, height: 90, fps: 30 });
  const frames = await collect(source, 4, () => timing.advance(200));
  assert.deepEqual(
    frames.map((frame) => frame.capturedAt),
    [1000, 1200, 1400, 1600],
  );
});

test("another size brings another picture without waiting for the next repeat", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cat.png");
  await makeImage(path, { width: 400, height: 300 });
  await using source = openImage(path, new FakeTiming());
  source.want({ width: 160, height: 90, fps: 30 });
  const widths: number[] = [];
  await collect(source, 3, ({ width }) => {
    widths.push(width);
    source.want({ width: 160, height: 90 - widths.length * 30, fps: 30 });
  });
  assert.deepEqual(widths, [120, 80, 40]);
});

test("0x0 stops it, and the next size brings it back", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cat.png");
  await makeImage(path, { width: 400, height: 300 });
  const timing = new FakeTiming();
  await using source = openImage(path, timing);
  source.want({ width: 160, height: 90, fps: 30 });
  await next(source);
  source.want({ width: 0, height: 0, fps: 30 });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(timing.waiting, 0);
  source.want({ width: 160, height: 90, fps: 30 });
  assert.equal((await next(source)).width, 120);
});

test("an image lying on its side is turned", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "side.jpg");
  const upper = new Uint8Array(40 * 20 * 3).fill(255, 0, 40 * 10 * 3);
  const image = loadSharp()(upper, { raw: { width: 40, height: 20, channels: 3 } });
  // 6: the file's upper side is the picture's right.
  await image.withMetadata({ orientation: 6 }).toFile(path);
  await using source = openImage(path, new FakeTiming());
  source.want({ width: 40, height: 40, fps: 30 });
  const { width, height, pixels } = await next(source);
  assert.deepEqual([width, height], [20, 40]);
  assert.ok((pixels[0] as number) < 40);
  assert.ok((pixels[19 * 3] as number) > 215);
  assert.deepEqual(source.status, { at: "live", native: { width: 20, height: 40 } });
});

const HALF_RED = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
  <rect width="20" height="20" fill="#ff0000"/>
</svg>`;

test("what is transparent is black", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "half.svg");
  writeFileSync(path, HALF_RED);
  await using source = openImage(path, new FakeTiming());
  source.want({ width: 40, height: 20, fps: 30 });
  const { pixels } = await next(source);
  assert.deepEqual([...pixels.subarray(0, 3)], [0, 0, 255]);
  assert.deepEqual([...pixels.subarray(39 * 3, 40 * 3)], [0, 0, 0]);
});

test("a missing image is said, and shown once it is there", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "late.png");
  const timing = new FakeTiming();
  await using source = openImage(path, timing);
  source.want({ width: 160, height: 90, fps: 30 });
  await untilStatus(source, "waiting");
  assert.deepEqual(source.status, {
    at: "waiting",
    problem: "there is no such file",
    hint: `looked for ${path}`,
    retryAt: 1500,
  });
  await makeImage(path, { width: 160, height: 90 });
  timing.advance(500);
  assert.equal((await next(source)).width, 160);
  assert.equal(source.status.at, "live");
});

test("a file that is no image says what would be one", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "fake.jpg");
  writeFileSync(path, "not a picture");
  await using source = openImage(path, new FakeTiming());
  await untilStatus(source, "waiting");
  assert.ok(source.status.at === "waiting");
  assert.match(source.status.problem, /not an image/);
  assert.match(source.status.hint, /JPEG, PNG/);
});

function loadNothing(): never {
  throw new NativeError("sharp cannot be loaded: gone", "type: npm install");
}

test("without sharp, the status says what to type", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "cat.png");
  writeFileSync(path, HALF_RED);
  const timing = new FakeTiming();
  await using source = new StillSource({ label: path, path, timing, loadSharp: loadNothing });
  await untilStatus(source, "waiting");
  assert.deepEqual(source.status, {
    at: "waiting",
    problem: "sharp cannot be loaded: gone",
    hint: "type: npm install",
    retryAt: 1500,
  });
});
