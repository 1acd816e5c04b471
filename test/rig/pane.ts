/** Reads pictures back from a terminal's screen, as a person sees them there. */
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import type { Rect } from "../../src/render/rect.js";
import type { HeadlessTerminal } from "./headless-terminal.js";
import type { Pty } from "./pty.js";

/** The picture inside the frame that begins in the upper left corner, two pixels a cell; undefined while there is none. */
export function remotePicture(pty: Pty): Frame | undefined {
  const { cols, rows } = pty.screen;
  let width = 0;
  let height = 0;
  while (width + 1 < cols && pty.cell(width + 1, 0).glyph !== "╮") width++;
  while (height + 1 < rows && pty.cell(0, height + 1).glyph !== "╰") height++;
  if (width === 0 || height === 0 || width + 1 === cols || height + 1 === rows) return undefined;
  return pictureIn(pty.screen, { x: 1, y: 1, cols: width, rows: height });
}

/** The picture in these cells, two pixels a cell; undefined where there is anything else. */
export function pictureIn(screen: HeadlessTerminal, rect: Rect): Frame | undefined {
  const { cols: width, rows } = rect;
  const pixels = new Uint8Array(width * rows * 2 * 3);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < width; x++) {
      const { glyph, fg, bg } = screen.seen(rect.x + x, rect.y + y);
      const [top, bottom] = halves(glyph, fg, bg);
      if (top === undefined || bottom === undefined) return undefined;
      put(pixels, (2 * y * width + x) * 3, top);
      put(pixels, ((2 * y + 1) * width + x) * 3, bottom);
    }
  }
  return makeFrame(width, 2 * rows, pixels, 0);
}

function halves(glyph: string, fg: number, bg: number): readonly (number | undefined)[] {
  if (glyph === "▀") return [fg, bg];
  if (glyph === "▄") return [bg, fg];
  if (glyph === "█") return [fg, fg];
  return glyph === " " || glyph === "" ? [bg, bg] : [];
}

function put(pixels: Uint8Array, at: number, rgb: number): void {
  pixels[at] = rgb & 255;
  pixels[at + 1] = (rgb >> 8) & 255;
  pixels[at + 2] = rgb >> 16;
}
