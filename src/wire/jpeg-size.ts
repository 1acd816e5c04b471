import type { Size } from "../frame/frame.js";

/** Markers without a length: TEM, RSTn, SOI, EOI (ITU-T T.81, table B.1). */
const BARE: ReadonlySet<number> = new Set([
  0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8,
]);
/** Marks with this prefix begin a frame, but for three that only look like it (DHT, JPG, DAC). */
const FRAME = 0xc0;
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);
/** The frames that are read: baseline, and sequential with Huffman codes. */
const SEQUENTIAL: ReadonlySet<number> = new Set([0xc0, 0xc1]);
/** Grey, or three colours; more are inks. */
const COMPONENTS: ReadonlySet<number> = new Set([1, 3]);
const SCAN = 0xda;
/** More segments than this before the frame, and nobody honest wrote it. */
const MAX_MARKERS = 64;

/**
 * The size a JPEG claims in its frame header; undefined when it has none, or
 * is of a kind that nobody sends: progressive, in inks, or in more scans than
 * it has colours.
 *
 * To be asked before any decoder sees the bytes: 870 of them can claim
 * 30000x30000 pixels and make a decoder set aside gigabytes, and a few
 * kilobytes of empty scans keep it busy for minutes.
 */
export function jpegSize(bytes: Uint8Array): Size | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 2, seen = 0; at + 10 <= bytes.length && seen < MAX_MARKERS; seen++) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if ((marker & 0xf0) === FRAME && !NO_FRAMES.has(marker)) {
      const components = bytes[at + 9] as number;
      if (!SEQUENTIAL.has(marker) || !COMPONENTS.has(components)) return undefined;
      if (scansFrom(bytes, at) > components) return undefined;
      return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    at += BARE.has(marker) ? 2 : 2 + view.getUint16(at + 2);
  }
  return undefined;
}

/** Scan headers from `at` on. In the scans themselves no byte 0xff stands before their mark. */
function scansFrom(bytes: Uint8Array, at: number): number {
  let scans = 0;
  for (let mark = bytes.indexOf(0xff, at); mark >= 0; mark = bytes.indexOf(0xff, mark + 1))
    if (bytes[mark + 1] === SCAN) scans++;
  return scans;
}
