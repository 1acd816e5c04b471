import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import type { Size } from "../../src/frame/frame.js";
import { openCvAvailable } from "../../src/native/load.js";

/** Why a test that needs OpenCV is skipped, or false when it can run. */
export const openCv: string | false = openCvAvailable()
  ? false
  : "OpenCV is not set up here (npm run demo, or tetatty setup)";

export interface VideoPlan extends Size {
  readonly fps: number;
  readonly frames: number;
  /** The pixels of picture `n`, from 0: BGR, row-major. */
  readonly picture: (n: number) => Uint8Array;
}

/** Writes a Motion-JPEG AVI with OpenCV's own writer, in a process of its own. */
export async function makeVideo(path: string, plan: VideoPlan): Promise<void> {
  const { width, height, fps, frames, picture } = plan;
  const entry = fileURLToPath(new URL("./video-process.js", import.meta.url));
  const args = [path, width, height, fps].map(String);
  const child = spawn(process.execPath, [entry, ...args], { stdio: ["pipe", "ignore", "inherit"] });
  const closed = once(child, "close");
  await pipeline(function* () {
    for (let n = 0; n < frames; n++) yield picture(n);
  }, child.stdin);
  assert.deepEqual(await closed, [0, null], "the video was not written");
}

/** Bits of a number drawn by {@link stampNumber}. */
const BITS = 8;

/** Draws `n` (0 to 255) into the upper eighth of a picture, as eight fields in black and white. */
export function stampNumber(pixels: Uint8Array, { width, height }: Size, n: number): Uint8Array {
  const fieldWidth = width / BITS;
  for (let y = 0; y < height / 8; y++) {
    for (let x = 0; x < width; x++) {
      const white = (n >> Math.floor(x / fieldWidth)) & 1;
      pixels.fill(white * 255, (y * width + x) * 3, (y * width + x + 1) * 3);
    }
  }
  return pixels;
}

/** Reads what {@link stampNumber} drew, in a picture that may be smaller by now. */
export function readNumber(pixels: Uint8Array, { width, height }: Size): number {
  let n = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const x = Math.floor(((bit + 0.5) * width) / BITS);
    const y = Math.floor(height / 16);
    if ((pixels[(y * width + x) * 3] as number) > 127) n |= 1 << bit;
  }
  return n;
}

/** The same where bars stand above and below the picture, as it was letterboxed into `shown`. */
export function readLetterboxed(shown: Size & { readonly pixels: Uint8Array }, of: Size): number {
  const { width, height, pixels } = shown;
  const rows = Math.round((width * of.height) / of.width);
  const above = Math.max(0, Math.floor((height - rows) / 2));
  return readNumber(pixels.subarray(above * width * 3), { width, height: rows });
}

export interface ReadVideo extends Size {
  readonly fps: number;
  /** BGR, row-major. */
  readonly pictures: readonly Uint8Array[];
}

/** A whole video as OpenCV reads it, in a process of its own. */
export function readVideo(path: string): ReadVideo {
  const entry = fileURLToPath(new URL("./read-video-process.js", import.meta.url));
  const { stdout, status } = spawnSync(process.execPath, [entry, path], { maxBuffer: 1e9 });
  assert.equal(status, 0, "the video cannot be read");
  const [width = 0, height = 0, fps = 0] = new Uint32Array(
    stdout.buffer.slice(stdout.byteOffset),
    0,
    3,
  );
  const length = width * height * 3;
  const count = (stdout.length - 12) / length;
  assert.ok(Number.isInteger(count), "there are half pictures");
  const pictures = Array.from({ length: count }, (_, n) =>
    stdout.subarray(12 + n * length, 12 + (n + 1) * length),
  );
  return { width, height, fps, pictures };
}
