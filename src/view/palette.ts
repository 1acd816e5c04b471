import type { Colors } from "../render/pane-painter.js";
import type { Ink } from "../render/words.js";

/** blessed's cell attributes: `flags << 18 | fg << 9 | bg`. */
export type Attributes = number;

const DEFAULT = 0x1ff;
const BOLD = 1;
const INVERSE = 8;

const attributes = (fg: number, bg = DEFAULT, flags = 0): Attributes =>
  (flags << 18) | (fg << 9) | bg;

/** The terminal's own colours. */
export const PLAIN: Attributes = attributes(DEFAULT);

/**
 * What a hole is filled with, in the light and in a popup's shadow: blessed
 * darkens 15 to 7, so that a shadow over video can be told from none.
 */
export const HOLE_ATTRIBUTES: Attributes = attributes(15);

/** The user's sixteen colours, so that the user's palette rules. */
const RED = 1;
const GREEN = 2;
const YELLOW = 3;
const CYAN = 6;
const GREY = 8;
const BLACK = 0;

const COLORED: Readonly<Record<Ink, Attributes>> = {
  plain: PLAIN,
  dim: attributes(GREY),
  bold: attributes(DEFAULT, DEFAULT, BOLD),
  accent: attributes(CYAN),
  disc: attributes(BLACK, CYAN, BOLD),
  good: attributes(GREEN),
  alert: attributes(YELLOW),
  unread: attributes(YELLOW, DEFAULT, INVERSE),
  bad: attributes(RED),
  alarm: attributes(RED, DEFAULT, BOLD | INVERSE),
  caret: attributes(DEFAULT, DEFAULT, INVERSE),
};

const COLORLESS: Readonly<Record<Ink, Attributes>> = {
  ...COLORED,
  dim: PLAIN,
  accent: attributes(DEFAULT, DEFAULT, BOLD),
  disc: attributes(DEFAULT, DEFAULT, BOLD | INVERSE),
  good: PLAIN,
  alert: attributes(DEFAULT, DEFAULT, BOLD),
  unread: attributes(DEFAULT, DEFAULT, BOLD | INVERSE),
  bad: attributes(DEFAULT, DEFAULT, BOLD),
  alarm: attributes(DEFAULT, DEFAULT, BOLD | INVERSE),
};

/** How each ink looks where `colors` are to be had. */
export const palette = (colors: Colors): Readonly<Record<Ink, Attributes>> =>
  colors === "mono" ? COLORLESS : COLORED;
