/** What popups say: title in the frame, lines inside, keys in the lower frame. */
import type { KeyBinding } from "./key-binding.js";
import { KEY_TABLE } from "./key-table.js";
import { bindingsOf, hintsOf } from "./keys.js";
import type { Area } from "./layout.js";
import type { Caller, PeerRow, Stranger } from "./screen-model.js";
import { centred, EMPTY, lineWidth, span, type Line } from "./words.js";
import { joinHints } from "./words-status.js";
import { matchLine } from "./words-peers.js";
import { cellsOf, glyphs, printable } from "./words-width.js";

export interface PopupWords {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly hints: Line;
  /** Frame included. */
  readonly wanted: Area;
}

const FRAME = 2;
const wider = (lines: readonly Line[]): number => Math.max(0, ...lines.map(lineWidth));

/** A popup whose words stand in the middle. */
function notice(title: string, words: readonly Line[], hints: Line): PopupWords {
  const cols = Math.max(wider(words) + 4, lineWidth(hints) + 3, cellsOf(title) + 6, 30);
  return {
    title,
    lines: [EMPTY, ...words.map((line) => centred(line, cols)), EMPTY],
    hints,
    wanted: { cols: cols + FRAME, rows: words.length + 2 + FRAME },
  };
}

const only = (...deeds: readonly string[]): readonly KeyBinding[] =>
  deeds.map((deed) => KEY_TABLE.find((binding) => binding.deed === deed)!);

/** Somebody calls. `cols`: how wide the stage is. */
export function ringingWords({ name, address, proof }: Caller, cols: number): PopupWords {
  return notice(
    "incoming call",
    [
      [span(name === "" ? address : name, "bold")],
      ...(name === "" ? [] : [[span(address, "dim")]]),
      ...proof.flatMap((line) => folded(line, cols)).map((line) => [span(line, "dim")]),
    ],
    joinHints(only("answer", "decline"), 60),
  );
}

/** A first call was answered, by a key that nobody knows yet. `cols`: how wide the stage is. */
export function verifyingWords({ name, fingerprint }: Stranger, cols: number): PopupWords {
  return notice(
    "first contact",
    [
      [span("is this the key of")],
      [span(name, "bold")],
      EMPTY,
      ...folded(fingerprint, cols).map((line): Line => [span(line, "bold")]),
      [span("tetatty id shows them theirs", "dim")],
    ],
    joinHints(only("trust", "distrust"), 60),
  );
}

/** In two lines where one would be cut: half a fingerprint compared is half a lie. */
function folded(text: string, cols: number): readonly string[] {
  const half = Math.ceil(text.length / 2);
  return text.length + FRAME + 4 <= cols ? [text] : [text.slice(0, half), text.slice(half)];
}

/** Quitting would end a call. */
export function questionWords(who: string): PopupWords {
  return notice(
    "quit",
    [[span("hang up on "), span(who, "bold"), span(" and quit?")]],
    joinHints(hintsOf("question", "live"), 60),
  );
}

/** The help, made from the key table; `from` is the first line shown when it does not fit `stage`. */
export function helpWords(stage: Area, from: number): PopupWords {
  const all = helpLines();
  const rows = Math.min(all.length, Math.max(1, stage.rows - FRAME));
  const first = Math.max(0, Math.min(from, all.length - rows));
  const more = all.length - rows - first;
  return {
    title: "keys",
    lines: all.slice(first, first + rows),
    hints: [
      ...joinHints(hintsOf("help", "idle").slice(-1), 20),
      ...(more > 0 ? [span("   "), span(`↓ ${more} more`, "dim")] : []),
    ],
    wanted: { cols: wider(all) + 2 + FRAME, rows: rows + FRAME },
  };
}

/** How far the help can scroll on `stage`. */
export const helpScroll = (stage: Area): number =>
  Math.max(0, helpLines().length - Math.max(1, stage.rows - FRAME));

const KEY_COLUMN = 11;

function helpLines(): readonly Line[] {
  return [
    ...bindingsOf("main").map(helpLine),
    [span(`${" ".repeat(KEY_COLUMN + 3)}while typing whom to call`, "dim")],
    ...bindingsOf("prompt")
      .filter(({ places }) => places.length === 1)
      .map(helpLine),
  ];
}

const helpLine = ({ shown, help }: KeyBinding): Line => [
  span(` ${shown.padStart(KEY_COLUMN)}`, "accent"),
  span(`  ${help}`),
];

/** What the prompt holds: its line, the caret in it, and the peers that match. */
export interface PromptState {
  /** The line before the caret, and from the caret on. */
  readonly before: string;
  readonly after: string;
  readonly matches: readonly PeerRow[];
  /** Index into `matches` of the one completed last; -1: none. */
  readonly chosen: number;
}

const PROMPT_COLS = 52;
const MOST_MATCHES = 7;

/** Asks whom to call. */
export function promptWords(prompt: PromptState, stage: Area): PopupWords {
  const cols = Math.max(1, Math.min(PROMPT_COLS, stage.cols) - FRAME);
  const room = Math.max(0, Math.min(MOST_MATCHES, stage.rows - FRAME - 2));
  const from = Math.max(0, Math.min(prompt.chosen - room + 1, prompt.matches.length - room));
  const matches = prompt.matches
    .slice(from, from + room)
    .map((peer, index) => matchLine(peer, from + index === prompt.chosen, cols));
  const lines = [inputLine(prompt, cols), EMPTY, ...matches];
  return {
    title: "call",
    lines,
    hints: joinHints(hintsOf("prompt", "idle"), cols),
    wanted: { cols: cols + FRAME, rows: Math.min(MOST_MATCHES, room) + 2 + FRAME },
  };
}

/** Column of the caret in the prompt's line, from its first cell. */
export const caretColumn = (prompt: PromptState, cols: number): number =>
  lineWidth([...PROMPT_SIGN, span(tail(prompt.before, inputRoom(cols)))]);

const PROMPT_SIGN: Line = [span(" › ", "accent")];
const inputRoom = (cols: number): number => Math.max(1, cols - 5);

/** The line scrolls left so that the caret stays in sight. */
function inputLine({ before, after }: PromptState, cols: number): Line {
  const shown = tail(before, inputRoom(cols));
  const [under, ...rest] = glyphs(printable(after)).map(({ text }) => text);
  const empty = before === "" && after === "";
  return [
    ...PROMPT_SIGN,
    span(shown),
    span(under ?? " ", "caret"),
    empty ? span("name or address", "dim") : span(rest.join("")),
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
