import type { Size } from "../frame/frame.js";

/** Asks for the size of a cell in pixels (16), and where that is unknown of the text area (14); xterm's window operations. */
export const CELL_SIZE_QUERY = "\x1b[16t\x1b[14t";

/** Asks how large sixels can be: the text area, in terminals that do not tell its size otherwise (XTSMGRAPHICS). */
export const SIXEL_SIZE_QUERY = "\x1b[?2;1;0S";

/** The terminal, in cells. */
export interface Area {
  readonly cols: number;
  readonly rows: number;
}

const CSI = "\x1b[";
const CELL = /^6;(?<height>\d+);(?<width>\d+)t$/;
const TEXT_AREA = /^4;(?<height>\d+);(?<width>\d+)t$/;
const SIXEL_AREA = /^\?2;0;(?<width>\d+);(?<height>\d+)S$/;
/** What xterm's sixels are limited to, so that it says nothing of the text area. */
const SIXEL_LIMIT = 1000;
/** How much taller than wide a cell can be; anything else is a lie. */
const PLAUSIBLE = { from: 2 / 3, to: 6 };
/** No cell has more pixels each way. */
const MOST = 200;

/**
 * How much taller than wide a cell is, by the terminal's reply to
 * {@link CELL_SIZE_QUERY}; undefined if the reply says something else or nonsense.
 */
export function cellAspect(reply: string, area: Area): number | undefined {
  const cell = cellIn(reply, area);
  const aspect = cell && cell.height / cell.width;
  if (aspect === undefined || !(aspect > PLAUSIBLE.from && aspect < PLAUSIBLE.to)) return undefined;
  // Rounded: a text area is rarely whole cells, and a repaint for a hair's breadth is a waste.
  return Math.round(aspect * 10) / 10;
}

/** A cell's size in whole pixels by such a reply; undefined where {@link cellAspect} is. */
export function cellPixels(reply: string, area: Area): Size | undefined {
  const cell = cellIn(reply, area);
  if (cell === undefined || cellAspect(reply, area) === undefined) return undefined;
  const { width, height } = cell;
  if (width < 1 || width > MOST || height > MOST) return undefined;
  return { width: Math.floor(width), height: Math.floor(height) };
}

/** A cell in pixels, maybe not whole ones. */
function cellIn(reply: string, { cols, rows }: Area): Size | undefined {
  const sixels = sizeIn(SIXEL_AREA, reply);
  if (sixels && Math.max(sixels.width, sixels.height) >= SIXEL_LIMIT) return undefined;
  const area = sizeIn(TEXT_AREA, reply) ?? sixels;
  return sizeIn(CELL, reply) ?? (area && { width: area.width / cols, height: area.height / rows });
}

function sizeIn(pattern: RegExp, reply: string): Size | undefined {
  const found = reply.startsWith(CSI) ? pattern.exec(reply.slice(CSI.length))?.groups : undefined;
  if (found === undefined) return undefined;
  return { width: Number(found["width"]), height: Number(found["height"]) };
}
