import type { Frame } from "../frame/frame.js";
import { swapRedAndBlue } from "../frame/swap.js";
import { loadSharp } from "../native/load.js";

/**
 * Writes `frame` as a PNG of its own pixels.
 *
 * @throws NativeError where there is no sharp; what sharp throws when the file cannot be written.
 */
export async function writePng({ width, height, pixels }: Frame, path: string): Promise<void> {
  const sharp = loadSharp();
  await sharp(swapRedAndBlue(pixels), { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}
