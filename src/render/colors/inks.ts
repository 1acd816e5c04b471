/** What an ink goes on: the glyph or the space around it. */
export const FOREGROUND = 0;
export const BACKGROUND = 1;
export type Ground = typeof FOREGROUND | typeof BACKGROUND;

/** No colour at all, far from every colour there is: what is unknown, or was never set. */
export const NO_COLOR = 0x8000000;

/**
 * The colours a terminal can be asked for, and how it is asked.
 *
 * Colours are 0xRRGGBB everywhere, also those of a palette: only this seam
 * knows their numbers.
 */
export interface Inks {
  /** What the terminal's pen is set to before anything was asked; the pen returns to it. */
  readonly initial: { readonly fg: number; readonly bg: number };
  /** Whether every colour can be asked for. */
  readonly all: boolean;
  /** Adds the grain that lets few colours mean many, to pixels of which `cols` make a line, in place. */
  grain(pixels: Int32Array, cols: number): void;
  /** The colour that can be asked for and comes nearest. */
  nearest(color: number): number;
  /** How many bytes {@link select} takes for this colour. */
  bytes(color: number): number;
  /**
   * Writes the parameters that select `color`, each ended by `;`, into the scratch buffer.
   *
   * @returns where the next byte goes.
   */
  select(at: number, color: number, ground: Ground): number;
}
