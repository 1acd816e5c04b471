import { BYTES_PER_PIXEL, type Frame } from "./frame.js";

/** The same picture grey and at half its brightness, in pixels of its own: it shows what was, not what is. */
export function fade(frame: Frame): Frame {
  const pixels = new Uint8Array(frame.pixels.length);
  for (let at = 0; at < pixels.length; at += BYTES_PER_PIXEL) {
    // Rec. 601 luma, in BGR order.
    const luma =
      0.114 * frame.pixels[at]! + 0.587 * frame.pixels[at + 1]! + 0.299 * frame.pixels[at + 2]!;
    pixels.fill(luma / 2, at, at + BYTES_PER_PIXEL);
  }
  return { ...frame, pixels };
}
