/**
 * Characters whose shape terminals draw themselves, edge to edge: blocks,
 * quadrants, shades and box drawing. A font would leave seams between cells.
 */

import { glyphSetOf } from "../../src/render/glyphs/glyph-set.js";

/** A filled part of a cell, in eighths of its width and height. */
export interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** How much of the foreground, 0 to 1. */
  readonly ink: number;
}

const part = (left: number, top: number, right: number, bottom: number): Part => ({
  left,
  top,
  right,
  bottom,
  ink: 1,
});

const QUADRANTS = {
  upperLeft: part(0, 0, 4, 4),
  upperRight: part(4, 0, 8, 4),
  lowerLeft: part(0, 4, 4, 8),
  lowerRight: part(4, 4, 8, 8),
} as const;

/** U+2596 to U+259F, in order. */
const QUADRANT_GLYPHS: readonly (readonly (keyof typeof QUADRANTS)[])[] = [
  ["lowerLeft"],
  ["lowerRight"],
  ["upperLeft"],
  ["upperLeft", "lowerLeft", "lowerRight"],
  ["upperLeft", "lowerRight"],
  ["upperLeft", "upperRight", "lowerLeft"],
  ["upperLeft", "upperRight", "lowerRight"],
  ["upperRight"],
  ["upperRight", "lowerLeft"],
  ["upperRight", "lowerLeft", "lowerRight"],
];

/** Sextants and octants: the pixels that are in the foreground's colour. */
const MOSAICS: ReadonlyMap<string, readonly Part[]> = new Map(
  (["sextant", "octant"] as const).flatMap((name) => {
    const { across, down, words, lengths } = glyphSetOf(name);
    return Array.from(words, (word, mask) => {
      const bytes = [word, word >> 8, word >> 16, word >> 24].slice(0, lengths[mask]);
      const pixels = Array.from({ length: across * down }, (_, i) => i);
      const parts = pixels
        .filter((i) => (mask >> i) & 1)
        .map((i) => ({ x: i % across, y: Math.floor(i / across) }))
        .map(({ x, y }) =>
          part((8 * x) / across, (8 * y) / down, (8 * (x + 1)) / across, (8 * (y + 1)) / down),
        );
      return [new TextDecoder().decode(Uint8Array.from(bytes)), parts] as const;
    });
  }),
);

/** The parts of a block element, a sextant or an octant, or undefined for any other character. */
export function blockParts(glyph: string): readonly Part[] | undefined {
  const code = glyph.codePointAt(0) ?? 0;
  if (code > 0xffff) return MOSAICS.get(glyph);
  if (code < 0x2580 || code > 0x259f) return undefined;
  if (code === 0x2580) return [part(0, 0, 8, 4)];
  if (code <= 0x2588) return [part(0, 8 - (code - 0x2580), 8, 8)];
  if (code <= 0x258f) return [part(0, 0, 8 - (code - 0x2588), 8)];
  if (code === 0x2590) return [part(4, 0, 8, 8)];
  if (code <= 0x2593) return [{ ...part(0, 0, 8, 8), ink: (code - 0x2590) / 4 }];
  if (code === 0x2594) return [part(0, 0, 8, 1)];
  if (code === 0x2595) return [part(7, 0, 8, 8)];
  return QUADRANT_GLYPHS[code - 0x2596]?.map((name) => QUADRANTS[name]);
}

/** Which ways the lines of a box character go, and how thick: 1 light, 2 heavy or double. */
export interface Arms {
  readonly up: number;
  readonly right: number;
  readonly down: number;
  readonly left: number;
}

/** Box characters by their arms, as "up right down left". Rounded corners are drawn square, double lines heavy. */
const ARMS: Readonly<Record<string, string>> = {
  "0101": "─┄┈╌",
  "1010": "│┆┊╎",
  "0110": "┌╭",
  "0011": "┐╮",
  "1100": "└╰",
  "1001": "┘╯",
  "1110": "├",
  "1011": "┤",
  "0111": "┬",
  "1101": "┴",
  "1111": "┼",
  "0202": "━═┅",
  "2020": "┃║┇",
  "0220": "┏╔",
  "0022": "┓╗",
  "2200": "┗╚",
  "2002": "┛╝",
  "2220": "┣╠",
  "2022": "┫╣",
  "0222": "┳╦",
  "2202": "┻╩",
  "2222": "╋╬",
  "0001": "╴",
  "1000": "╵",
  "0100": "╶",
  "0010": "╷",
};

const BY_GLYPH: ReadonlyMap<string, Arms> = new Map(
  Object.entries(ARMS).flatMap(([digits, glyphs]) => {
    const [up = 0, right = 0, down = 0, left = 0] = digits.split("").map(Number);
    return glyphs.split("").map((glyph) => [glyph, { up, right, down, left }] as const);
  }),
);

/** The arms of a box drawing character, or undefined for any other. */
export const boxArms = (glyph: string): Arms | undefined => BY_GLYPH.get(glyph);
