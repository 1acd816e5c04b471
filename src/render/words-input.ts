/** A line that is being typed, with its caret. */
import { lineWidth, span, type Line } from "./words.js";
import { glyphs, printable } from "./words-width.js";

export interface InputState {
  /** The line before the caret, and from the caret on. */
  readonly before: string;
  readonly after: string;
}

/** Column of the caret in the line, from its first cell. */
export const caretColumn = ({ before }: InputState, cols: number): number =>
  lineWidth([...SIGN, span(tail(before, inputRoom(cols)))]);

const SIGN: Line = [span(" › ", "accent")];
const inputRoom = (cols: number): number => Math.max(1, cols - 5);

/** The line in `cells`, scrolled left so that the caret stays in sight; `hint` stands in an empty one. */
export function inputLine({ before, after }: InputState, cells: number, hint: string): Line {
  const shown = tail(before, inputRoom(cells));
  const [under, ...rest] = glyphs(printable(after)).map(({ text }) => text);
  const empty = before === "" && after === "";
  return [
    ...SIGN,
    span(shown),
    span(under ?? " ", "caret"),
    empty ? span(hint, "dim") : span(rest.join("")),
  ];
}

/** The last glyphs of `text` that fit `cells`. */
function tail(text: string, cells: number): string {
  let room = cells;
  const kept: string[] = [];
  for (const glyph of glyphs(printable(text)).toReversed()) {
    if (glyph.width > room) break;
    kept.unshift(glyph.text);
    room -= glyph.width;
  }
  return kept.join("");
}
