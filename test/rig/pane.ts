/** Reads the remote pane back from a terminal's screen, as the picture a person sees there. */
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import type { Pty } from "./pty.js";

/** The picture inside the frame that begins in the upper left corner, two pixels a cell; undefined while there is none. */
export function remotePicture(pty: Pty): Frame | undefined {
  const { cols, rows } = pty.screen;
  let width = 0;
  let height = 0;
  while (width + 1 < cols && pty.cell(width + 1, 0).glyph !== "╮") width++;
  while (height + 1 < rows && pty.cell(0, height + 1).glyph !== "╰") height++;
  if (width === 0 || height === 0 || width + 1 === cols || height + 1 === rows) return undefined;
  const pixels = new Uint8Array(width * height * 2 * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { glyph, fg, bg } = pty.cell(x + 1, y + 1);
      const [top, bottom] = halves(glyph, fg, bg);
      if (top === undefined || bottom === undefined) return undefined;
      put(pixels, (2 * y * width + x) * 3, top);
      put(pixels, ((2 * y + 1) * width + x) * 3, bottom);
    }
  }
  return makeFrame(width, 2 * height, pixels, 0);
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
