import { PARAMETER, PARAMETER_LENGTH, put } from "../bytes.js";
import { grain } from "./grain.js";
import { BACKGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";
import { Mixtures } from "./mixtures.js";
import { Palette, XTERM } from "./palette.js";

/** `30` to `37` select the first eight for the foreground, `90` to `97` the bright ones; backgrounds are ten higher. */
const FIRST_DARK = 30;
const FIRST_BRIGHT = 90 - 8;
const BACKGROUND_AFTER = 10;

/** One for all painters: both fill as they are asked. */
const PALETTE = new Palette(XTERM.slice(0, 16));
const MIXTURES = new Mixtures(PALETTE);

/** The sixteen colours of ECMA-48 and aixterm, as the user has set them; mixed as if they were xterm's. */
export class AnsiInks implements Inks {
  readonly initial = { fg: NO_COLOR, bg: NO_COLOR };
  readonly all = false;
  readonly #grained: boolean;

  /** Without a grain for pixels that have shades of their own. */
  constructor(grained = true) {
    this.#grained = grained;
  }

  grain(pixels: Int32Array, cols: number): void {
    if (this.#grained) grain(pixels, cols, MIXTURES);
  }

  nearest(color: number): number {
    return PALETTE.nearest(color);
  }

  /** Three digits only for a bright background: not worth telling apart. */
  bytes(): number {
    return 3;
  }

  select(at: number, color: number, ground: Ground): number {
    const number = PALETTE.numberOf(color);
    const parameter =
      number +
      (number < 8 ? FIRST_DARK : FIRST_BRIGHT) +
      (ground === BACKGROUND ? BACKGROUND_AFTER : 0);
    put(at, PARAMETER[parameter]!);
    return at + PARAMETER_LENGTH[parameter]!;
  }
}
