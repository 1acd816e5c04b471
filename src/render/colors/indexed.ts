import { ascii, PARAMETER, PARAMETER_LENGTH, put } from "../bytes.js";
import { Dither } from "./dither.js";
import { FOREGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";
import { Palette } from "./palette.js";

const FOREGROUND_INDEXED = ascii("38;5");
const BACKGROUND_INDEXED = ascii("48;5");
/** Both, with their semicolon. */
const PREFIX = 5;
const SEMICOLON = ascii(";");
/** The step of the cube, so that neighbours mix in every share. */
const GRAIN = 40;

/** Colours 16 to 255 of xterm's palette (`38;5;N`), which are the same everywhere. */
export class IndexedInks implements Inks {
  readonly initial = { fg: NO_COLOR, bg: NO_COLOR };
  readonly all = false;
  readonly #dither = new Dither(GRAIN);
  readonly #palette = new Palette(16, 256);

  grain(pixels: Int32Array, cols: number): void {
    this.#dither.grain(pixels, cols);
  }

  nearest(color: number): number {
    return this.#palette.nearest(color);
  }

  bytes(color: number): number {
    return PREFIX + PARAMETER_LENGTH[this.#palette.numberOf(color)]!;
  }

  select(at: number, color: number, ground: Ground): number {
    const number = this.#palette.numberOf(color);
    put(at, ground === FOREGROUND ? FOREGROUND_INDEXED : BACKGROUND_INDEXED);
    put(at + 4, SEMICOLON);
    put(at + 5, PARAMETER[number]!);
    return at + 5 + PARAMETER_LENGTH[number]!;
  }
}
