/**
 * Desktop notifications as terminals have them: three ways that none but its
 * own terminals understand. Others ignore them, but for those that print what
 * they do not know; so they are sent only where somebody is known to listen.
 */
import { cut, printable } from "./words-width.js";

/** When the user is called: while they look elsewhere, whenever it rings, without a sound, or never. */
export type Bell = "away" | "always" | "silent" | "off";

/** By the numbers of their OSC: iTerm2's, urxvt's, kitty's. */
export type Notifier = "osc9" | "osc777" | "osc99";

/** What there is to know before the terminal is asked; all of it text that somebody else set. */
type Environment = Readonly<Record<string, string | undefined>>;

const BY_TERM: readonly (readonly [RegExp, Notifier])[] = [
  [/^xterm-kitty/, "osc99"],
  [/^(?:foot|wezterm|xterm-ghostty)/, "osc777"],
];
const BY_PROGRAM: Readonly<Record<string, Notifier>> = {
  "iTerm.app": "osc9",
  WezTerm: "osc777",
  ghostty: "osc777",
};

/** How the terminal is told; undefined where it would not understand. tmux keeps all of them for itself. */
export function detectNotifier(env: Environment): Notifier | undefined {
  if ((env["TMUX"] ?? "") !== "") return undefined;
  if ((env["KITTY_WINDOW_ID"] ?? "") !== "") return "osc99";
  const program = BY_PROGRAM[env["TERM_PROGRAM"] ?? ""];
  const term = env["TERM"] ?? "";
  return program ?? BY_TERM.find(([pattern]) => pattern.test(term))?.[1];
}

const OSC = "\x1b]";
/** The string terminator: a bell in its place could be heard. */
const ST = "\x1b\\";
const TITLE = "tetatty";
/** Cells of a line that a desktop shows whole. */
const MOST = 80;

/** The bytes that show `text`, whoever wrote it, as a notification. */
export function notificationBytes(notifier: Notifier, text: string): string {
  // Semicolons separate the fields, in the text as well.
  const clean = cut(printable(text), MOST).replaceAll(";", ",");
  switch (notifier) {
    case "osc9":
      // Not first in it: "4;" there would be a progress bar.
      return `${OSC}9;${TITLE}: ${clean}${ST}`;
    case "osc777":
      return `${OSC}777;notify;${TITLE};${clean}${ST}`;
    default:
      return `${OSC}99;i=${TITLE}:d=0;${TITLE}${ST}${OSC}99;i=${TITLE}:p=body;${clean}${ST}`;
  }
}
