/** Pictures in the codec that a step of the quality ladder asks for, and back. */
import type { Frame } from "../frame/frame.js";
import { Shrinker } from "../frame/shrink.js";
import type { Step } from "../call/quality.js";
import { type CodedPicture, rawPicture } from "../wire/picture.js";
import { Deltas } from "./deltas.js";
import { decodeJpeg, encodeJpeg } from "./jpeg.js";

/** Codes the pictures that leave on one link, in order. */
export class PictureEncoder {
  readonly #deltas = new Deltas();
  readonly #shrinker = new Shrinker();
  #codec: Step["codec"] | undefined;

  /** At once for the lossless codecs, a little later for JPEG. Ask for one at a time. */
  encode(frame: Frame, { codec, quality, scale }: Step): CodedPicture | Promise<CodedPicture> {
    if (codec !== this.#codec) this.#deltas.forget();
    this.#codec = codec;
    const box = {
      width: Math.round(frame.width * scale),
      height: Math.round(frame.height * scale),
    };
    const picture = scale < 1 ? this.#shrinker.shrink(frame, box) : frame;
    if (codec === "jpeg") return encodeJpeg(picture, quality);
    return codec === "delta" ? this.#deltas.encode(picture) : rawPicture(picture);
  }
}

/** Reads the pictures that come in on one link, in order. */
export class PictureDecoder {
  readonly #deltas = new Deltas();

  /** Undefined when the bytes are not what they claim to be. */
  decode(picture: CodedPicture): Uint8Array | undefined | Promise<Uint8Array | undefined> {
    if (picture.codec === "jpeg") return decodeJpeg(picture);
    return picture.codec === "delta" ? this.#deltas.decode(picture) : picture.data;
  }
}
