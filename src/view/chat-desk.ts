import type { ChatRow } from "../render/screen-model.js";
import type { ChatState } from "../render/words-chat.js";
import { LineEdit } from "./line-edit.js";

/** Several messages' worth: more at once is no conversation. */
const MOST_WRITTEN = 4000;
const MOST_RECALLED = 50;
/** A paste longer than this may be a mistake, in characters. */
const LONG_PASTE = 2000;
/** Lines that a key and that the wheel scroll. */
export const PAGE = 5;
export const WHEEL = 2;

/** What the user does with a chat besides reading it: the line being written, those sent before, how far back they look, what they have seen. */
export class ChatDesk {
  readonly #edit = new LineEdit(MOST_WRITTEN);
  #rows: readonly ChatRow[] = [];
  #sent: readonly string[] = [];
  /** How many lines back the recalled one is; 0: the one being written, kept in {@link #draft}. */
  #recalled = 0;
  #draft = "";
  #pasted: string | undefined;
  #until: number | undefined;
  #back = 0;
  #read = 0;

  /** Messages of the other side that were not in sight yet. */
  get unread(): number {
    return this.#rows.filter(({ id, mine }) => !mine && id > this.#read).length;
  }

  /** Characters of a paste that waits for a yes. */
  get pasted(): number {
    return this.#pasted?.length ?? 0;
  }

  state(writing: boolean): ChatState {
    const { before, after, room } = this.#edit;
    return { input: { before, after }, writing, until: this.#until, back: this.#back, room };
  }

  /** @returns how many messages of the other side are new. */
  update(rows: readonly ChatRow[]): number {
    const last = this.#rows.at(-1)?.id ?? 0;
    this.#rows = rows;
    if (rows.length === 0) this.#follow();
    return rows.filter(({ id, mine }) => !mine && id > last).length;
  }

  /** The pane was drawn, scrolled back by `back` lines and no further. */
  drawn(back: number): void {
    this.#back = back;
    if (back === 0) this.#follow();
    if (this.#until === undefined) this.#read = this.#rows.at(-1)?.id ?? this.#read;
  }

  /** Up is positive. */
  scroll(lines: number): void {
    this.#until ??= this.#rows.at(-1)?.id;
    this.#back = Math.max(0, this.#back + lines);
    if (this.#back === 0) this.#follow();
  }

  type(name: string, text: string | undefined): void {
    if (!this.#edit.key(name) && text !== undefined) this.#edit.insert(text);
  }

  /** @returns whether it has to be asked about first; then {@link confirm} pastes it. */
  paste(text: string): boolean {
    const line = text.trim();
    const long = line.length > LONG_PASTE;
    if (long) this.#pasted = line;
    else this.#edit.insert(line);
    return long;
  }

  confirm(yes: boolean): void {
    if (yes) this.#edit.insert(this.#pasted ?? "");
    this.#pasted = undefined;
  }

  /** The line written, which is empty from now on; undefined when there is nothing to send. */
  take(): string | undefined {
    const text = this.#edit.text.trim();
    if (text === "") return undefined;
    this.#sent = [text, ...this.#sent.filter((each) => each !== text)].slice(0, MOST_RECALLED);
    this.#recalled = 0;
    this.#edit.set("");
    this.#follow();
    return text;
  }

  /** Shows the line sent before (1) or after (-1) the one shown. */
  recall(by: 1 | -1): void {
    const to = Math.max(0, Math.min(this.#recalled + by, this.#sent.length));
    if (to === this.#recalled) return;
    if (this.#recalled === 0) this.#draft = this.#edit.text;
    this.#recalled = to;
    this.#edit.set(this.#sent[to - 1] ?? this.#draft);
  }

  #follow(): void {
    this.#until = undefined;
    this.#back = 0;
  }
}
