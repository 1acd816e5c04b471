/**
 * A terminal just good enough to obey what we ourselves write to one: from the
 * bytes of a whole drawing, what stands on the screen, as text in colour that
 * `cat` shows again.
 */
import { glyphs } from "./words-width.js";

/** How a cell is drawn. Colours are SGR parameters, `38;2;1;2;3` or `31`; empty: the terminal's own. */
interface Look {
  /** SGR parameters of the attributes that are on, ascending. */
  readonly attributes: readonly number[];
  readonly fg: string;
  readonly bg: string;
}

interface Cell {
  /** Empty in the right half of a wide glyph. */
  readonly text: string;
  readonly look: Look;
}

const PLAIN: Look = { attributes: [], fg: "", bg: "" };
const RESET = "\x1b[0m";

/** A control sequence, an operating system command or another string, another escape, a control character, or a run of text. */
const PIECE = new RegExp(
  [
    String.raw`\x1b\[(?<mark>[?<=>]?)(?<numbers>[\d;]*)[ -/]*(?<verb>[@-~])`,
    String.raw`\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?`,
    String.raw`\x1b[_P^][^\x1b]*(?:\x1b\\)?`,
    String.raw`\x1b[ -/]*[0-~]`,
    String.raw`(?<control>\p{Cc})`,
    String.raw`(?<text>\P{Cc}+)`,
  ].join("|"),
  "gu",
);

export class ScreenCopy {
  readonly #cols: number;
  readonly #rows: number;
  readonly #cells: (Cell | undefined)[];
  #unknown: number;
  #look = PLAIN;
  #x = 0;
  #y = 0;
  /** Something stands in the last column: the next glyph begins the next row. */
  #atEdge = false;
  #saved = { x: 0, y: 0 };

  constructor(cols: number, rows: number) {
    this.#cols = cols;
    this.#rows = rows;
    this.#unknown = cols * rows;
    this.#cells = Array.from({ length: cols * rows });
  }

  /** Whether every cell has been written since the beginning. */
  get complete(): boolean {
    return this.#unknown === 0;
  }

  /** Obeys `bytes`: whole sequences and characters. What only moves, beeps, asks or switches modes changes nothing here. */
  write(bytes: Uint8Array): void {
    for (const { groups = {} } of new TextDecoder().decode(bytes).matchAll(PIECE)) {
      const { mark, numbers, verb, control, text } = groups;
      if (text !== undefined) this.#print(text);
      else if (control !== undefined) this.#control(control);
      else if (verb !== undefined && mark === "") this.#obey(verb, numbers ?? "");
    }
  }

