import { BYTES_PER_PIXEL } from "./frame.js";

/**
 * Exchanges red and blue: BGR pixels, as frames hold them, become RGB, as most
 * libraries want them, and back.
 *
 * Whole pixels are written to `target`, which may be `pixels` itself and is a
 * new array if not said. Returns `target`.
 */
export function swapRedAndBlue(
  pixels: Uint8Array,
  target: Uint8Array = new Uint8Array(pixels.length),
): Uint8Array {
  for (let at = 0; at + 2 < pixels.length; at += BYTES_PER_PIXEL) {
    const first = pixels[at]!;
    target[at] = pixels[at + 2]!;
    target[at + 1] = pixels[at + 1]!;
    target[at + 2] = first;
  }
  return target;
}
