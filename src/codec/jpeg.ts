/** Codec 2: JPEG through sharp. Stateless, so a picture that is not needed any more need not be read. */
import { type Frame, type Size } from "../frame/frame.js";
import { swapRedAndBlue } from "../frame/swap.js";
import { loadSharp } from "../native/load.js";
import { jpegSize } from "../wire/jpeg-size.js";
import type { CodedPicture } from "../wire/picture.js";

/** Whether this machine can write and read JPEG. */
export function jpegAvailable(): boolean {
  try {
    loadSharp();
    return true;
  } catch {
    return false; // The call goes on with the other codecs.
  }
}

/** `quality`: 1 to 100. */
export async function encodeJpeg(
  { width, height, pixels, capturedAt }: Frame,
  quality: number,
): Promise<CodedPicture> {
  const raw = { width, height, channels: 3 } as const;
  const { data } = await loadSharp()(swapRedAndBlue(pixels), { raw })
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true });
  return { width, height, codec: "jpeg", key: true, data, capturedAt };
}

/** BGR pixels; undefined when the bytes are not a JPEG of the size they came with: the peer's fault. */
export async function decodeJpeg({
  width,
  height,
  data,
}: CodedPicture): Promise<Uint8Array | undefined> {
  if (!isSize(jpegSize(data), { width, height })) return undefined;
  try {
    const read = await loadSharp()(data, { limitInputPixels: width * height })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return isSize(read.info, { width, height }) ? swapRedAndBlue(read.data) : undefined;
  } catch {
    return undefined; // Not a JPEG after all.
  }
}

function isSize(size: Size | undefined, { width, height }: Size): boolean {
  return size?.width === width && size.height === height;
}
