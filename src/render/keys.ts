/**
 * The one key table: what each key does, where, and in whose words.
 *
 * The hint bar, the help overlay, docs/KEYS.md and what really happens are all
 * read from here, so that they cannot disagree.
 */
import type { Phase } from "./screen-model.js";

/** What a user can decide while the screen is up. */
export type Command =
  | { readonly type: "dial"; readonly to: string }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  | { readonly type: "toggle-video" }
  /** `code`: the exit code when it was not a key but a signal that asked. */
  | { readonly type: "quit"; readonly code?: number };

/** Everything a key can do: a command, or something the screen does by itself. */
export type Deed =
  | Exclude<Command["type"], "dial">
  | "connect"
  | "call-selected"
  | "up"
  | "down"
  | "toggle-preview"
  | "zoom"
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

/** What has the keyboard; `picture` where there is nothing but a picture. */
export type Place = "main" | "picture" | "prompt" | "question" | "help";

export interface KeyBinding {
  readonly deed: Deed;
  /** Names as the tokenizer gives them: `c`, `C-c`, `up`, `f1`. */
  readonly keys: readonly string[];
  /** The same for people. */
  readonly shown: string;
  /** A word or two for the hint bar. */
  readonly hint: string;
  /** A line for the help overlay and the documents. */
  readonly help: string;
  readonly places: readonly Place[];
  /** Phases in which the key does something; all when left out. */
  readonly phases?: readonly Phase[];
}

const MAIN: readonly Place[] = ["main"];
const EVERYWHERE: readonly Place[] = ["main", "picture", "prompt", "question", "help"];

export const KEY_TABLE: readonly KeyBinding[] = [
  {
    deed: "connect",
    keys: ["c"],
    shown: "c",
    hint: "connect",
    help: "call somebody: type a name or an address",
    places: MAIN,
  },
  {
    deed: "call-selected",
    keys: ["enter"],
    shown: "enter",
    hint: "call",
    help: "call the selected peer",
    places: MAIN,
    phases: ["idle"],
  },
  {
    deed: "up",
    keys: ["up", "k"],
    shown: "↑ k",
    hint: "up",
    help: "select the peer above",
    places: MAIN,
  },
  {
    deed: "down",
    keys: ["down", "j"],
    shown: "↓ j",
    hint: "down",
    help: "select the peer below",
    places: MAIN,
  },
  {
    deed: "answer",
    keys: ["a"],
    shown: "a",
    hint: "answer",
    help: "answer the call",
    places: MAIN,
    phases: ["ringing"],
  },
  {
    deed: "decline",
    keys: ["d"],
    shown: "d",
    hint: "decline",
    help: "decline the call",
    places: MAIN,
    phases: ["ringing"],
  },
  {
    deed: "hang-up",
    keys: ["h"],
    shown: "h",
    hint: "hang up",
    help: "end the call, or stop calling",
    places: MAIN,
    phases: ["dialing", "live"],
  },
  {
    deed: "toggle-video",
    keys: ["v"],
    shown: "v",
    hint: "camera",
    help: "your camera on or off",
    places: MAIN,
  },
  {
    deed: "toggle-preview",
    keys: ["p"],
    shown: "p",
    hint: "preview",
    help: "your own picture on or off",
    places: MAIN,
  },
  {
    deed: "zoom",
    keys: ["z"],
    shown: "z",
    hint: "zoom",
    help: "the other's picture over the whole screen",
    places: MAIN,
  },
  {
    deed: "help",
    keys: ["?", "f1"],
    shown: "? F1",
    hint: "help",
    help: "these keys",
    places: MAIN,
  },
  {
    deed: "quit",
    keys: ["q"],
    shown: "q",
    hint: "quit",
    help: "quit; asks first if a call is up",
    places: MAIN,
  },
  {
    deed: "quit",
    keys: ["q", "Q", "escape"],
    shown: "q esc",
    hint: "leave",
    help: "leave",
    places: ["picture"],
  },

  {
    deed: "submit",
    keys: ["enter"],
    shown: "enter",
    hint: "call",
    help: "call what the line says",
    places: ["prompt"],
  },
  {
    deed: "complete",
    keys: ["tab", "down"],
    shown: "tab ↓",
    hint: "complete",
    help: "complete the next matching peer",
    places: ["prompt"],
  },
  {
    deed: "complete-back",
    keys: ["S-tab", "up"],
    shown: "shift-tab ↑",
    hint: "complete",
    help: "complete the matching peer before",
    places: ["prompt"],
  },

  {
    deed: "yes",
    keys: ["y", "Y"],
    shown: "y",
    hint: "yes",
    help: "yes",
    places: ["question"],
  },
  {
    deed: "no",
    keys: ["n", "N", "escape", "q"],
    shown: "n",
    hint: "no",
    help: "no",
    places: ["question"],
  },

  {
    deed: "up",
    keys: ["up", "k"],
    shown: "↑ k",
    hint: "up",
    help: "scroll up",
    places: ["help"],
  },
  {
    deed: "down",
    keys: ["down", "j"],
    shown: "↓ j",
    hint: "down",
    help: "scroll down",
    places: ["help"],
  },
  {
    deed: "back",
    keys: ["escape", "q", "?", "f1", "enter"],
    shown: "esc",
    hint: "close",
    help: "close the help",
    places: ["help"],
  },
  {
    deed: "back",
    keys: ["escape"],
    shown: "esc",
    hint: "leave",
    help: "close the prompt",
    places: ["prompt"],
  },

  {
    deed: "leave",
    keys: ["C-c"],
    shown: "ctrl-c",
    hint: "leave",
    help: "leave at once",
    places: EVERYWHERE,
  },
  {
    deed: "redraw",
    keys: ["C-l"],
    shown: "ctrl-l",
    hint: "redraw",
    help: "draw the screen again",
    places: EVERYWHERE,
  },
  {
    deed: "suspend",
    keys: ["C-z"],
    shown: "ctrl-z",
    hint: "suspend",
    help: "go to the shell; fg comes back",
    places: EVERYWHERE,
  },
];

