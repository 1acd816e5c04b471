/**
 * The one key table: what each key does, where, and in whose words.
 *
 * The hint bar, the help overlay, docs/KEYS.md and what really happens are all
 * read from here, so that they cannot disagree.
 */
import type { KeyBinding, Place } from "./key-binding.js";
import { PLAYER_KEYS } from "./player-keys.js";

const MAIN: readonly Place[] = ["main"];
const PICTURE: readonly Place[] = ["picture", "player"];
/** Wherever a picture is in sight and no letter is typed. */
const SEEING: readonly Place[] = [...MAIN, ...PICTURE];
export const EVERYWHERE: readonly Place[] = [...SEEING, "prompt", "question", "help"];

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
  ...PLAYER_KEYS,
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
    places: PICTURE,
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
