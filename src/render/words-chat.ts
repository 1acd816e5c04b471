/**
 * What the chat pane says: the newest messages that fit, and under them the
 * line being written. Only what can be seen is folded, however much was said.
 */
import type { Area } from "./layout.js";
import type { ChatRow, ChatText } from "./screen-model.js";
import { inputLine, type InputState } from "./words-input.js";
import { cutLine, EMPTY, gap, lineWidth, span, spread, type Line, type Span } from "./words.js";
import { cellsOf, cut, fold, printable } from "./words-width.js";

export interface ChatState {
  readonly input: InputState;
  readonly writing: boolean;
  /** The newest message in sight while somebody scrolled back: later ones wait below. Undefined: the newest there is. */
  readonly until: number | undefined;
  /** Lines scrolled back from there. */
  readonly back: number;
  /** Characters that the line being written still holds. */
  readonly room: number;
}

export interface ChatWords {
  readonly lines: readonly Line[];
  /** In the lower frame. */
  readonly foot: Line;
  /** How far it is really scrolled back, at most to the first message. */
  readonly back: number;
}

export const NO_CHAT: ChatText = { with: "", open: false, rows: [] };

/** From this width on, names stand beside the messages and not over them. */
const BESIDE_FROM = 44;
/** From so many rows on, there is air between the two sides. */
const AIRY_FROM = 12;
const MOST_NAME = 12;
const ME = "you";
const INDENT = 1;
/** Cells kept for the mark of what became of a message. */
const MARK = 2;
/** So near its end the line being written says how much more it holds. */
const LITTLE_ROOM = 100;

/** The words for a pane with `area` inside its frame. */
export function chatWords(chat: ChatText, state: ChatState, area: Area): ChatWords {
  const rows = Math.max(0, area.rows - (state.writing ? 1 : 0));
  const { until = Infinity } = state;
  const newer = chat.rows.filter(({ id }) => id > until).length;
  const { lines, back } = talk(chat, chat.rows.length - newer, {
    rows,
    cols: area.cols,
    back: state.back,
  });
  const space = Array.from({ length: rows - lines.length }, () => EMPTY);
  const written = state.writing
    ? [cutLine(inputLine(state.input, area.cols, "say something"), area.cols)]
    : [];
  const foot = newsFoot(newer, back) ?? (state.writing ? roomFoot(state.room) : openFoot(chat));
  return { lines: [...space, ...lines, ...written], foot, back };
}

function newsFoot(newer: number, back: number): Line | undefined {
  if (newer > 0) return [span(`↓ ${newer} new`, "alert")];
  return back > 0 ? [span("↓ more", "dim")] : undefined;
}

function roomFoot(room: number): Line {
  if (room > LITTLE_ROOM) return EMPTY;
  return room > 0 ? [span(`${room} letters left`, "dim")] : [span("full: no more", "alert")];
}

const openFoot = ({ open }: ChatText): Line =>
  open
    ? [
        { ...span("i", "accent"), press: "i" },
        { ...span(" writes", "dim"), press: "i" },
      ]
    : EMPTY;

interface Window extends Area {
  readonly back: number;
}

/** The lines of the first `count` messages that the window shows, from the bottom up. */
function talk(chat: ChatText, count: number, { rows, cols, back }: Window): ChatWords {
  const found: Line[][] = [];
  let height = 0;
  for (let at = count - 1; at >= 0 && height < rows + back; at--) {
    const air = at > 0 && rows >= AIRY_FROM && !goesOn(chat, at) ? [EMPTY] : [];
    const lines = [...air, ...messageLines(chat, at, cols)];
    found.unshift(lines);
    height += lines.length;
  }
  const all = found.flat();
  const scrolled = Math.max(0, Math.min(back, all.length - rows));
  const end = all.length - scrolled;
  return { lines: all.slice(Math.max(0, end - rows), end), back: scrolled, foot: [] };
}

/** Whether the message before was of the same side at the same time. */
function goesOn({ rows }: ChatText, at: number): boolean {
  const [before, row] = [rows[at - 1], rows[at]];
  return before !== undefined && before.mine === row?.mine && before.time === row.time;
}

/** Who says it and when, unless the message before says so already; then what they say. */
function messageLines(chat: ChatText, at: number, cols: number): readonly Line[] {
  const row = chat.rows[at] as ChatRow;
  const them = cut(printable(chat.with), MOST_NAME) || "them";
  const name = row.mine ? span(ME, "dim") : span(them, "accent");
  const time = span(row.time, "dim");
  if (cols < BESIDE_FROM) {
    const lines = textLines(chat, row, [gap(INDENT)], cols - 2 * INDENT);
    return goesOn(chat, at)
      ? lines
      : [spread([gap(INDENT), name], [time, gap(INDENT)], cols), ...lines];
  }
  const names = Math.max(cellsOf(ME), cellsOf(them));
  const margin = [gap(INDENT), time, gap(1 + names - cellsOf(name.text)), name, gap(2)];
  const indent = lineWidth(margin);
  const [first = EMPTY, ...rest] = textLines(chat, row, [gap(indent)], cols - indent - INDENT);
  return goesOn(chat, at) ? [first, ...rest] : [[...margin, ...first.slice(1)], ...rest];
}

/** The text in lines of `cols` after a margin, and a mark of what became of it. */
function textLines(chat: ChatText, row: ChatRow, margin: Line, cols: number): readonly Line[] {
  const lines = fold(printable(row.text), Math.max(2, cols - MARK)).map((line) =>
    margin.concat(span(line)),
  );
  const last = lines.pop() ?? margin;
  return [...lines, row.mine ? [...last, fateMark(chat, row)] : last];
}

/** That ours has arrived, is on its way, or never came: with the call, what had not arrived is lost. */
function fateMark({ open }: ChatText, { delivered }: ChatRow): Span {
  if (delivered) return span(" ✓", "dim");
  return open ? span(" …", "alert") : span(" ✗", "bad");
}

/** That somebody wrote what is not in sight; a click opens it. */
export const unreadWords = (count: number): Line =>
  count === 0
    ? EMPTY
    : [{ ...span(` ${count} new message${count === 1 ? "" : "s"} `, "unread"), press: "i" }];
