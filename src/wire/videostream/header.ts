/**
 * What stands between the pictures of a videostream: ASCII digits.
 *
 *     "ROWS COLS"     once, each way: the size of every picture that follows
 *     "N/" pixels     over and over: ROWS * COLS * 3 bytes of BGR
 *
 *     "-1 COLS"       each picture says by itself how high it is:
 *     "  -ROWS/" pixels
 *
 * N is how many pieces of {@link PIECE} bytes the pixels fill. The tutorial's
 * reader counts pieces by it; ours goes by the size, and needs it once only:
 * where "176" and "2/" arrive as "1762/".
 */
import { BYTES_PER_PIXEL, type Frame, type Size } from "../../frame/frame.js";
import { isPictureSize } from "../dialect-limits.js";

/** What the tutorial's programs take from the network at a time (RECVED_MAX_BYTES). */
export const PIECE = 65_470;
/**
 * The fewest pieces that we say. The tutorial's reader takes all it can get for
 * every piece but the last, and no more than is missing for that one: so a
 * picture that comes in two parts survives, and one of a single piece does not.
 */
const FEWEST = 2;
/** Letters of "ROWS COLS" at most: the tutorial's programs read no more. */
export const MOST_SIZE = 10;
/** Letters of "N/" at most: of a million pieces, as a fraction. */
export const MOST_COUNT = 8;

/** Of a size where every picture has a height of its own; as numpy's `reshape` spells it. */
const ANY_HEIGHT = -1;
/** A count, as Python writes it: `str(15.0)` where the pixels fill their pieces exactly. */
const COUNT = /^[1-9]\d*(?:\.0)?$/;
const SIZE = /^(-1|[1-9]\d{0,4}) ([1-9]\d{0,4})$/;
const LOOSE_COUNT = /^-([1-9]\d{0,3})$/;
const SIZE_AND_COUNT = /^([1-9]\d{0,4}) ([1-9]\d*)(?:\.0)?$/;

const ascii = new TextEncoder();

export const DONE: Uint8Array = ascii.encode("done");

/** What a side says of its pictures: how large all of them are, or only how wide. */
export interface Format {
  readonly width: number;
  /** Undefined where each picture has its own. */
  readonly height: number | undefined;
}

/** @throws RangeError for a size that does not fit into what the other side reads. */
export function encodeSize({ width, height }: Format): Uint8Array {
  const text = `${height ?? ANY_HEIGHT} ${width}`;
  if (text.length > MOST_SIZE || !readSize(text))
    throw new RangeError(`videostream: ${width}x${height ?? "any"} cannot be said`);
  return ascii.encode(text);
}

/** A picture with its header, to be written at once. */
export function encodePicture({ pixels }: Frame): Uint8Array {
  return withHeader(`${Math.max(FEWEST, Math.ceil(pixels.length / PIECE))}/`, pixels);
}

/**
 * The same, where the size that was said has no height. The tutorial's reader
 * takes a count below 1 for "this is all there is", and the header is as long
 * as a row: whatever number of these it takes at once, it can show.
 */
export function encodeLoosePicture({ width, height, pixels }: Frame): Uint8Array {
  return withHeader(`-${height}/`.padStart(width * BYTES_PER_PIXEL), pixels);
}

function withHeader(text: string, pixels: Uint8Array): Uint8Array {
  const header = ascii.encode(text);
  const bytes = new Uint8Array(header.length + pixels.length);
  bytes.set(header);
  bytes.set(pixels, header.length);
  return bytes;
}

/** How large the picture is that begins with the count `text`; undefined when that is no count, or one beyond the limits. */
export function readCount(text: string, { width, height }: Format): Size | undefined {
  if (height !== undefined) return COUNT.test(text) ? { width, height } : undefined;
  const rows = Number(LOOSE_COUNT.exec(text)?.[1]);
  return isPictureSize(width, rows) ? { width, height: rows } : undefined;
}

/** Undefined when it is no size, or one beyond the limits. */
export function readSize(text: string): Format | undefined {
  const [, rows, columns] = SIZE.exec(text) ?? [];
  const width = Number(columns);
  const height = Number(rows);
  if (height === ANY_HEIGHT)
    return isPictureSize(width, 1) ? { width, height: undefined } : undefined;
  return isPictureSize(width, height) ? { width, height } : undefined;
}

/** The size of "ROWS COLS" with a picture's count right behind it; undefined when nobody can tell. */
export function splitSize(text: string): Size | undefined {
  const [, rows, digits = ""] = SIZE_AND_COUNT.exec(text) ?? [];
  const height = Number(rows);
  const found: Size[] = [];
  for (let cut = 1; cut < digits.length; cut++) {
    const width = Number(digits.slice(0, cut));
    const count = digits.slice(cut);
    const pieces = Math.ceil((width * height * BYTES_PER_PIXEL) / PIECE);
    const isPieces = count === String(pieces) || count === String(Math.max(FEWEST, pieces));
    if (isPictureSize(width, height) && isPieces) found.push({ width, height });
  }
  return found.length === 1 ? found[0] : undefined;
}
