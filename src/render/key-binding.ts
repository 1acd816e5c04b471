import type { Command, KeepCommand, PlayCommand } from "./commands.js";
import type { Phase } from "./screen-model.js";

/** Everything a key can do: a command, or something the screen does by itself. */
export type Deed =
  | Exclude<Command["type"], "dial">
  | KeepCommand["type"]
  | Exclude<PlayCommand["type"], "seek">
  | `${"back" | "on"}-${"second" | "five-seconds" | "minute"}`
  | "write"
  | "older"
  | "newer"
  | "recall"
  | "recall-later"
  | "connect"
  | "call-selected"
  | "up"
  | "down"
  | "toggle-preview"
  | "zoom"
  | "colors"
  | "glyphs"
  | "help"
  | "leave"
  | "redraw"
  | "suspend"
  | "complete"
  | "complete-back"
  | "submit"
  | "back"
  | "yes"
  | "no";

/** What has the keyboard: `paste` asks whether to; `picture` where there is nothing but a picture, `player` where it is a recording. */
export type Place =
  | "main"
  | "picture"
  | "player"
  | "prompt"
  | "chat"
  | "question"
  | "paste"
  | "help";

export interface KeyBinding {
  readonly deed: Deed;
  /** Names as the tokenizer gives them: `c`, `C-c`, `up`, `f1`. */
  readonly keys: readonly string[];
  /** The same for people. */
  readonly shown: string;
  /** A word or two for the hint bar; empty where the next hint's do for both. */
  readonly hint: string;
  /** A line for the help overlay and the documents. */
  readonly help: string;
  readonly places: readonly Place[];
  /** Phases in which the key does something; all when left out. */
  readonly phases?: readonly Phase[];
}
