/**
 * Words with a colour role, not yet a colour: what the panes say, decided here
 * and coloured in `view/` by whatever the terminal can do.
 */
import { cellsOf, cut, printable } from "./words-width.js";

/** What a word is for. `accent` is the one colour of the house; the others say how things stand. */
export type Ink =
  | "plain"
  | "dim"
  | "bold"
  | "accent"
  | "disc"
  | "good"
  | "alert"
  | "unread"
  | "bad"
  | "alarm"
  | "caret";

export interface Span {
  readonly text: string;
  readonly ink: Ink;
  /** A click here is this key. */
  readonly press?: string;
}

/** One row of cells, left to right. */
export type Line = readonly Span[];

/** A span of foreign or own text, made safe. */
export const span = (text: string, ink: Ink = "plain"): Span => ({ text: printable(text), ink });

export const EMPTY: Line = [];

/** Cells a line takes. */
export const lineWidth = (line: Line): number =>
  line.reduce((sum, { text }) => sum + cellsOf(text), 0);

/** The line's first `cells` cells, with `…` where something is missing. */
export function cutLine(line: Line, cells: number): Line {
  if (lineWidth(line) <= cells) return line;
  const kept: Span[] = [];
  let room = cells;
  for (const each of line) {
    const text = cut(each.text, room);
    kept.push({ ...each, text });
    if (text !== each.text) break;
    room -= cellsOf(text);
  }
  return kept;
}

/** Nothing, `cells` wide. */
export const gap = (cells: number): Span => ({
  text: " ".repeat(Math.max(0, cells)),
  ink: "plain",
});

/** The line in the middle of `cells`. */
export function centred(line: Line, cells: number): Line {
  const fitted = cutLine(line, cells);
  return [gap((cells - lineWidth(fitted)) >> 1), ...fitted];
}

/** `left` and `right` at the two ends of `cells`; `left` is cut first, and `right` goes if there is no room for both. */
export function spread(left: Line, right: Line, cells: number): Line {
  const room = cells - lineWidth(right) - 1;
  if (lineWidth(right) === 0 || room < Math.min(MIN_LEFT, lineWidth(left))) {
    return cutLine(left, cells);
  }
  const fitted = cutLine(left, room);
  return [...fitted, gap(cells - lineWidth(fitted) - lineWidth(right)), ...right];
}

/** A name cut below this many cells says nothing any more. */
const MIN_LEFT = 8;
