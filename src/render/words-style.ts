/** What to call the ways a picture can be shown. */
import type { Glyphs } from "./glyphs/glyph-set.js";
import type { Colors } from "./style.js";

export const COLOR_WORDS: Readonly<Record<Colors, string>> = {
  truecolor: "all colours",
  "256": "256 colours",
  "16": "16 colours",
  mono: "no colours",
};

export const GLYPH_WORDS: Readonly<Record<Glyphs, string>> = {
  half: "half blocks: 1x2 points a cell",
  quadrant: "quadrants: 2x2 points a cell",
  sextant: "sextants: 2x3 points a cell",
  octant: "octants: 2x4 points a cell",
  braille: "braille: 2x4 dots a cell",
  ascii: "letters: one a cell",
};
