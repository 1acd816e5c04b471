import type { Colors } from "./pane-painter.js";

/** What there is to know about colours before the terminal is asked; all of it text that somebody else set. */
export interface ColorClues {
  /** `--color`. */
  readonly flag: Colors | "auto";
  readonly env: Readonly<Record<string, string | undefined>>;
}

const CHOICES: readonly string[] = ["truecolor", "256", "16", "mono"] satisfies readonly Colors[];

/** Terminals that take 24-bit colours and often arrive without COLORTERM, which ssh does not pass on. */
const TRUECOLOR_TERMS =
  /-direct$|^(?:xterm-kitty|xterm-ghostty|alacritty|foot|wezterm|tmux)(?:$|[-+])/;
const COLORLESS_TERMS = /^(?:dumb|vt\d\d\d|.*-m(?:ono)?)$/;
/** Consoles of kernels and small emulators: 16 colours or fewer. */
const SIXTEEN_TERMS = /^(?:linux|ansi|cygwin|cons25|rxvt|screen|xterm-16color)$/;

/**
 * How many colours to use: flag > TETATTY_COLOR > NO_COLOR > TMUX and COLORTERM > TERM > 256.
 *
 * tmux always takes 24-bit colours and reduces them itself to what it shows them on.
 */
export function detectColors({ flag, env }: ColorClues): Colors {
  if (flag !== "auto") return flag;
  const told = env["TETATTY_COLOR"] ?? "";
  if (CHOICES.includes(told)) return told as Colors;
  if ((env["NO_COLOR"] ?? "") !== "") return "mono";
  if ((env["TMUX"] ?? "") !== "") return "truecolor";
  if (/^(?:truecolor|24bit)$/i.test(env["COLORTERM"] ?? "")) return "truecolor";
  return fromTerm(env["TERM"] ?? "");
}

function fromTerm(term: string): Colors {
  if (TRUECOLOR_TERMS.test(term)) return "truecolor";
  if (term === "" || COLORLESS_TERMS.test(term)) return "mono";
  return SIXTEEN_TERMS.test(term) ? "16" : "256";
}
