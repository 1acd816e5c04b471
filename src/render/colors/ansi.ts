import { PARAMETER, PARAMETER_LENGTH, put } from "../bytes.js";
import { Dither } from "./dither.js";
import { BACKGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";
import { Palette } from "./palette.js";

/** The sixteen are far apart: this much grain is needed to mix them. */
const GRAIN = 128;
/** `30` to `37` select the first eight for the foreground, `90` to `97` the bright ones; backgrounds are ten higher. */
const FIRST_DARK = 30;
const FIRST_BRIGHT = 90 - 8;
const BACKGROUND_AFTER = 10;

/** The sixteen colours of ECMA-48 and aixterm, as the user has set them; mixed as if they were xterm's. */
export class AnsiInks implements Inks {
  readonly initial = { fg: NO_COLOR, bg: NO_COLOR };
  readonly all = false;
  readonly #dither = new Dither(GRAIN);
  readonly #palette = new Palette(0, 16);

  grain(pixels: Int32Array, cols: number): void {
    this.#dither.grain(pixels, cols);
  }

  nearest(color: number): number {
    return this.#palette.nearest(color);
  }

  /** Three digits only for a bright background: not worth telling apart. */
  bytes(): number {
    return 3;
  }

  select(at: number, color: number, ground: Ground): number {
    const number = this.#palette.numberOf(color);
    const parameter =
      number +
      (number < 8 ? FIRST_DARK : FIRST_BRIGHT) +
      (ground === BACKGROUND ? BACKGROUND_AFTER : 0);
    put(at, PARAMETER[parameter]!);
    return at + PARAMETER_LENGTH[parameter]!;
  }
}
