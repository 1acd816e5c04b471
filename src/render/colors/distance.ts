/** Squared distance of two 0xRRGGBB colours. */
export function distance(a: number, b: number): number {
  const red = (a >> 16) - (b >> 16);
  const green = ((a >> 8) & 255) - ((b >> 8) & 255);
  const blue = (a & 255) - (b & 255);
  return (Math.imul(red, red) + Math.imul(green, green) + Math.imul(blue, blue)) | 0;
}

/** The colour halfway between two, rounded down in each channel. */
export function between(a: number, b: number): number {
  return (a & b) + (((a ^ b) & 0xfefefe) >> 1);
}
