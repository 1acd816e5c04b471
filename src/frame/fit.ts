import { NO_SIZE, type Size } from "./frame.js";

/**
 * The largest size of `picture`'s aspect inside `box`, never larger than `picture` itself.
 *
 * `stretch` is how much taller than wide one pixel of the box is (1 for square
 * pixels). At least 1x1 unless the box has no room at all.
 */
export function fitInside(picture: Size, box: Size, stretch = 1): Size {
  return fitted(picture, box, { stretch, most: 1 });
}

/** The same, and larger than `picture` where there is room. */
export function fitWhole(picture: Size, box: Size, stretch = 1): Size {
  return fitted(picture, box, { stretch, most: Infinity });
}

interface Fitting {
  readonly stretch: number;
  /** How much larger than the picture is still allowed. */
  readonly most: number;
}

function fitted(picture: Size, box: Size, { stretch, most }: Fitting): Size {
  if (box.width < 1 || box.height < 1) return NO_SIZE;
  const scale = Math.min(most, box.width / picture.width, (box.height * stretch) / picture.height);
  return {
    width: Math.max(1, Math.min(box.width, Math.round(picture.width * scale))),
    height: Math.max(1, Math.min(box.height, Math.round((picture.height * scale) / stretch))),
  };
}

/** How much taller than wide the pixels of `box` must be for `picture` to fill all of it. */
export const fillStretch = (box: Size, picture: Size): number =>
  (box.width * picture.height) / (picture.width * box.height);

/**
 * The box of square pixels in which a picture has all the detail that `box`
 * can show, whose own pixels are `stretch` times taller than wide.
 */
export function squareBox({ width, height }: Size, stretch: number): Size {
  return stretch < 1
    ? { width: Math.ceil(width / stretch), height }
    : { width, height: Math.ceil(height * stretch) };
}
