import { BYTES_PER_PIXEL, type Frame } from "./frame.js";

/** The same picture with left and right exchanged, in pixels of its own. */
export function mirror(frame: Frame): Frame {
  const { width, height, pixels, capturedAt } = frame;
  const mirrored = new Uint8Array(pixels.length);
  const stride = width * BYTES_PER_PIXEL;
  for (let start = 0; start < height * stride; start += stride) {
    let to = start + stride - BYTES_PER_PIXEL;
    for (let from = start; from < start + stride; from += BYTES_PER_PIXEL) {
      mirrored[to] = pixels[from]!;
      mirrored[to + 1] = pixels[from + 1]!;
      mirrored[to + 2] = pixels[from + 2]!;
      to -= BYTES_PER_PIXEL;
    }
  }
  return { width, height, pixels: mirrored, capturedAt };
}
