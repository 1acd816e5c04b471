import { glyphs, printable } from "../render/words-width.js";

/** Longer than any address or name. */
const MOST_GLYPHS = 256;

/** One line of text under readline's keys. The caret stands between glyphs. */
export class LineEdit {
  readonly #most: number;
  #glyphs: readonly string[] = [];
  #caret = 0;
  /** What was erased last by more than a letter, to be put back with ctrl-y. */
  #killed: readonly string[] = [];

  /** `most`: glyphs it holds. */
  constructor(most = MOST_GLYPHS) {
    this.#most = most;
  }

  get text(): string {
    return this.#glyphs.join("");
  }

  get before(): string {
    return this.#glyphs.slice(0, this.#caret).join("");
  }

  get after(): string {
    return this.#glyphs.slice(this.#caret).join("");
  }

  /** Glyphs that it still holds. */
  get room(): number {
    return this.#most - this.#glyphs.length;
  }

  /** Replaces everything; the caret goes to the end. */
  set(text: string): void {
    this.#glyphs = split(text).slice(0, this.#most);
    this.#caret = this.#glyphs.length;
  }

  /** Inserts at the caret. */
  insert(text: string): void {
    const added = split(text).slice(0, this.room);
    this.#replace(this.#caret, this.#caret, added);
    this.#caret += added.length;
  }

  /** Does what a key by this name does to a line; false if it is no editing key. */
  key(name: string): boolean {
    const deed = EDITS[name];
    if (deed === undefined) return false;
    this.#edit(deed);
    return true;
  }

  #edit(deed: Edit): void {
    const at = this.#caret;
    const end = this.#glyphs.length;
    switch (deed) {
      case "left":
        this.#caret = Math.max(0, at - 1);
        break;
      case "right":
        this.#caret = Math.min(end, at + 1);
        break;
      case "home":
        this.#caret = 0;
        break;
      case "end":
        this.#caret = end;
        break;
      case "erase":
        this.#replace(Math.max(0, at - 1), at);
        break;
      case "delete":
        this.#replace(at, Math.min(end, at + 1));
        break;
      case "word-left":
        this.#caret = this.#wordStart();
        break;
      case "word-right":
        this.#caret = this.#wordEnd();
        break;
      case "erase-word":
        this.#kill(this.#wordStart(), at);
        break;
      case "erase-word-after":
        this.#kill(at, this.#wordEnd());
        break;
      case "erase-before":
        this.#kill(0, at);
        break;
      case "erase-after":
        this.#kill(at, end);
        break;
      case "yank":
        this.insert(this.#killed.join(""));
        break;
    }
  }

  #kill(from: number, to: number): void {
    if (to > from) this.#killed = this.#glyphs.slice(from, to);
    this.#replace(from, to);
  }

  /** Puts `added` in place of the glyphs from `from` to `to`; the caret stands before it. */
  #replace(from: number, to: number, added: readonly string[] = []): void {
    this.#glyphs = [...this.#glyphs.slice(0, from), ...added, ...this.#glyphs.slice(to)];
    this.#caret = from;
  }

  #wordStart(): number {
    let at = this.#caret;
    while (at > 0 && this.#glyphs[at - 1] === " ") at--;
    while (at > 0 && this.#glyphs[at - 1] !== " ") at--;
    return at;
  }

  #wordEnd(): number {
    let at = this.#caret;
    while (at < this.#glyphs.length && this.#glyphs[at] === " ") at++;
    while (at < this.#glyphs.length && this.#glyphs[at] !== " ") at++;
    return at;
  }
}

/** Words are what stands between spaces. */
type Edit =
  | "left"
  | "right"
  | "home"
  | "end"
  | "erase"
  | "delete"
  | "word-left"
  | "word-right"
  | "erase-word"
  | "erase-word-after"
  | "erase-before"
  | "erase-after"
  | "yank";

const EDITS: Readonly<Record<string, Edit>> = {
  left: "left",
  "C-b": "left",
  right: "right",
  "C-f": "right",
  home: "home",
  "C-a": "home",
  end: "end",
  "C-e": "end",
  "M-b": "word-left",
  "C-left": "word-left",
  "M-f": "word-right",
  "C-right": "word-right",
  backspace: "erase",
  "C-h": "erase",
  delete: "delete",
  "C-d": "delete",
  "C-w": "erase-word",
  "M-backspace": "erase-word",
  "M-d": "erase-word-after",
  "C-y": "yank",
  "C-u": "erase-before",
  "C-k": "erase-after",
};

const split = (text: string): readonly string[] => glyphs(printable(text)).map((one) => one.text);
