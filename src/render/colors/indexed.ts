import { ascii, PARAMETER, PARAMETER_LENGTH, put } from "../bytes.js";
import { grain } from "./grain.js";
import { FOREGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";
import { Mixtures } from "./mixtures.js";
import { Palette, XTERM } from "./palette.js";

const FOREGROUND_INDEXED = ascii("38;5");
const BACKGROUND_INDEXED = ascii("48;5");
/** Both, with their semicolon. */
const PREFIX = 5;
const SEMICOLON = ascii(";");

/** One for all painters: both fill as they are asked. */
const PALETTE = new Palette(XTERM.slice(16), 16);
const MIXTURES = new Mixtures(PALETTE);

/** Colours 16 to 255 of xterm's palette (`38;5;N`), which are the same everywhere. */
export class IndexedInks implements Inks {
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

  bytes(color: number): number {
    return PREFIX + PARAMETER_LENGTH[PALETTE.numberOf(color)]!;
  }

  select(at: number, color: number, ground: Ground): number {
    const number = PALETTE.numberOf(color);
    put(at, ground === FOREGROUND ? FOREGROUND_INDEXED : BACKGROUND_INDEXED);
    put(at + 4, SEMICOLON);
    put(at + 5, PARAMETER[number]!);
    return at + 5 + PARAMETER_LENGTH[number]!;
  }
}
