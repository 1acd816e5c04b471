import { type Codec, CODECS } from "../wire/picture.js";
import { jpegAvailable } from "./jpeg.js";

/** The codecs that this machine can read, and write. */
export const codecsHere = (): readonly Codec[] =>
  jpegAvailable() ? CODECS : CODECS.filter((codec) => codec !== "jpeg");
