import { makeFrame, type Frame } from "../../src/frame/frame.js";

/** A number from 0 to 1 that only its arguments decide. */
export function noise(...seeds: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const seed of seeds) {
    hash = Math.imul(hash ^ (seed + 0x7f4a7c15), 0x85ebca6b);
    hash ^= hash >>> 13;
  }
  return (Math.imul(hash, 0xc2b2ae35) >>> 0) / 0x100000000;
}

/**
 * A picture like a camera's: shaded and textured ground that stands still, a
 * face-sized spot that moves, and sensor noise of about `grain` levels.
 */
export function cameraLike(width: number, height: number, time: number, grain = 2): Frame {
  const pixels = new Uint8Array(width * height * 3);
  const spotX = width * (0.5 + 0.3 * Math.sin(time / 9));
  const spotY = height * (0.5 + 0.1 * Math.cos(time / 7));
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const texture = 30 * noise(x >> 2, y >> 2);
      const inside = Math.hypot(x - spotX, (y - spotY) * 0.8) < height / 4;
      const shade = inside ? 150 + (x - spotX) : 60 + (60 * y) / height + texture;
      for (const tint of [0.8, 0.9, 1]) {
        pixels[at] = Math.max(0, shade * tint + grain * (noise(x, y, at, time) - 0.5) * 2);
        at++;
      }
    }
  }
  return makeFrame(width, height, pixels, time);
}
