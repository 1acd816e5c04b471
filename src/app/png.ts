import type { Frame } from "../frame/frame.js";
import { loadSharp } from "../native/load.js";

/**
 * Writes `frame` as a PNG of its own pixels.
 *
 * @throws NativeError where there is no sharp; what sharp throws when the file cannot be written.
 */
export async function writePng({ width, height, pixels }: Frame, path: string): Promise<void> {
  const rgb = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += 3) {
    rgb[at] = pixels[at + 2] as number;
    rgb[at + 1] = pixels[at + 1] as number;
    rgb[at + 2] = pixels[at] as number;
  }
  const sharp = loadSharp();
  await sharp(rgb, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}
