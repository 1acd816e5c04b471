/**
 * Codec 2: JPEG, by OpenCV in a process of its own or by sharp in this one.
 *
 * OpenCV is three times as fast, the way to its process included; sharp does
 * it until that has started, where there is no OpenCV, and when it crashed.
 * Stateless, so a picture that is not needed any more need not be read.
 */
import { type Frame, type Size } from "../frame/frame.js";
import { swapRedAndBlue } from "../frame/swap.js";
import { loadSharp, openCvAvailable } from "../native/load.js";
import { jpegSize } from "../wire/jpeg-size.js";
import type { CodedPicture } from "../wire/picture.js";
import { JpegProcess } from "./opencv-jpeg.js";

/** One for all calls of the program; it ends with us. */
const openCv = new JpegProcess();

/** Whether this machine can write and read JPEG. */
export const jpegAvailable = (): boolean => sharpAvailable() || openCvAvailable();

/**
 * `quality`: 1 to 100.
 *
 * @throws NativeError when neither OpenCV nor sharp can do it any more.
 */
export async function encodeJpeg(frame: Frame, quality: number): Promise<CodedPicture> {
  const { width, height, pixels, capturedAt } = frame;
  const size = { width, height };
  const answer = await openCv.ask(
    { does: "write", quality, ...size, data: pixels },
    !sharpAvailable(),
  );
  const data = answer instanceof Uint8Array ? answer : await encodeBySharp(frame, quality);
  return { ...size, codec: "jpeg", key: true, data, capturedAt };
}

/** BGR pixels; undefined when the bytes are not a JPEG of the size they came with: the peer's fault. */
export async function decodeJpeg(picture: CodedPicture): Promise<Uint8Array | undefined> {
  const { width, height, data } = picture;
  if (!isSize(jpegSize(data), picture)) return undefined;
  const request = { does: "read", quality: 0, width, height, data } as const;
  const answer = await openCv.ask(request, !sharpAvailable());
  return answer === "gone" ? decodeBySharp(picture) : answer;
}

function sharpAvailable(): boolean {
  try {
    loadSharp();
    return true;
  } catch {
    return false; // The call goes on without.
  }
}

async function encodeBySharp({ width, height, pixels }: Frame, quality: number) {
  const raw = { width, height, channels: 3 } as const;
  const { data } = await loadSharp()(swapRedAndBlue(pixels), { raw })
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true });
  return data;
}

async function decodeBySharp({ width, height, data }: CodedPicture) {
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
