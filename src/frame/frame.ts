/**
 * What one picture is.
 *
 * Everything between the camera and the pane speaks in this type. Pixels are
 * BGR because that is what OpenCV captures and what the wire carries; nobody
 * converts to RGB until the painter writes digits.
 */

/** A width and a height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Packed 8-bit BGR pixels: row-major, no padding, `width * height * 3` bytes. */
export interface Frame extends Size {
  /** Length is exactly `width * height * 3`; owned by whoever holds the frame, never changed once made. */
  readonly pixels: Uint8Array;
  /** When the shutter fired, in milliseconds of the capturing side's monotonic clock. */
  readonly capturedAt: number;
}

/** Bytes per pixel of every {@link Frame}. */
export const BYTES_PER_PIXEL = 3;

/** Nothing at all: what a hidden pane can show. */
export const NO_SIZE: Size = { width: 0, height: 0 };

/**
 * Wraps `pixels` as a frame.
 *
 * @throws RangeError if the dimensions are not positive integers or do not fit `pixels`.
 */
export function makeFrame(
  width: number,
  height: number,
  pixels: Uint8Array,
  capturedAt: number,
): Frame {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`frame: size ${width}x${height} is not positive`);
  }
  if (pixels.length !== width * height * BYTES_PER_PIXEL) {
    throw new RangeError(`frame: ${pixels.length} bytes cannot be ${width}x${height} BGR`);
  }
  return { width, height, pixels, capturedAt };
}
