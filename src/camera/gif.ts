/** Whether a GIF moves, from its blocks alone: "GIF89a Specification", appendix A. */
import { readFileSync } from "node:fs";

/** Signature and logical screen descriptor, and an image's descriptor. */
const HEADER = 13;
const DESCRIPTOR = 10;
const IMAGE = 0x2c;
const EXTENSION = 0x21;
const HAS_TABLE = 0x80;

/** Whether the file at `path` is a GIF of more than one picture; false where it cannot be read. */
export function isMovingGif(path: string): boolean {
  try {
    return moves(readFileSync(path));
  } catch {
    return false; // Whoever opens it says why.
  }
}

function moves(bytes: Uint8Array): boolean {
  if (!new TextDecoder().decode(bytes.subarray(0, 6)).startsWith("GIF8")) return false;
  let pictures = 0;
  for (let at = HEADER + tableOf(bytes[10]); at < bytes.length;) {
    const kind = bytes[at];
    if (kind === IMAGE && ++pictures === 2) return true;
    // A picture's table is followed by the size of its codes, an extension's mark by its label.
    if (kind === IMAGE) at = afterBlocks(bytes, at + DESCRIPTOR + tableOf(bytes[at + 9]) + 1);
    else if (kind === EXTENSION) at = afterBlocks(bytes, at + 2);
    else return false;
  }
  return false;
}

/** Bytes of the colour table that the packed fields `bits` promise. */
const tableOf = (bits = 0): number => ((bits & HAS_TABLE) === 0 ? 0 : 3 << ((bits & 7) + 1));

/** Where a row of blocks ends: each begins with its length, the last has none. */
function afterBlocks(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let length = bytes[at]; length; length = bytes[at]) at += length + 1;
  return at + 1;
}
