/** Peak signal to noise ratio of two equally large pictures, in dB; Infinity when they are the same. */
export function psnr(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) throw new RangeError(`psnr: ${a.length} bytes against ${b.length}`);
  let squares = 0;
  for (let at = 0; at < a.length; at++) squares += ((a[at] as number) - (b[at] as number)) ** 2;
  return 10 * Math.log10((255 * 255 * a.length) / squares);
}
