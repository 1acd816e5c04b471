import type { Frame } from "../frame/frame.js";
import { swapRedAndBlue } from "../frame/swap.js";
import { loadSharp } from "../native/load.js";
import { writeWhole } from "./whole-file.js";

/**
 * Writes `frame` as a PNG of its own pixels.
 *
 * @throws NativeError where there is no sharp; what the disk says when the file cannot be written.
 */
export async function writePng({ width, height, pixels }: Frame, path: string): Promise<void> {
  const sharp = loadSharp();
  const raw = { width, height, channels: 3 } as const;
  const image = sharp(swapRedAndBlue(pixels), { raw }).png();
  const { data } = await image.toBuffer({ resolveWithObject: true });
  await writeWhole(path, data, "w");
}
