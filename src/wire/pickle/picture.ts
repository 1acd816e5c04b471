/** From what a pickle came to, to a picture. */
import { makeFrame, type Frame } from "../../frame/frame.js";
import { isPictureSize } from "../dialect-limits.js";
import { jpegSize } from "../jpeg-size.js";
import { unpickle } from "./unpickle.js";
import { type Bytes2D, isRefusal, type Refusal } from "./value.js";

/** What one message of the other side shows. */
export type Pickled =
  /** Captured at NaN: they do not say when. A view of the message where its bytes stand in our order. */
  | { readonly is: "picture"; readonly frame: Frame }
  /** Of a size within the limits, as far as its header says. */
  | {
      readonly is: "jpeg";
      readonly width: number;
      readonly height: number;
      readonly data: Uint8Array;
    }
  /** Their camera has ended, and they send `None`. */
  | { readonly is: "nothing" };

/** Reads one message without its length. Never throws on content. */
export function readPickle(message: Uint8Array): Pickled | Refusal {
  const value = unpickle(message);
  if (isRefusal(value)) return value;
  switch (value.is) {
    case "none":
      return { is: "nothing" };
    case "bytes":
      return jpegIn(value.bytes);
    case "array":
      return value.content ? pictureIn(value.content) : { refused: "has an array without content" };
    default:
      return { refused: `is a ${value.is} and no picture` };
  }
}

function pictureIn(array: Bytes2D): Pickled | Refusal {
  const [height = 1, width = 1, channels = 1] = array.shape;
  // What OpenCV's encoder makes is a row, or a column, of bytes.
  if (array.shape.length === 1 || (array.shape.length === 2 && width === 1))
    return jpegIn(array.data);
  if (!isPictureSize(width, height)) return { refused: `has a picture of ${width}x${height}` };
  if (channels !== 1 && channels !== 3 && channels !== 4)
    return { refused: `has a picture of ${channels} channels` };
  const pixels = channels === 3 && !array.fortran ? array.data : bgr(array, channels);
  return { is: "picture", frame: makeFrame(width, height, pixels, Number.NaN) };
}

/** The pixels in our order: BGR, row by row; gray three times, and without opacity. */
function bgr({ shape, fortran, data }: Bytes2D, channels: number): Uint8Array {
  const [height = 1, width = 1] = shape;
  const [down, right, deep] = fortran
    ? [1, height, height * width]
    : [width * channels, channels, 1];
  const colour = channels === 1 ? 0 : deep;
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y * down + x * right;
      pixels[to++] = data[from]!;
      pixels[to++] = data[from + colour]!;
      pixels[to++] = data[from + 2 * colour]!;
    }
  }
  return pixels;
}

function jpegIn(data: Uint8Array): Pickled | Refusal {
  const size = jpegSize(data);
  if (!size) return { refused: "has bytes that are no picture" };
  const { width, height } = size;
  if (!isPictureSize(width, height)) return { refused: `has a picture of ${width}x${height}` };
  return { is: "jpeg", width, height, data };
}
