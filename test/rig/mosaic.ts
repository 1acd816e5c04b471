/** Reads pictures made of finer glyphs than half blocks back from a terminal's screen. */
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { type Glyphs, glyphSetOf } from "../../src/render/glyphs/glyph-set.js";
import type { Rect } from "../../src/render/rect.js";
import type { HeadlessTerminal } from "./headless-terminal.js";

type Mosaic = Exclude<Glyphs, "half" | "ascii">;

/** Which pixels are foreground, by glyph. */
function masksOf(name: Mosaic): ReadonlyMap<string, number> {
  const { words, lengths } = glyphSetOf(name);
  const decoder = new TextDecoder();
  return new Map(
    Array.from(words, (word, mask) => {
      const bytes = [word, word >> 8, word >> 16, word >> 24].slice(0, lengths[mask]);
      return [decoder.decode(Uint8Array.from(bytes)), mask] as const;
    }),
  );
}

/** The picture in these cells; undefined where there is a glyph of another family. */
export function mosaicIn(screen: HeadlessTerminal, rect: Rect, name: Mosaic): Frame | undefined {
  const { across, down } = glyphSetOf(name);
  const masks = masksOf(name);
  const width = rect.cols * across;
  const pixels = new Uint8Array(width * rect.rows * down * 3);
  for (let y = 0; y < rect.rows * down; y++) {
    for (let x = 0; x < width; x++) {
      const col = Math.floor(x / across);
      const row = Math.floor(y / down);
      const { glyph, fg, bg } = screen.seen(rect.x + col, rect.y + row);
      const mask = masks.get(glyph);
      if (mask === undefined) return undefined;
      const color = (mask >> ((y % down) * across + (x % across))) & 1 ? fg : bg;
      pixels.set([color & 255, (color >> 8) & 255, color >> 16], (y * width + x) * 3);
    }
  }
  return makeFrame(width, rect.rows * down, pixels, 0);
}
