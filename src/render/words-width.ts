/**
 * How many cells a text takes, and the last door foreign text goes through.
 *
 * Terminals disagree about joiners, selectors, flags and skin tones: a family
 * is two cells in one and six in the next. So none of them gets through but
 * inside of an emoji that Unicode recommends; such an emoji is two cells
 * everywhere, since it is drawn by what every terminal draws in two cells or
 * less. All else is one code point and its combining marks at a time, which
 * terminals count alike.
 */

/** C0, C1, DEL, surrogates, private use, format characters (zero width, bidi, tags), fillers, selectors. */
const UNPRINTABLE = String.raw`\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}`;
/** A whole emoji, or what must not get through: that, and skin tones without anybody. */
const EMOJI_OR_UNPRINTABLE = new RegExp(
  String.raw`\p{Emoji_Modifier}|(?<emoji>\p{RGI_Emoji})|[${UNPRINTABLE}]+`,
  "gv",
);
const FLAG_OR_INDICATOR = new RegExp(String.raw`\p{RGI_Emoji_Flag_Sequence}|\p{RI}`, "gv");
const INDICATOR = /\p{RI}/gu;
const REGIONAL_A = 0x1f1e6;
/** More marks than this on one letter are a prank, not a script. */
const TOO_MANY_MARKS = /(?<kept>[\p{Mn}\p{Me}]{3})[\p{Mn}\p{Me}]+/gu;
const LINE_BREAKS = /[\t\n\r\v\f\u0085\u2028\u2029]+/g;

/** What makes an emoji of several code points: a text without any is counted faster. */
const JOINING = /\u200d|\u20e3|\ufe0f|\p{RI}|\p{Emoji_Modifier}|\u{e007f}/u;
const EMOJI_OR_POINT = new RegExp(String.raw`\p{RGI_Emoji}|[^]`, "gv");

const ZERO_WIDTH = /^[\p{Mn}\p{Me}]/u;
/** Blocks that are two cells wide (UAX #11 W and F); emoji are asked for by property. */
const WIDE =
  /^[\u1100-\u115F\u2329\u232A\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE10-\uFE19\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{16FE0}-\u{18CFF}\u{1B000}-\u{1B2FB}\u{20000}-\u{3FFFD}\p{Emoji_Presentation}]/u;

/** One character as it stands in its cells: a code point and the marks on it, or an emoji of several. */
export interface Glyph {
  readonly text: string;
  /** Cells: 1 or 2. */
  readonly width: number;
  /** What every terminal draws in no more cells than that; absent where `text` is. */
  readonly plain?: string;
}

/** `text` on one line, without anything that could move the cursor, reorder, hide or start an escape sequence. */
export function printable(text: string): string {
  return text
    .replace(LINE_BREAKS, " ")
    .replace(EMOJI_OR_UNPRINTABLE, "$<emoji>")
    .replace(FLAG_OR_INDICATOR, (found) => (found.length > "🇦".length ? found : lettersOf(found)))
    .normalize("NFC")
    .replace(TOO_MANY_MARKS, "$<kept>");
}

/** Cells of one code point: 0 for a combining mark, 2 for CJK and emoji, else 1. */
function pointWidth(character: string): 0 | 1 | 2 {
  if (character < "\u0300") return 1;
  if (ZERO_WIDTH.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

const letterOf = (indicator: string): string =>
  String.fromCodePoint(65 + (indicator.codePointAt(0) as number) - REGIONAL_A);

/** `🇩🇪` is `DE`. */
const lettersOf = (flag: string): string => flag.replace(INDICATOR, letterOf);

/** The glyphs of a text that went through {@link printable}. A mark without a letter is dropped. */
export function glyphs(text: string): readonly Glyph[] {
  const found: { text: string; width: number; plain?: string }[] = [];
  for (const character of pointsOf(text)) {
    const last = found.at(-1);
    if (isEmojiOfSeveral(character)) found.push(emojiGlyph(character));
    else if (pointWidth(character) > 0)
      found.push({ text: character, width: pointWidth(character) });
    else if (last) last.text += character;
  }
  return found;
}

/** Cells that `text` takes once it went through {@link printable}. */
export function cellsOf(text: string): number {
  let cells = 0;
  for (const character of pointsOf(text))
    cells += isEmojiOfSeveral(character) ? EMOJI_CELLS : pointWidth(character);
  return cells;
}

/** The code points of `text`, but emoji whole. */
const pointsOf = (text: string): Iterable<string> =>
  JOINING.test(text) ? (text.match(EMOJI_OR_POINT) ?? []) : text;

const EMOJI_CELLS = 2;

function isEmojiOfSeveral(character: string): boolean {
  const first = character.codePointAt(0) ?? 0;
  return character.length > (first > 0xffff ? 2 : 1);
}

/** Drawn as its first part, or as the letters of its land. */
function emojiGlyph(text: string): Glyph & { text: string } {
  const letters = lettersOf(text);
  const [first = ""] = text;
  return { text, width: EMOJI_CELLS, plain: letters === text ? first : letters };
}

/** As much of `text` as `cells` hold, ending in `…` where something is missing. */
export function cut(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  if (cells < 1) return "";
  let kept = "";
  let room = cells - 1;
  for (const glyph of glyphs(text)) {
    if (glyph.width > room) break;
    kept += glyph.text;
    room -= glyph.width;
  }
  return `${kept.trimEnd()}…`;
}

/** `text` broken into lines of at most `cells` (2 or more), at spaces where it can be; no letter is lost. */
export function fold(text: string, cells: number): readonly string[] {
  const lines: string[] = [];
  let line: Glyph[] = [];
  let width = 0;
  for (const glyph of glyphs(text)) {
    if (width + glyph.width > cells) {
      const space = line.findLastIndex((each) => each.text === " ");
      const end = glyph.text === " " || space < 1 ? line.length : space;
      lines.push(joined(line.slice(0, end)));
      line = line.slice(end).filter((each, at) => at > 0 || each.text !== " ");
      width = line.reduce((sum, each) => sum + each.width, 0);
      if (line.length === 0 && glyph.text === " ") continue;
    }
    line.push(glyph);
    width += glyph.width;
  }
  return [...lines, joined(line)];
}

const joined = (line: readonly Glyph[]): string =>
  line
    .map(({ text }) => text)
    .join("")
    .trimEnd();

/** `text` broken at spaces into at most `most` lines of `cells`; the last one is cut if there is more. */
export function wrap(text: string, cells: number, most: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || cellsOf(longer) <= cells || lines.length === most - 1) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((each) => cut(each, cells));
}
