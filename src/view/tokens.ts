/**
 * What a terminal sends, cut into tokens once. Pure text work: the caller owns
 * the stream, the UTF-8 decoding and the clock that decides when a lone ESC is
 * the Escape key.
 *
 * blessed's own parser loses keys that share a read with a mouse report, splits
 * sequences over reads and surrogate pairs, doubles Enter and types the
 * terminal's replies into the program; so it never sees a byte of input.
 *
 * Sources: ECMA-48 (CSI syntax), xterm's ctlseqs (SGR mouse 1006, bracketed
 * paste 2004, DSR), the kitty keyboard protocol (CSI u).
 */
export type Input =
  /** `name` is the character itself, or `enter`, `up`, `f1`, ..., with `C-`, `M-`, `S-` before it. */
  | { readonly type: "key"; readonly name: string; readonly text: string | undefined }
  | { readonly type: "paste"; readonly text: string }
  | MouseInput
  | { readonly type: "focus"; readonly on: boolean }
  /** The terminal answers a query. */
  | { readonly type: "reply"; readonly text: string };

export interface MouseInput {
  readonly type: "mouse";
  readonly action: "press" | "release" | "drag" | "wheel-up" | "wheel-down";
  /** Cells, from 0. */
  readonly x: number;
  readonly y: number;
}

const ESC = "\x1b";
const PASTE_START = "\x1b[200~";
const PASTE_END = "\x1b[201~";
/** A paste is cut here: nothing that goes into one line is longer. */
const MOST_PASTED = 65_536;
/** No control sequence of a sane terminal is longer; what is, is noise. */
const MOST_CSI = 64;
const MOST_STRING = 4096;
/** UTF-16 units looked at for one character: a family of four with skin tones has 19. */
const MOST_GRAPHEME = 64;

