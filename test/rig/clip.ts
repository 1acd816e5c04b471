import assert from "node:assert/strict";
import { join } from "node:path";
import type { Frame, Size } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { Scaler } from "../../src/frame/scale.js";
import { makeVideo, readNumber, stampNumber } from "./video.js";

/** A short clip whose pictures bear their numbers. */
export const CLIP = { width: 320, height: 180, fps: 25, frames: 12 } as const;

/** The box in which tests want it; fitted, it is 160x90. */
export const WANTED = { width: 160, height: 100, fps: 60 } as const;
const FITTED: Size = { width: 160, height: 90 };

/** Picture `n` of the clip: BGR, row-major. */
export const pictureOf = (n: number): Uint8Array =>
  stampNumber(paintPattern("ball", CLIP, n * 400), CLIP, n);

/** Picture `n` as it should arrive where {@link WANTED} is wanted. */
export function expectedOf(n: number): Uint8Array {
  const pixels = new Uint8Array(FITTED.width * FITTED.height * 3);
  const window = { offset: 0, stride: FITTED.width * 3 };
  new Scaler(CLIP, FITTED).scale(pictureOf(n), pixels, window);
  return pixels;
}

/** Writes the clip and answers its path. */
export async function clipIn(folder: string, name = "clip.avi"): Promise<string> {
  const path = join(folder, name);
  await makeVideo(path, { ...CLIP, picture: pictureOf });
  return path;
}

/**
 * Checks that pictures follow one another as in the clip, which may have begun
 * again; answers how many of its pictures went by from the first to the last.
 */
export function assertInOrder(frames: readonly Frame[]): number {
  let passed = 0;
  for (const [index, frame] of frames.entries()) {
    const before = frames[index - 1];
    if (!before) continue;
    const forward = readNumber(frame.pixels, frame) - readNumber(before.pixels, before);
    const step = (forward + CLIP.frames) % CLIP.frames;
    assert.ok(step >= 1 && step <= 6, `a step of ${step} pictures`);
    passed += step;
  }
  return passed;
}

/** How many pictures of the clip its own rate has room for from the first frame to the last. */
export function dueBetween(frames: readonly Frame[]): number {
  const first = frames[0]?.capturedAt ?? 0;
  return (((frames.at(-1)?.capturedAt ?? 0) - first) * CLIP.fps) / 1000;
}
