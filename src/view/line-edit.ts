import { glyphs, printable } from "../render/words-width.js";

/** Longer than any address or name. */
const MOST_GLYPHS = 256;

/** One line of text under readline's keys. The caret stands between glyphs. */
export class LineEdit {
  readonly #most: number;
  #glyphs: readonly string[] = [];
  #caret = 0;

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

  /** Replaces everything; the caret goes to the end. */
  set(text: string): void {
    this.#glyphs = split(text).slice(0, this.#most);
    this.#caret = this.#glyphs.length;
  }

  /** Inserts at the caret. */
  insert(text: string): void {
    const room = this.#most - this.#glyphs.length;
    const added = split(text).slice(0, room);
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
      case "erase-word":
        this.#replace(this.#wordStart(), at);
        break;
      case "erase-before":
        this.#replace(0, at);
        break;
      case "erase-after":
        this.#replace(at, end);
        break;
    }
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
}

type Edit =
  | "left"
  | "right"
  | "home"
  | "end"
  | "erase"
  | "delete"
  | "erase-word"
  | "erase-before"
  | "erase-after";

const EDITS: Readonly<Record<string, Edit>> = {
  left: "left",
  "C-b": "left",
  right: "right",
  "C-f": "right",
  home: "home",
  "C-a": "home",
  end: "end",
  "C-e": "end",
  backspace: "erase",
  delete: "delete",
  "C-d": "delete",
  "C-w": "erase-word",
  "M-backspace": "erase-word",
  "C-u": "erase-before",
  "C-k": "erase-after",
};

const split = (text: string): readonly string[] => glyphs(printable(text)).map((one) => one.text);
