/** What popups say: title in the frame, lines inside, keys in the lower frame. */
import type { KeyBinding, Place } from "./key-binding.js";
import { KEY_TABLE } from "./key-table.js";
import { bindingsOf, hintsOf } from "./keys.js";
import type { Area } from "./layout.js";
import type { Caller, PeerRow, Stranger } from "./screen-model.js";
import { centred, EMPTY, lineWidth, span, type Line } from "./words.js";
import { joinHints } from "./words-status.js";
import { inputLine, type InputState } from "./words-input.js";
import { matchLine } from "./words-peers.js";
import { cellsOf, fold, printable } from "./words-width.js";

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

/** In more lines where one would be cut, in halves what is no sentence: half a fingerprint compared is half a lie. */
function folded(text: string, cols: number): readonly string[] {
  const safe = printable(text);
  const room = Math.max(2, cols - FRAME - 4);
  const cells = cellsOf(safe);
  if (cells <= room) return [safe];
  return fold(safe, safe.includes(" ") ? room : Math.min(room, Math.max(2, Math.ceil(cells / 2))));
}

/** So much was pasted that it may be a mistake. */
export function pasteWords(letters: number): PopupWords {
  return notice(
    "paste",
    [[span("paste "), span(`${letters} characters`, "bold"), span(" as one line?")]],
    joinHints(hintsOf("paste", "live"), 60),
  );
}

/** Quitting would end a call. */
export function questionWords(who: string): PopupWords {
  return notice(
    "quit",
    [[span("hang up on "), span(who, "bold"), span(" and quit?")]],
    joinHints(hintsOf("question", "live"), 60),
  );
}

/** The help on the keys of `place`, made from the key table; `from` is the first line shown when it does not fit `stage`. */
export function helpWords(stage: Area, place: Place, from: number): PopupWords {
  const all = helpLines(place);
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
export const helpScroll = (stage: Area, place: Place): number =>
  Math.max(0, helpLines(place).length - Math.max(1, stage.rows - FRAME));

const KEY_COLUMN = 11;

function helpLines(place: Place): readonly Line[] {
  if (place !== "main") {
    const all = bindingsOf(place);
    return [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))].map(helpLine);
  }
  return [
    ...bindingsOf("main").map(helpLine),
    ...ownHelp("prompt", "while typing whom to call"),
    ...ownHelp("chat", "while writing to the other side"),
  ];
}

const ownHelp = (place: Place, title: string): readonly Line[] => [
  [span(`${" ".repeat(KEY_COLUMN + 3)}${title}`, "dim")],
  ...bindingsOf(place).filter(isOwn).map(helpLine),
];

/** Whether a key means this at one place only. */
const isOwn = ({ places }: KeyBinding): boolean => places.length === 1;

const helpLine = ({ shown, help }: KeyBinding): Line => [
  span(` ${shown.padStart(KEY_COLUMN)}`, "accent"),
  span(`  ${help}`),
];

/** What the prompt holds: its line, the caret in it, and the peers that match. */
export interface PromptState extends InputState {
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
  const lines = [inputLine(prompt, cols, "name or address"), EMPTY, ...matches];
  return {
    title: "call",
    lines,
    hints: joinHints(hintsOf("prompt", "idle"), cols),
    wanted: { cols: cols + FRAME, rows: Math.min(MOST_MATCHES, room) + 2 + FRAME },
  };
}
