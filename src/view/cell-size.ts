/** Asks for the size of a cell in pixels (16), and where that is unknown of the text area (14); xterm's window operations. */
export const CELL_SIZE_QUERY = "\x1b[16t\x1b[14t";

const CSI = "\x1b[";
const CELL = /^6;(?<height>\d+);(?<width>\d+)t$/;
const TEXT_AREA = /^4;(?<height>\d+);(?<width>\d+)t$/;
/** How much taller than wide a cell can be; anything else is a lie. */
const PLAUSIBLE = { from: 2 / 3, to: 6 };

/**
 * How much taller than wide a cell is, by the terminal's reply to
 * {@link CELL_SIZE_QUERY}; undefined if the reply says something else or nonsense.
 */
export function cellAspect(
  reply: string,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): number | undefined {
  const cell = sizeIn(CELL, reply);
  const area = sizeIn(TEXT_AREA, reply);
  const aspect = cell ? cell.height / cell.width : area && area.height / rows / (area.width / cols);
  if (aspect === undefined || !(aspect > PLAUSIBLE.from && aspect < PLAUSIBLE.to)) return undefined;
  // Rounded: a text area is rarely whole cells, and a repaint for a hair's breadth is a waste.
  return Math.round(aspect * 10) / 10;
}

function sizeIn(
  pattern: RegExp,
  reply: string,
): { readonly width: number; readonly height: number } | undefined {
  const found = reply.startsWith(CSI) ? pattern.exec(reply.slice(CSI.length))?.groups : undefined;
  if (found === undefined) return undefined;
  return { width: Number(found["width"]), height: Number(found["height"]) };
}
