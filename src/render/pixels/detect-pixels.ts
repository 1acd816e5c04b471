/** Ways to show a picture pixel by pixel. */
export type Pixels = "kitty" | "sixel";
/** `--pixels`. */
export type PixelsChoice = Pixels | "auto" | "off";

type Environment = Readonly<Record<string, string | undefined>>;

/** Consoles that may write a question on the screen instead of ignoring it. */
const MUTE = /^(?:linux|dumb|vt\d\d\d|ansi|cons25|cygwin|screen|tmux)(?:$|[-.])/;

/**
 * Whether to use pixels, or to `ask` the terminal for them. Nobody is asked
 * over ssh, which pixels would fill, or in tmux, which keeps them to itself.
 */
export function pixelsWish(choice: PixelsChoice, env: Environment): Pixels | "ask" | "off" {
  if (choice !== "auto") return choice;
  if ((env["NO_COLOR"] ?? "") !== "" || env["TERM_PROGRAM"] === "Apple_Terminal") return "off";
  const set = (name: string): boolean => (env[name] ?? "") !== "";
  if (set("SSH_CONNECTION") || set("SSH_TTY") || set("TMUX") || set("STY")) return "off";
  return MUTE.test(env["TERM"] ?? "dumb") ? "off" : "ask";
}

/** One pixel of a picture, to be looked at and not kept; and what the terminal is, which every one answers. */
export const PIXELS_QUERY = "\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c";
const KITTY_OK = "\x1b_Gi=31;OK\x1b\\";
/** Primary device attributes; 4 among them means sixels. */
const ATTRIBUTES = /^\?([\d;]+)c$/;
const CSI = "\x1b[";
const SIXELS = "4";

/** What a reply says to {@link PIXELS_QUERY}; undefined where it says nothing of it. */
export function pixelsIn(reply: string): Pixels | undefined {
  if (reply === KITTY_OK) return "kitty";
  if (!reply.startsWith(CSI)) return undefined;
  const attributes = ATTRIBUTES.exec(reply.slice(CSI.length))?.[1]?.split(";");
  return attributes?.includes(SIXELS) === true ? "sixel" : undefined;
}
