/** What the shell is told, and the words a failure is told in. The one place for both. */

/** Exit codes, where there is one after sysexits.h; a signal adds its number to 128. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  noInput: 66,
  unavailable: 69,
  bug: 70,
} as const;

/** Each code, its name in sysexits.h where it has one, and what it means. */
export const EXIT_TABLE: readonly (readonly [code: string, name: string, meaning: string])[] = [
  [`${EXIT.done}`, "EX_OK", "all is well"],
  [`${EXIT.failed}`, "", "it failed: a port taken, a file not written"],
  [`${EXIT.usage}`, "", "wrong usage, as in shells; nothing was done"],
  [`${EXIT.noInput}`, "EX_NOINPUT", "no picture to show, or no terminal to show it in"],
  [`${EXIT.unavailable}`, "EX_UNAVAILABLE", "no peer: refused, no answer, declined, busy"],
  [`${EXIT.bug}`, "EX_SOFTWARE", "a bug: please report it"],
  ["128 + n", "", "ended by signal n: 130 is ctrl-c, 143 kill"],
];

/** Somebody asked for what cannot be; the message says what, without saying who reads it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  /** What to type, or what to do, as a whole sentence. */
  readonly hint: string;

  constructor(message: string, hint = "tetatty --help shows the usage") {
    super(message);
    this.hint = hint;
  }
}

/** Something that draws was started where nothing can be drawn. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** The terminal says of itself that it can only print; `other` is what else to do. */
export const dumbTerminal = (other: string): TerminalError =>
  new TerminalError("TERM is dumb: this terminal cannot be drawn in", `set TERM, or ${other}`);

interface Outcome {
  /** For stderr, ending in a newline. */
  readonly text: string;
  readonly code: number;
}

/** What to say and to return for anything that was thrown. Errors without a hint are bugs. */
export function explain(error: unknown): Outcome {
  if (!(error instanceof Error) || !("hint" in error) || typeof error.hint !== "string") {
    return { text: bugReport(error), code: EXIT.bug };
  }
  return { text: `tetatty: ${error.message} - ${error.hint}\n`, code: codeOf(error) };
}

/** The adapters' errors are known by name: importing them would load what they adapt. */
function codeOf(error: Error): number {
  switch (error.name) {
    case "SourceError":
    case "UsageError":
      return EXIT.usage;
    case "PlayError":
    case "RenderError":
    case "TerminalError":
    case "WindowError":
      return EXIT.noInput;
    case "LinkError":
      return isOurs(error) ? EXIT.failed : EXIT.unavailable;
    default:
      return EXIT.failed;
  }
}

/** Whether a link failed at our end: a port that is taken or forbidden to us is not the peer's doing. */
const isOurs = (error: Error): boolean =>
  "reason" in error && (error.reason === "taken" || error.reason === "forbidden");

function bugReport(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `tetatty: this is a bug, please report it together with these lines:\n${trace}\n`;
}

/**
 * Makes the ways a process dies without being asked to our own: a bug is
 * reported with its exit code, and a reader that left ends us as SIGPIPE would,
 * unless somebody else listens and has something left to do.
 */
export function watchForTheUnexpected(): void {
  process.once("uncaughtException", (error) => {
    // Reported last of all: whoever owns the terminal restores it in an exit listener of its own.
    process.once("exit", () => process.stderr.write(bugReport(error)));
    process.exit(EXIT.bug);
  });
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (process.stdout.listenerCount("error") > 1) return;
    if (error.code === "EPIPE") process.exit(128 + 13);
    throw error;
  });
}
