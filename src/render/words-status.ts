import type { Area } from "./layout.js";
import type { KeyBinding, Place } from "./key-binding.js";
import { hintsOf } from "./keys.js";
import type { Phase, StatusLine } from "./screen-model.js";
import { cutLine, lineWidth, span, type Ink, type Line, type Span } from "./words.js";
import { cellsOf, printable, wrap } from "./words-width.js";

const TONE_INK: Readonly<Record<StatusLine["tone"], Ink>> = {
  calm: "accent",
  alert: "alert",
  live: "good",
  trouble: "bad",
};
const TONE_MARK: Readonly<Record<StatusLine["tone"], string>> = {
  calm: "○",
  alert: "◉",
  live: "●",
  trouble: "▲",
};

const LAMP = "●";
const MODE = "◌";
const BETWEEN_FIGURES = "  ";

/** How many rows of `area` the notice would like. */
export function noticeRows(notice: string | undefined, area: Area): number {
  if (notice === undefined || notice === "") return 0;
  return cellsOf(printable(notice)) <= noticeRoom(area.cols) ? 1 : 2;
}

const noticeRoom = (cols: number): number => cols - 2;

/** The notice in exactly the rows it was given. */
export function noticeLines(notice: string, cols: number, rows: number): readonly Line[] {
  return wrap(printable(notice), noticeRoom(cols), rows).map((text) => [span(` ${text}`, "alert")]);
}

/**
 * What is going on, `news` of it, and as many figures as fit: whole ones only,
 * most important first. Modes and lamps stand between them.
 */
export function statusWords(status: StatusLine, cols: number, news: Line = []): Line {
  const { tone, state, done, mode, lamp } = status;
  const lit = [
    ...(mode === undefined ? [] : [span(`  ${MODE} ${mode}`, "alert")]),
    ...(lamp === undefined ? [] : [span(`  ${LAMP} ${lamp}`, "bad")]),
  ];
  const said = done === undefined ? { ...span(state), ink: "bold" as const } : span(done, "accent");
  const left = [
    ...cutLine(
      [
        span(` ${TONE_MARK[tone]} `, TONE_INK[tone]),
        said,
        ...(news.length > 0 ? [span("  "), ...news] : []),
      ],
      Math.max(0, cols - lineWidth(lit)),
    ),
    ...cutLine(lit, cols),
  ];
  const figures =
    done === undefined ? fitting(status.figures.map(printable), cols - lineWidth(left) - 3) : [];
  const right = figures.join(BETWEEN_FIGURES);
  const room = cols - lineWidth(left) - cellsOf(right) - 1;
  if (right === "" || room < 1) return left;
  return [...left, span(" ".repeat(room)), span(right, "dim")];
}

function fitting(figures: readonly string[], cols: number): readonly string[] {
  let room = cols;
  const kept: string[] = [];
  for (const figure of figures) {
    room -= cellsOf(figure) + (kept.length > 0 ? BETWEEN_FIGURES.length : 0);
    if (room < 0) break;
    kept.push(figure);
  }
  return kept;
}

/** One key and its word; clickable. */
export function hintWords({ shown, hint, keys }: KeyBinding): readonly Span[] {
  const press = keys[0] as string;
  const key = shown.split(" ")[0] as string;
  return [
    { ...span(key, "accent"), press },
    { ...span(` ${hint}`, "dim"), press },
  ];
}

/** The hints that fit `cols`, whole ones only, most important first. */
export function hintLine(place: Place, phase: Phase, cols: number): Line {
  return joinHints(hintsOf(place, phase), cols);
}

/** The bindings' hints in a row, whole ones only. */
export function joinHints(bindings: readonly KeyBinding[], cols: number): Line {
  const line: Span[] = [span(" ")];
  for (const binding of bindings) {
    const words = [...(line.length > 1 ? [span("   ")] : []), ...hintWords(binding)];
    if (lineWidth(line) + lineWidth(words) > cols) break;
    line.push(...words);
  }
  return line;
}
