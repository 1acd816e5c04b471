/**
 * Hard ceilings on what a peer of another dialect may make us hold; each is
 * checked before anything is allocated. The same table stands in
 * docs/DIALECTS.md.
 */
import { BYTES_PER_PIXEL } from "../frame/frame.js";

/** Pixels of a side of a picture: more than any camera that these programs open has. */
export const MAX_SIDE = 8192;
/** Bytes of one picture, and of one pickle with what is around it: 4096x4096 in colour, and a little. */
export const MAX_PICTURE = 64 * 1024 * 1024;
/** Steps of one pickle; an honest one takes 90 at most. */
export const MAX_STEPS = 200;
/** Values that a pickle may stack up, and remember. */
export const MAX_STACK = 64;
export const MAX_MEMO = 64;
/** Bytes of a name in a pickle. */
export const MAX_WORD = 256;

/** Whether a picture of that size, in whole pixels, may be held. */
export function isPictureSize(width: number, height: number): boolean {
  const fits = width >= 1 && width <= MAX_SIDE && height >= 1 && height <= MAX_SIDE;
  return fits && width * height * BYTES_PER_PIXEL <= MAX_PICTURE;
}
