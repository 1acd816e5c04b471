import { unreachable } from "../../util/unreachable.js";

/** The shapes a cell can take. Terminals draw all but the last three themselves; those need a font that has them. */
export type Glyphs = "half" | "ascii" | "quadrant" | "braille" | "sextant" | "octant";

/** All of them, from the one that suits everybody to the finest, and then those that need no such font. */
export const GLYPHS: readonly Glyphs[] = [
  "half",
  "quadrant",
  "sextant",
  "octant",
  "braille",
  "ascii",
];

/** Glyphs that divide a cell into pixels of two colours, one for each way to divide it. */
export interface GlyphSet {
  /** Pixels of a cell. */
  readonly across: number;
  readonly down: number;
  /** Its pixels are dots that leave most of the cell to the background. */
  readonly dotted: boolean;
  /**
   * UTF-8 by which pixels are foreground, as words whose first byte is lowest:
   * bit 0 is the upper left pixel, the next bit its right neighbour or the one below.
   */
  readonly words: Int32Array;
  /** How many bytes of each word count. */
  readonly lengths: Uint8Array;
}

const SPACE = 0x20;
const FULL = 0x2588;
const LEFT_HALF = 0x258c;
const RIGHT_HALF = 0x2590;

/** U+2596 to U+259F and the halves, by mask. */
const QUADRANTS = [
  SPACE,
  0x2598,
  0x259d,
  0x2580,
  0x2596,
  LEFT_HALF,
  0x259e,
  0x259b,
  0x2597,
  0x259a,
  RIGHT_HALF,
  0x259c,
  0x2584,
  0x2599,
  0x259f,
  FULL,
];

const LEFT_COLUMN_OF_SIX = 0b010101;
const RIGHT_COLUMN_OF_SIX = 0b101010;
const FIRST_SEXTANT = 0x1fb00;

/** U+1FB00 on, in the order of their masks, without those that are older characters. */
function sextant(mask: number): number {
  if (mask === 0) return SPACE;
  if (mask === 0b111111) return FULL;
  if (mask === LEFT_COLUMN_OF_SIX) return LEFT_HALF;
  if (mask === RIGHT_COLUMN_OF_SIX) return RIGHT_HALF;
  const older = 1 + (mask > LEFT_COLUMN_OF_SIX ? 1 : 0) + (mask > RIGHT_COLUMN_OF_SIX ? 1 : 0);
  return FIRST_SEXTANT + mask - older;
}

/** Octants that are encoded elsewhere: single corners, and quarters of the cell. */
const OTHER_OCTANTS: ReadonlyMap<number, number> = new Map([
  [0b00000001, 0x1cea8],
  [0b00000010, 0x1ceab],
  [0b01000000, 0x1cea3],
  [0b10000000, 0x1cea0],
  [0b00000011, 0x1fb82],
  [0b11000000, 0x2582],
  [0b00111111, 0x1fb85],
  [0b11111100, 0x2586],
  [0b00010100, 0x1fbe6],
  [0b00101000, 0x1fbe7],
  ...QUADRANTS.map((point, mask) => [doubled(mask), point] as const),
]);

/** The octant mask of a quadrant: every pixel is two, one above the other. */
function doubled(quadrant: number): number {
  const upper = quadrant & 3;
  const lower = quadrant >> 2;
  return upper | (upper << 2) | (lower << 4) | (lower << 6);
}

/** U+1CD00 on (Unicode 16), in the order of their masks, without those in {@link OTHER_OCTANTS}. */
function octants(): readonly number[] {
  let next = 0x1cd00;
  return Array.from({ length: 256 }, (_, mask) => OTHER_OCTANTS.get(mask) ?? next++);
}

/** Braille numbers its dots down the left side first, and the lowest two last. */
const BRAILLE_DOTS = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];
const braille = (mask: number): number =>
  BRAILLE_DOTS.reduce((point, dot, i) => point | ((mask >> i) & 1 ? dot : 0), 0x2800);

function glyphSet(
  across: number,
  down: number,
  points: readonly number[],
  dotted = false,
): GlyphSet {
  const bytes = points.map((point) => new TextEncoder().encode(String.fromCodePoint(point)));
  return {
    across,
    down,
    dotted,
    words: Int32Array.from(bytes, (utf8) =>
      utf8.reduce((word, byte, i) => word | (byte << (8 * i)), 0),
    ),
    lengths: Uint8Array.from(bytes, (utf8) => utf8.length),
  };
}

/** The set of a name; `half` and `ascii` are painted by methods of their own. */
export function glyphSetOf(name: Exclude<Glyphs, "half" | "ascii">): GlyphSet {
  switch (name) {
    case "quadrant":
      return glyphSet(2, 2, QUADRANTS);
    case "sextant":
      return glyphSet(
        2,
        3,
        Array.from({ length: 64 }, (_, mask) => sextant(mask)),
      );
    case "octant":
      return glyphSet(2, 4, octants());
    case "braille":
      return glyphSet(
        2,
        4,
        Array.from({ length: 256 }, (_, mask) => (mask === 0 ? SPACE : braille(mask))),
        true,
      );
    default:
      return unreachable(name);
  }
}
