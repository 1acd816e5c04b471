/** What a terminal with xterm's usual palette shows as its own colours. */
export const DEFAULT_FG = 0xd6d6d6;
export const DEFAULT_BG = 0x101014;

const ANSI = [
  0x000000, 0xcd3131, 0x2ba05a, 0xc9a227, 0x3b78d8, 0xb65ab6, 0x2aa1b3, 0xcccccc, 0x6e6e6e,
  0xf14c4c, 0x4fd08a, 0xf5d442, 0x6ea8ff, 0xe07ae0, 0x4fd0e0, 0xffffff,
];
const CUBE = [0, 95, 135, 175, 215, 255];

/** The colour of a palette index 0 to 255, as 0xRRGGBB. */
export function paletteColour(index: number): number {
  if (index < 16) return ANSI[index] as number;
  if (index >= 232) return (8 + (index - 232) * 10) * 0x010101;
  const at = (step: number): number => CUBE[Math.floor((index - 16) / step) % 6] as number;
  return (at(36) << 16) | (at(6) << 8) | at(1);
}
