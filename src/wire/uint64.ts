const TWO_32 = 2 ** 32;

/** Writes a whole number from 0 to 2^53, big-endian; BigInt would allocate at every picture. */
export function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, Math.floor(value / TWO_32));
  view.setUint32(at + 4, value % TWO_32);
}

/** Reads what {@link setUint64} wrote; a hostile value beyond 2^53 is rounded, which hurts nobody. */
export function getUint64(view: DataView, at: number): number {
  return view.getUint32(at) * TWO_32 + view.getUint32(at + 4);
}