/** What matters in each phase, first things first: what the hint bar shows until there is no room. */
const HINTS: Readonly<Record<Phase, readonly Deed[]>> = {
  idle: ["connect", "call-selected", "help", "quit", "toggle-video", "toggle-preview"],
  dialing: ["hang-up", "help", "quit", "toggle-video", "toggle-preview"],
  ringing: ["answer", "decline", "help", "quit"],
  live: ["hang-up", "toggle-video", "zoom", "help", "quit", "toggle-preview"],
};

const applies = (binding: KeyBinding, place: Place, phase: Phase): boolean =>
  binding.places.includes(place) && (binding.phases?.includes(phase) ?? true);

/** What `key` does at `place` in `phase`; undefined when it does nothing there. */
export function deedOf(key: string, place: Place, phase: Phase): Deed | undefined {
  return KEY_TABLE.find((binding) => binding.keys.includes(key) && applies(binding, place, phase))
    ?.deed;
}

/** The bindings worth a hint now, most important first. */
export function hintsOf(place: Place, phase: Phase): readonly KeyBinding[] {
  if (place !== "main") {
    const own = KEY_TABLE.filter(({ places }) => places.includes(place) && places.length === 1);
    return own.filter(({ hint }, at) => own.findIndex((other) => other.hint === hint) === at);
  }
  return HINTS[phase].map((deed) =>
    KEY_TABLE.find((binding) => binding.deed === deed && applies(binding, place, phase))!,
  );
}

/** The bindings of a place, in the table's order. */
export const bindingsOf = (place: Place): readonly KeyBinding[] =>
  KEY_TABLE.filter(({ places }) => places.includes(place));
