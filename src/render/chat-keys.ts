import type { KeyBinding } from "./key-binding.js";

/** What keys do while somebody writes; a part of the key table. */
export const CHAT_KEYS: readonly KeyBinding[] = [
  {
    deed: "say",
    keys: ["enter"],
    shown: "enter",
    hint: "send",
    help: "send the line",
    places: ["chat"],
  },
  {
    deed: "back",
    keys: ["escape"],
    shown: "esc",
    hint: "leave",
    help: "leave the line as it is, for later",
    places: ["chat"],
  },
  {
    deed: "recall",
    keys: ["up", "C-p"],
    shown: "↑",
    hint: "again",
    help: "the line sent before",
    places: ["chat"],
  },
  {
    deed: "recall-later",
    keys: ["down", "C-n"],
    shown: "↓",
    hint: "again",
    help: "the line sent after",
    places: ["chat"],
  },
  {
    deed: "older",
    keys: ["pageup"],
    shown: "pgup",
    hint: "older",
    help: "scroll to older messages",
    places: ["main", "chat"],
  },
  {
    deed: "newer",
    keys: ["pagedown"],
    shown: "pgdn",
    hint: "newer",
    help: "scroll to newer messages",
    places: ["main", "chat"],
  },
];
