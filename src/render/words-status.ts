import type { Area } from "./layout.js";
import type { KeyBinding, Place } from "./key-binding.js";
import { hintsOf } from "./keys.js";
import type { Phase, Refusals, StatusLine } from "./screen-model.js";
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
    ...(hint === "" ? [] : [{ ...span(` ${hint}`, "dim"), press }]),
  ];
}

/** What decides which keys are worth a hint. */
interface HintPlace {
  readonly place: Place;
  readonly phase: Phase;
  readonly refused?: Refusals | undefined;
}

/** The hints that fit `cols`, whole ones only, most important first. */
export function hintLine({ place, phase, refused }: HintPlace, cols: number): Line {
  return joinHints(hintsOf(place, phase, refused), cols);
}

/** The bindings' hints in a row, whole ones only; closer together where more of them fit then. */
export function joinHints(bindings: readonly KeyBinding[], cols: number): Line {
  const groups = grouped(bindings);
  const wide = inRow(groups, "   ", cols);
  const close = inRow(groups, "  ", cols);
  return close.count > wide.count ? close.line : wide.line;
}

function inRow(groups: readonly Line[], gap: string, cols: number) {
  const line: Span[] = [span(" ")];
  let count = 0;
  for (const words of groups) {
    const more = count > 0 ? [span(gap), ...words] : words;
    if (lineWidth(line) + lineWidth(more) > cols) break;
    line.push(...more);
    count++;
  }
  return { line, count };
}

/** What must stand together: keys without a word, and the one that has it for them. */
function grouped(bindings: readonly KeyBinding[]): readonly Line[] {
  const groups: Span[][] = [[]];
  for (const binding of bindings) {
    const group = groups.at(-1)!;
    if (group.length > 0) group.push(span(" "));
    group.push(...hintWords(binding));
    if (binding.hint !== "") groups.push([]);
  }
  return groups.slice(0, -1);
}

/** Where there is no row for hints: `line`, made for so many cells, and how to find the keys all the same. */
export function withHelp(place: Place, cols: number, line: (cols: number) => Line): Line {
  const help = hintsOf(place, "idle").find(({ deed }) => deed === "help");
  if (help === undefined) return line(cols);
  const words = hintWords(help);
  const room = cols - lineWidth(words) - 2;
  const before = line(room);
  return [...before, span(" ".repeat(room + 1 - lineWidth(before))), ...words];
}
