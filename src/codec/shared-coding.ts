/**
 * Codes pictures for many links at once: what two of them need alike is made
 * once. Pictures are told apart by identity, so that everybody must be offered
 * the very same ones.
 */
import type { Step } from "../call/quality.js";
import type { Frame } from "../frame/frame.js";
import { SizedPictures } from "../frame/sized-pictures.js";
import { type CodedPicture, rawPicture } from "../wire/picture.js";
import type { PictureEncoder } from "./coder.js";
import { difference } from "./deltas.js";
import { encodeJpeg } from "./jpeg.js";

type Coded = CodedPicture | Promise<CodedPicture>;

export class SharedCoding {
  readonly #sized = new SizedPictures();
  readonly #jpegs = new WeakMap<Frame, Map<number, Promise<CodedPicture>>>();
  /** By the picture, and the one before it on the link. */
  readonly #deltas = new WeakMap<Frame, Map<Frame | undefined, CodedPicture>>();

  /** The coder of one link, in the order of its pictures. */
  link(): Pick<PictureEncoder, "encode"> {
    let last: Frame | undefined;
    return {
      encode: (frame, step) => {
        const picture = this.#scaled(frame, step);
        const before = last;
        // A difference is one to the last that was sent as one.
        last = step.codec === "delta" ? picture : undefined;
        return this.#code(picture, step, before);
      },
    };
  }

  #scaled(frame: Frame, { scale }: Step): Frame {
    if (scale >= 1) return frame;
    const box = {
      width: Math.round(frame.width * scale),
      height: Math.round(frame.height * scale),
    };
    return this.#sized.inside(frame, box);
  }

  #code(picture: Frame, { codec, quality }: Step, last: Frame | undefined): Coded {
    if (codec === "raw") return rawPicture(picture);
    if (codec === "delta")
      return once(this.#deltas, picture, last, () => difference(picture, last));
    return once(this.#jpegs, picture, quality, async () => encodeJpeg(picture, quality));
  }
}

/** What `made` holds for `picture` and `key`, made now if it is not there. */
function once<Key, Made>(
  made: WeakMap<Frame, Map<Key, Made>>,
  picture: Frame,
  key: Key,
  make: () => Made,
): Made {
  const kept = made.get(picture) ?? new Map<Key, Made>();
  made.set(picture, kept);
  const found = kept.get(key) ?? make();
  kept.set(key, found);
  return found;
}