  /** A line a row, each ending in the terminal's own colours. */
  text(): string {
    return Array.from({ length: this.#rows }, (_, y) => `${this.#row(y)}\n`).join("");
  }

  #print(text: string): void {
    for (const glyph of glyphs(text)) {
      if (this.#atEdge || this.#x + glyph.width > this.#cols) {
        if (!this.#atEdge) this.#put(this.#x, " ");
        this.#feed();
        this.#moveTo(0, this.#y);
      }
      this.#put(this.#x, glyph.text);
      if (glyph.width === 2) this.#put(this.#x + 1, "");
      this.#mend(this.#x + glyph.width);
      this.#atEdge = this.#x + glyph.width >= this.#cols;
      this.#x = Math.min(this.#x + glyph.width, this.#cols - 1);
    }
  }

  #put(x: number, text: string): void {
    const at = this.#y * this.#cols + x;
    if (text !== "" && x > 0 && this.#cells[at]?.text === "") this.#blank(at - 1);
    if (this.#cells[at] === undefined) this.#unknown--;
    this.#cells[at] = { text, look: this.#look };
  }

  /** A right half whose left half was written over is a space. */
  #mend(x: number): void {
    const at = this.#y * this.#cols + x;
    if (x < this.#cols && this.#cells[at]?.text === "") this.#blank(at);
  }

  #blank(at: number): void {
    this.#cells[at] = { text: " ", look: this.#cells[at]?.look ?? PLAIN };
  }

  /** Down a row; at the lowest, everything scrolls. */
  #feed(): void {
    if (this.#y < this.#rows - 1) return this.#moveTo(this.#x, this.#y + 1);
    const empty: Cell = { text: " ", look: { ...PLAIN, bg: this.#look.bg } };
    this.#cells.splice(0, this.#cols);
    for (let x = 0; x < this.#cols; x++) this.#cells.push(empty);
  }

  #control(character: string): void {
    if (character === "\r") this.#moveTo(0, this.#y);
    else if (character === "\n") this.#feed();
    else if (character === "\b") this.#moveTo(this.#x - 1, this.#y);
  }

  #obey(verb: string, numbers: string): void {
    const given = numbers.split(";").map(Number);
    const [first = 0, second = 0] = given;
    const count = Math.max(1, first);
    const moves: Readonly<Record<string, () => void>> = {
      A: () => this.#moveTo(this.#x, this.#y - count),
      B: () => this.#moveTo(this.#x, this.#y + count),
      C: () => this.#moveTo(this.#x + count, this.#y),
      D: () => this.#moveTo(this.#x - count, this.#y),
      G: () => this.#moveTo(count - 1, this.#y),
      d: () => this.#moveTo(this.#x, count - 1),
      H: () => this.#moveTo(Math.max(1, second) - 1, count - 1),
      K: () => this.#erase(this.#x, this.#cols),
      X: () => this.#erase(this.#x, this.#x + count),
      m: () => {
        this.#look = dressed(this.#look, given);
      },
      s: () => {
        this.#saved = { x: this.#x, y: this.#y };
      },
      u: () => this.#moveTo(this.#saved.x, this.#saved.y),
    };
    moves[verb]?.();
  }

  #moveTo(x: number, y: number): void {
    this.#x = Math.max(0, Math.min(x, this.#cols - 1));
    this.#y = Math.max(0, Math.min(y, this.#rows - 1));
    this.#atEdge = false;
  }

  /** Erased cells keep the ground they are erased with, and nothing else. */
  #erase(from: number, to: number): void {
    const look = this.#look;
    this.#look = { ...PLAIN, bg: look.bg };
    for (let x = from; x < Math.min(to, this.#cols); x++) this.#put(x, " ");
    this.#mend(to);
    this.#look = look;
  }

  #row(y: number): string {
    const cells = this.#cells.slice(y * this.#cols, (y + 1) * this.#cols);
    let end = cells.length;
    while (end > 0 && isBlank(cells[end - 1])) end--;
    let worn = PLAIN;
    let row = "";
    for (const cell of cells.slice(0, end)) {
      const look = cell ? worthSetting(cell, worn) : PLAIN;
      row += change(worn, look) + (cell?.text ?? " ");
      worn = look;
    }
    return isSame(worn, PLAIN) ? row : row + RESET;
  }
}

/** The look of a cell after a cell of look `worn`: what nobody sees of it stays as it is. */
function worthSetting({ text, look }: Cell, worn: Look): Look {
  if (look.attributes.length > 0 || worn.attributes.length > 0) return look;
  if (text === " ") return { ...look, fg: worn.fg };
  return text === "█" ? { ...look, bg: worn.bg } : look;
}

const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (cell.text === " " && isSame(cell.look, PLAIN));

const isSame = (a: Look, b: Look): boolean =>
  a.fg === b.fg && a.bg === b.bg && a.attributes.join() === b.attributes.join();

/** The sequence from one look to the other. */
function change(from: Look, to: Look): string {
  if (from === to || isSame(from, to)) return "";
  if (isSame(to, PLAIN)) return RESET;
  if (from.attributes.join() !== to.attributes.join()) {
    return `\x1b[${[0, ...to.attributes, to.fg, to.bg].filter((each) => each !== "").join(";")}m`;
  }
  const fg = from.fg === to.fg ? "" : to.fg || "39";
  const bg = from.bg === to.bg ? "" : to.bg || "49";
  return `\x1b[${[fg, bg].filter((each) => each !== "").join(";")}m`;
}

/** What select graphic rendition makes of `look`; numbers it does not know are passed over. */
function dressed(look: Look, numbers: readonly number[]): Look {
  let next = look;
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] as number;
    if (number === 38 || number === 48) {
      const length = numbers[at + 1] === 2 ? 5 : 3;
      const color = numbers.slice(at, at + length).join(";");
      next = number === 38 ? { ...next, fg: color } : { ...next, bg: color };
      at += length - 1;
    } else {
      next = withNumber(next, number);
    }
  }
  return next;
}

/** Which attributes each number above 20 takes away. */
const TAKEN: Readonly<Record<number, readonly number[]>> = {
  22: [1, 2],
  23: [3],
  24: [4],
  25: [5],
  27: [7],
  28: [8],
  29: [9],
};

function withNumber(look: Look, number: number): Look {
  const { attributes } = look;
  if (number === 0) return PLAIN;
  if (number < 10) {
    const more = new Set([...attributes, number]);
    return { ...look, attributes: [...more].toSorted((a, b) => a - b) };
  }
  const taken = TAKEN[number];
  if (taken) return { ...look, attributes: attributes.filter((each) => !taken.includes(each)) };
  if (number === 39) return { ...look, fg: "" };
  if (number === 49) return { ...look, bg: "" };
  const isForeground = (number >= 30 && number < 38) || (number >= 90 && number < 98);
  const isGround = (number >= 40 && number < 48) || (number >= 100 && number < 108);
  if (isForeground) return { ...look, fg: String(number) };
  return isGround ? { ...look, bg: String(number) } : look;
}
