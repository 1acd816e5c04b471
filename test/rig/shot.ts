/**
 * A picture of a terminal's screen, as a person would see it: colours and blocks
 * to the pixel, letters from DejaVu Sans Mono where it is installed.
 */
import sharp from "sharp";
import { type Arms, blockParts, boxArms, type Part } from "./block-glyphs.js";
import type { HeadlessTerminal, SeenCell } from "./headless-terminal.js";

/** Pixels of a cell: divisible by eight where blocks divide it, twice as high as wide. */
const CELL_WIDTH = 8;
const CELL_HEIGHT = 16;
/** A monospace letter of DejaVu is 1233 of 2048 units wide. */
const FONT_SIZE = (CELL_WIDTH * 2048) / 1233;
/** From the top of a cell to the line that letters stand on. */
const BASELINE = 12.5;

/** RGB, row-major, `width * height * 3`. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Everything but letters. Pixels are RGB, {@link CELL_WIDTH} x {@link CELL_HEIGHT} a cell. */
export function drawCells(terminal: HeadlessTerminal): Picture {
  const width = terminal.cols * CELL_WIDTH;
  const height = terminal.rows * CELL_HEIGHT;
  const picture: Picture = { width, height, pixels: new Uint8Array(width * height * 3) };
  for (let y = 0; y < terminal.rows; y++) {
    for (let x = 0; x < terminal.cols; x++) drawCell(picture, terminal.seen(x, y), x, y);
  }
  return picture;
}

function drawCell(picture: Picture, cell: SeenCell, x: number, y: number): void {
  const left = x * CELL_WIDTH;
  const top = y * CELL_HEIGHT;
  fill(picture, { left, top, right: left + CELL_WIDTH, bottom: top + CELL_HEIGHT }, cell.bg);
  const arms = boxArms(cell.glyph);
  const shapes = arms ? armRectangles(arms) : blockParts(cell.glyph)?.map(partRectangle);
  const ink = blockParts(cell.glyph)?.[0]?.ink ?? 1;
  for (const shape of shapes ?? []) {
    const placed = {
      left: left + shape.left,
      top: top + shape.top,
      right: left + shape.right,
      bottom: top + shape.bottom,
    };
    fill(picture, placed, mix(cell.bg, cell.fg, ink));
  }
  if (cell.underline) {
    const line = top + CELL_HEIGHT - 2;
    fill(picture, { left, top: line, right: left + CELL_WIDTH, bottom: line + 1 }, cell.fg);
  }
}

/** A third of a cell is no whole number of pixels. */
const partRectangle = ({ left, top, right, bottom }: Part): Rectangle => ({
  left: Math.round((left * CELL_WIDTH) / 8),
  top: Math.round((top * CELL_HEIGHT) / 8),
  right: Math.round((right * CELL_WIDTH) / 8),
  bottom: Math.round((bottom * CELL_HEIGHT) / 8),
});

/** Lines from the middle of a cell to its edges, so that neighbours join. */
function armRectangles({ up, right, down, left }: Arms): readonly Rectangle[] {
  const middleX = CELL_WIDTH / 2;
  const middleY = CELL_HEIGHT / 2;
  const across = (weight: number, from: number, to: number): Rectangle => ({
    left: from,
    right: to,
    top: middleY - weight,
    bottom: middleY + (weight > 1 ? weight - 1 : 0),
  });
  const along = (weight: number, from: number, to: number): Rectangle => ({
    top: from,
    bottom: to,
    left: middleX - weight,
    right: middleX + (weight > 1 ? weight - 1 : 0),
  });
  return [
    ...(left > 0 ? [across(left, 0, middleX)] : []),
    ...(right > 0 ? [across(right, middleX - right, CELL_WIDTH)] : []),
    ...(up > 0 ? [along(up, 0, middleY)] : []),
    ...(down > 0 ? [along(down, middleY - down, CELL_HEIGHT)] : []),
  ];
}

function fill({ width, pixels }: Picture, area: Rectangle, colour: number): void {
  for (let y = area.top; y < area.bottom; y++) {
    for (let x = area.left; x < area.right; x++) {
      const at = (y * width + x) * 3;
      pixels[at] = colour >> 16;
      pixels[at + 1] = (colour >> 8) & 0xff;
      pixels[at + 2] = colour & 0xff;
    }
  }
}

function mix(a: number, b: number, share: number): number {
  const channel = (shift: number): number => {
    const from = (a >> shift) & 0xff;
    return Math.round(from + (((b >> shift) & 0xff) - from) * share) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}

/** Letters in one style that stand side by side, from a cell on. */
interface Run {
  readonly x: number;
  readonly y: number;
  readonly cell: SeenCell;
  text: string;
}

const isLetter = (glyph: string): boolean =>
  glyph.trim() !== "" && !blockParts(glyph) && !boxArms(glyph);

/** Only what the font surely has in one width shares a run; any other letter is placed by itself. */
const continues = (run: Run, x: number, { glyph, fg, bold, italic }: SeenCell): boolean =>
  run.x + run.text.length === x &&
  /^[!-~]+$/.test(run.text + glyph) &&
  run.cell.fg === fg &&
  run.cell.bold === bold &&
  run.cell.italic === italic;

function letterRuns(terminal: HeadlessTerminal): readonly Run[] {
  const runs: Run[] = [];
  for (let y = 0; y < terminal.rows; y++) {
    let run: Run | undefined;
    for (let x = 0; x < terminal.cols; x++) {
      const cell = terminal.seen(x, y);
      if (!isLetter(cell.glyph)) continue;
      if (run && continues(run, x, cell)) run.text += cell.glyph;
      else runs.push((run = { x, y, cell, text: cell.glyph }));
    }
  }
  return runs;
}

const escapeXml = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function letters(terminal: HeadlessTerminal, { width, height }: Picture): string {
  const texts = letterRuns(terminal).map(({ x, y, cell, text }) => {
    const colour = `#${cell.fg.toString(16).padStart(6, "0")}`;
    const style = `${cell.bold ? ' font-weight="bold"' : ""}${cell.italic ? ' font-style="italic"' : ""}`;
    const place = `x="${x * CELL_WIDTH}" y="${y * CELL_HEIGHT + BASELINE}"`;
    return `<text ${place} fill="${colour}"${style}>${escapeXml(text)}</text>`;
  });
  const font = `font-family="DejaVu Sans Mono, monospace" font-size="${FONT_SIZE}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><g ${font}>${texts.join("")}</g></svg>`;
}

/** Writes a picture of the screen as PNG, 8x16 pixels a cell. */
export async function shoot(terminal: HeadlessTerminal, path: string): Promise<void> {
  const picture = drawCells(terminal);
  const { width, height, pixels } = picture;
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .composite([{ input: Buffer.from(letters(terminal, picture)) }])
    .png()
    .toFile(path);
}