const CSI_LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};
const CSI_NUMBERS: Readonly<Record<string, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
};
const CONTROLS: Readonly<Record<string, string>> = {
  "\t": "tab",
  "\n": "enter",
  "\r": "enter",
  "\b": "backspace",
  "\x1b": "escape",
  "\x7f": "backspace",
  " ": "space",
};

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export class Tokens {
  #held = "";
  #pasted: string | undefined;

  /** Whether what is held may be the Escape key or the beginning of a sequence: only time can tell. */
  get undecided(): boolean {
    return this.#held !== "" && this.#pasted === undefined;
  }

  /** The tokens that `text` completes. */
  push(text: string): readonly Input[] {
    this.#held += text;
    return this.#drain();
  }

  /** Time is up: what looked like the beginning of a sequence is taken as keys. */
  decide(): readonly Input[] {
    if (!this.undecided) return [];
    const first = this.#held.slice(0, 1);
    this.#held = this.#held.slice(1);
    return [...read(first), ...this.#drain()];
  }

  #drain(): readonly Input[] {
    const found: Input[] = [];
    while (this.#held !== "") {
      if (this.#pasted !== undefined) {
        const paste = this.#paste();
        if (paste === undefined) break;
        found.push(paste);
        continue;
      }
      const length = tokenLength(this.#held);
      if (length === 0) break;
      const token = this.#held.slice(0, length);
      this.#held = this.#held.slice(length);
      if (token === PASTE_START) this.#pasted = "";
      else found.push(...read(token));
    }
    return found;
  }

  /** The paste, once its end is here; until then it gathers, but for a piece that may begin the end. */
  #paste(): Input | undefined {
    const end = this.#held.indexOf(PASTE_END);
    const stop = end < 0 ? Math.max(0, this.#held.length - PASTE_END.length + 1) : end;
    const text = (this.#pasted + this.#held.slice(0, stop)).slice(0, MOST_PASTED);
    this.#held = this.#held.slice(end < 0 ? stop : stop + PASTE_END.length);
    this.#pasted = end < 0 ? text : undefined;
    return end < 0 ? undefined : { type: "paste", text };
  }
}

/** Length of the first token in `held`; 0 while it is not complete. */
function tokenLength(held: string): number {
  if (held[0] !== ESC) return plainLength(held);
  if (held.length === 1) return 0;
  switch (held[1] as string) {
    case "[":
      return csiLength(held);
    case "O":
      return held.length >= 3 ? 3 : 0;
    case "]":
    case "P":
    case "_":
    case "^":
      return stringLength(held);
    case ESC:
      return 1;
    default:
      return 1 + plainLength(held.slice(1));
  }
}

function plainLength(held: string): number {
  if (held.charCodeAt(0) < 0x20) return 1;
  // Nothing of ASCII joins ASCII but CR LF; the segmenter takes its time, and pastes are long.
  if (held.charCodeAt(0) < 0x80 && (held.length === 1 || held.charCodeAt(1) < 0x80)) return 1;
  const [first] = segmenter.segment(held.slice(0, MOST_GRAPHEME));
  return first?.segment.length ?? 1;
}

function csiLength(held: string): number {
  const X10_MOUSE = 6;
  if (held[2] === "M") return held.length >= X10_MOUSE ? X10_MOUSE : 0;
  for (let at = 2; at < held.length; at++) {
    const code = held.charCodeAt(at);
    if (code < 0x20) return at;
    if (code >= 0x40 && code <= 0x7e) return at + 1;
  }
  return held.length > MOST_CSI ? held.length : 0;
}

/** OSC, DCS, APC and PM run to ST; OSC also to BEL. */
function stringLength(held: string): number {
  const bell = held[1] === "]" ? held.indexOf("\x07") : -1;
  const terminator = held.indexOf("\x1b\\", 2);
  if (bell > 0 && (terminator < 0 || bell < terminator)) return bell + 1;
  if (terminator > 0) return terminator + 2;
  return held.length > MOST_STRING ? held.length : 0;
}

const key = (name: string, text?: string): readonly Input[] => [{ type: "key", name, text }];

/** A key without text, or nothing where the table had no name for it. */
const named = (name: string | undefined, prefix = ""): readonly Input[] =>
  name === undefined ? [] : key(prefix + name);

function read(token: string): readonly Input[] {
  if (token.length === 1 || token[0] !== ESC) return plain(token, "");
  switch (token[1] as string) {
    case "[":
      return csi(token);
    case "O":
      return named(CSI_LETTERS[token[2] as string]);
    case "]":
    case "P":
    case "_":
    case "^":
      return [{ type: "reply", text: token }];
    default:
      return plain(token.slice(1), "M-");
  }
}

function plain(text: string, meta: "" | "M-"): readonly Input[] {
  const name = CONTROLS[text];
  if (name !== undefined) return key(meta + name, text === " " && meta === "" ? text : undefined);
  const code = text.charCodeAt(0);
  if (code < 0x1b) return key(`${meta}C-${String.fromCharCode(code + 96)}`);
  if (code < 0x20) return key(`${meta}C-${String.fromCharCode(code + 64)}`);
  return key(meta + text, meta === "" ? text : undefined);
}

function csi(token: string): readonly Input[] {
  const final = token.at(-1) as string;
  const body = token.slice(2, -1);
  if (body.startsWith("<")) return sgrMouse(body.slice(1), final);
  if (token.startsWith("\x1b[M")) return [];
  if (body === "" && (final === "I" || final === "O"))
    return [{ type: "focus", on: final === "I" }];
  if (isReply(body, final)) return [{ type: "reply", text: token }];
  return csiKey(body, final);
}

/** `CSI number ; modifiers : event final`. */
function csiKey(body: string, final: string): readonly Input[] {
  const [first = "", second = ""] = body.split(";");
  const [modifiers, event] = second.split(":");
  const RELEASED = "3";
  if (event === RELEASED) return [];
  const prefix = modifierPrefix(Number(modifiers));
  if (final === "u") return kitty(first, prefix);
  if (final === "Z") return key("S-tab");
  return named(final === "~" ? CSI_NUMBERS[first] : CSI_LETTERS[final], prefix);
}

const isReply = (body: string, final: string): boolean =>
  /^[?>=]/.test(body) || "ntyc".includes(final) || (final === "R" && body.includes(";"));

/** xterm's modifier parameter: 1 + shift 1, alt 2, ctrl 4, meta 8. */
function modifierPrefix(parameter: number): string {
  const bits = Math.max(0, (parameter || 1) - 1);
  return `${(bits & 10) !== 0 ? "M-" : ""}${(bits & 4) !== 0 ? "C-" : ""}${(bits & 1) !== 0 ? "S-" : ""}`;
}

function kitty(code: string, prefix: string): readonly Input[] {
  const point = Number(code.split(":")[0]);
  if (!isCharacter(point)) return [];
  const character = String.fromCodePoint(point);
  const name = CONTROLS[character] ?? character;
  return key(
    prefix + name,
    prefix === "" && point >= 0x20 && point !== 0x7f ? character : undefined,
  );
}

/** Halves of surrogate pairs are code points too, and no characters. */
const isCharacter = (point: number): boolean =>
  Number.isInteger(point) &&
  point > 0 &&
  point <= 0x10_ffff &&
  !(point >= 0xd800 && point <= 0xdfff);

/** `CSI < buttons ; column ; row` and `M` for press, `m` for release. */
function sgrMouse(body: string, final: string): readonly Input[] {
  const [buttons, column, row] = body.split(";").map(Number);
  if (buttons === undefined || !column || !row) return [];
  const at = { type: "mouse", x: column - 1, y: row - 1 } as const;
  const WHEEL = 64;
  const MOTION = 32;
  if ((buttons & WHEEL) !== 0) {
    return [{ ...at, action: (buttons & 1) === 0 ? "wheel-up" : "wheel-down" }];
  }
  if (final === "m") return [{ ...at, action: "release" }];
  if ((buttons & MOTION) !== 0) return [{ ...at, action: "drag" }];
  return (buttons & 3) === 0 ? [{ ...at, action: "press" }] : [];
}
