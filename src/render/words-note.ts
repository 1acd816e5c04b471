/**
 * What a pane shows when it has no picture: a disc with initials, so that it
 * is clear whose picture is missing, and the note under it.
 */
import type { Area } from "./layout.js";
import type { PaneText } from "./screen-model.js";
import { centred, EMPTY, span, type Line } from "./words.js";
import { cut, fold, glyphs, printable, wrap } from "./words-width.js";

const MOST_ROWS_A_LINE = 4;

/** Rows of cells drawn in half blocks. */
interface Emblem extends Area {
  readonly drawn: readonly string[];
}

/** Discs that stand in for a face. */
const LARGE: Emblem = {
  cols: 14,
  rows: 7,
  drawn: [
    "   ▄▄████▄▄   ",
    " ▄██████████▄ ",
    "▄████████████▄",
    "██████████████",
    "▀████████████▀",
    " ▀██████████▀ ",
    "   ▀▀████▀▀   ",
  ],
};
const SMALL: Emblem = {
  cols: 8,
  rows: 3,
  drawn: [" ▄████▄ ", "████████", " ▀████▀ "],
};

/** Our own name, for a pane that shows nobody. */
const WORDMARK: Emblem = {
  cols: 34,
  rows: 3,
  drawn: [
    "▄█▄▄  ▄▄  ▄█▄▄  ▄▄  ▄█▄▄ ▄█▄▄ ▄  ▄",
    " █   █▄▄█  █    ▄▄█  █    █   █  █",
    " ▀▄▄ ▀▄▄▄  ▀▄▄ ▀▄▄█  ▀▄▄  ▀▄▄ ▄▄▀█",
  ],
};

/** The note's lines for a pane of `area`, from its first row on, under the emblem that fits. */
export function noteLines({ label, note, alarm }: PaneText, area: Area): readonly Line[] {
  if (alarm) return inTheMiddle(alarmBlock(note, area), area);
  const words = wordBlock(note, area.cols);
  const emblem = emblemFor(label, { cols: area.cols, rows: area.rows - words.length - 1 });
  const gap = emblem.length > 0 && words.length > 0 ? [EMPTY] : [];
  return inTheMiddle([...emblem, ...gap, ...words], area);
}

/** Words alone in the middle of `area`. */
export const wordLines = (note: readonly string[], area: Area): readonly Line[] =>
  inTheMiddle(wordBlock(note, area.cols), area);

const wordBlock = (note: readonly string[], cols: number): readonly Line[] =>
  wrapped(note, cols).map((line, index) => [span(line, index === 0 ? "bold" : "dim")]);

/** The alarm apart from what it is about where there is room; none of it dim, and no fingerprint cut. */
function alarmBlock(
  [heading = "", ...rest]: readonly string[],
  { cols, rows }: Area,
): readonly Line[] {
  const room = Math.max(2, cols - 2);
  const alarm = wrapped([heading], cols - 2).map((line): Line => [span(` ${line} `, "alarm")]);
  const words = rest.flatMap((line) => fold(printable(line), room)).map((line) => [span(line)]);
  const air = alarm.length + words.length < rows ? [EMPTY] : [];
  return [...alarm, ...air, ...words];
}

const wrapped = (note: readonly string[], cols: number): readonly string[] =>
  note.flatMap((line) => wrap(printable(line), Math.max(1, cols - 2), MOST_ROWS_A_LINE));

function inTheMiddle(block: readonly Line[], { cols, rows }: Area): readonly Line[] {
  const above = Array.from({ length: Math.max(0, (rows - block.length) >> 1) }, () => EMPTY);
  return [...above, ...block.map((line) => centred(line, cols))].slice(0, rows);
}

/** What stands over the note where `room` has a margin for it. */
function emblemFor(label: string, room: Area): readonly Line[] {
  const fits = ({ cols, rows }: Emblem): boolean => rows + 1 < room.rows && cols + 6 < room.cols;
  if (label === "") return fits(WORDMARK) ? WORDMARK.drawn.map((row) => [span(row, "accent")]) : [];
  const letters = initials(label);
  const disc = [LARGE, SMALL].find(fits);
  return disc === undefined || letters === "" ? [] : discWith(letters, disc);
}

function discWith(letters: string, disc: Emblem): readonly Line[] {
  const middle = (disc.rows - 1) >> 1;
  const from = (disc.cols - letters.length) >> 1;
  return disc.drawn.map((row, index) =>
    index === middle
      ? [
          span(row.slice(0, from), "accent"),
          span(letters, "disc"),
          span(row.slice(from + letters.length), "accent"),
        ]
      : [span(row, "accent")],
  );
}

/** Up to two first letters of a name, `` if it has none of a cell's width. */
export function initials(name: string): string {
  const words = printable(name).match(/[\p{L}\p{N}]+/gu) ?? [];
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  const letters = ends.map((word) => glyphs(word as string)[0]?.text.toUpperCase() ?? "");
  return letters.every((letter) => letter.length === 1 && letter < "\u2e80")
    ? cut(letters.join(""), 2)
    : "";
}
