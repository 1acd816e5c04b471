/**
 * The terminal's life: ours from {@link Terminal} to `close`, and given back as
 * it was on every way out.
 *
 *     open --suspend--> stopped --SIGCONT--> open
 *      | signal, ctrl-c, hang-up: onLeave, a moment for the program to say
 *      | goodbye and close; then the process ends by itself
 *      | second signal: restored, and gone at once
 *      | crash: restored, the stack on the main screen, gone
 *      v
 *     closed
 *
 * A death that leaves no time (SIGKILL, a fault in native code) cannot be
 * undone from inside. OpenCV, the one native code likely to fault, runs in
 * child processes for that reason, so no parent has to stand guard over us.
 */
import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";
import { Fences } from "./fences.js";
import type { Input } from "./tokens.js";
import { TtyIn } from "./tty-in.js";
import { TtyOut } from "./tty-out.js";

export interface TerminalOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Whether the terminal is tmux. */
  readonly tmux: boolean;
  readonly mouse: boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface TerminalListener {
  onInput(input: Input): void;
  /** It takes more: what was written is gone, or a fence was answered. */
  onReady(): void;
  onResize(): void;
  /** Nothing of ours is on it any more. */
  onBlank(): void;
  /**
   * We have to go, and exit with `code`: 128 + signal, 129 for a closed
   * terminal. Called once; the listener closes what it has, the terminal too,
   * and lets the process end.
   */
  onLeave(code: number): void;
  /** What has to be written before the terminal is given back. */
  lastWords(): string;
}

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGQUIT: 131, SIGTERM: 143 } as const;
type Signal = keyof typeof SIGNALS;
/** EX_SOFTWARE of sysexits.h. */
const BUG = 70;

/** Push title; application keys; bracketed paste. The alternate screen and the hidden cursor are blessed's at the start. */
const TITLE_PUSH = "\x1b[22;0t";
const PASTE_ON = "\x1b[?2004h";
/** Focus reports, so that nobody is called who looks already. */
const FOCUS_ON = "\x1b[?1004h";
/** Presses and releases only, SGR coordinates: not every motion over ssh. */
const MOUSE_ON = "\x1b[?1000h\x1b[?1006h";
const STAGE_ON = "\x1b[?1049h\x1b[?25l";
/** Everything that makes the terminal talk by itself. */
const REPORTS_OFF = "\x1b[?2026l\x1b[?1002l\x1b[?1000l\x1b[?1006l\x1b[?1004l\x1b[?2004l";
const STAGE_OFF = "\x1b[0m\x1b[?25h\x1b[?1l\x1b>\x1b[r\x1b[?1049l\x1b[23;0t";

/** Milliseconds that a frame on its way may take to land, and the least wait for the last fence. */
const LANDING = 300;
/** The last fence may take this many round trips, but nobody waits longer than {@link MOST_PATIENCE} ms for a shell. */
const LAST_FENCE_ROUND_TRIPS = 3;
const MOST_PATIENCE = 1500;
/** The program has this long to say goodbye before it is ended; milliseconds. */
const GRACE = 2000;
/** A stop that did not happen (no job control) is noticed after this; milliseconds. */
const NOT_STOPPED_AFTER = 300;

export class Terminal {
  readonly #options: TerminalOptions;
  readonly #listener: TerminalListener;
  readonly #in: TtyIn;
  readonly #out: TtyOut;
  readonly fences: Fences;
  /** Bytes queued when the last fence was. */
  #fenced = 0;
  /** What a deaf terminal was given and has not taken yet. */
  #given: { readonly bytes: number; readonly at: number } | undefined;
  #title = "";
  #leaving = false;
  #closing: Promise<void> | undefined;
  #restored = false;
  #suspended = false;

  constructor(options: TerminalOptions, listener: TerminalListener) {
    this.#options = options;
    this.#listener = listener;
    this.fences = new Fences(options.tmux);
    this.#out = new TtyOut(options.output, {
      onIdle: () => this.#onIdle(),
      onResize: () => listener.onResize(),
      onGone: () => this.leave(SIGNALS.SIGHUP),
    });
    this.#in = new TtyIn(options.input, {
      onInput: (input) => this.#onInput(input),
      onGone: () => this.leave(SIGNALS.SIGHUP),
    });
    this.#listen();
    this.#in.setRawMode(true);
    this.#probe();
    this.write(TITLE_PUSH + this.#reports());
  }

  get cols(): number {
    return this.#out.columns;
  }

  get rows(): number {
    return this.#out.rows;
  }

  /** Whether a write would leave at once. */
  get idle(): boolean {
    return this.#out.idle;
  }

  /** Whether the terminal keeps up: a picture written now would be seen soon. */
  get keepsUp(): boolean {
    return this.#out.idle && this.fences.ready(this.#options.now());
  }

  /** Queues for this turn's update. */
  write(data: string | Uint8Array): void {
    this.#out.write(data);
  }

  /** Bytes a second that the terminal takes. */
  get rate(): number {
    return this.fences.drain.rate;
  }

  /** To be called before a picture is written: now and then a fence goes before it. */
  check(): void {
    if (this.#unfenced > 0) return;
    this.write(this.fences.check(this.#options.now()));
    this.#fenced = this.#out.queued;
  }

  /** Calls `tap` with everything written from now on, as it leaves, until disposed. */
  tap(tap: (bytes: Uint8Array) => void): Disposable {
    return this.#out.tap(tap);
  }

  /** Queues a fence: the terminal's answer says that it got this far. */
  fence(): void {
    const at = this.#options.now();
    const bytes = this.#unfenced;
    this.write(this.fences.mark(at, bytes));
    this.#fenced = this.#out.queued;
    if (this.fences.deaf) this.#given = { bytes, at };
  }

  /** Parks the hidden cursor, so that an input method opens in the right place; undefined: anywhere. */
  park(at: { readonly x: number; readonly y: number } | undefined): void {
    this.#out.tail = at === undefined ? "" : `\x1b[${at.y + 1};${at.x + 1}H`;
  }

  /** Sets the window title; `title` must be printable. */
  set title(title: string) {
    if (title === this.#title) return;
    this.#title = title;
    this.write(`\x1b]2;${title}\x07`);
  }

  /** Gives the terminal to the shell until it says continue. */
  async suspend(): Promise<void> {
    if (this.#suspended || this.#closing) return;
    this.#suspended = true;
    await this.#quiet();
    this.#out.direct(this.#listener.lastWords() + STAGE_OFF);
    this.#in.setRawMode(false);
    process.off("SIGTSTP", this.#onStop);
    process.kill(0, "SIGTSTP");
    // Without job control the kernel drops the signal, and nobody would ever continue us.
    setTimeout(() => {
      if (this.#suspended) this.#onContinue();
    }, NOT_STOPPED_AFTER);
  }

  /** Starts leaving; the second time, it is done at once. */
  leave(code: number): void {
    if (this.#restored) return;
    if (this.#leaving) this.#end(code);
    this.#leaving = true;
    setTimeout(() => this.#end(code), GRACE).unref();
    this.#listener.onLeave(code);
  }

  /** Gives the terminal back. Idempotent. */
  async close(): Promise<void> {
    this.#closing ??= this.#quiet().then(() => this.#restore());
    await this.#closing;
  }

  /** Ends updates and reports, and waits for answers under way: later ones would be typed into the shell. */
  async #quiet(): Promise<void> {
    await this.#out.hold(LANDING);
    const { fences } = this;
    if (!this.#out.direct(REPORTS_OFF + fences.mark(this.#options.now()))) return;
    const patience = Math.max(LANDING, LAST_FENCE_ROUND_TRIPS * (fences.rtt ?? 0));
    await fences.drained(Math.min(patience, MOST_PATIENCE));
  }

  /** The last words; node itself puts the line discipline back when the process ends. */
  #restore(): void {
    if (this.#restored) return;
    this.#restored = true;
    this.#out.direct(REPORTS_OFF + this.#listener.lastWords() + STAGE_OFF);
    this.#out.close();
    this.#in.close();
    this.#unlisten();
  }

  #end(code: number): never {
    this.#restore();
    process.exit(code);
  }

  #reports(): string {
    return PASTE_ON + FOCUS_ON + (this.#options.mouse ? MOUSE_ON : "");
  }

  /** Who gives no answers is measured by what the kernel takes. */
  #onIdle(): void {
    const given = this.#given;
    this.#given = undefined;
    if (given) this.fences.drain.accepted(given.bytes, given.at, this.#options.now());
    this.#listener.onReady();
  }

  #onInput(input: Input): void {
    if (input.type !== "reply" || !this.fences.take(input.text, this.#options.now())) {
      this.#listener.onInput(input);
    } else if (this.#out.idle) {
      this.#onAnswer();
    }
  }

  /** When nothing is under way, the line can tell how far away the terminal is. */
  #onAnswer(): void {
    if (this.fences.mustProbe(this.#options.now())) this.#probe();
    this.#listener.onReady();
    this.#probe();
  }

  #probe(): void {
    if (!this.idle || this.#unfenced > 0) return;
    this.write(this.fences.probe(this.#options.now()));
    this.#fenced = this.#out.queued;
  }

  /** Bytes queued since the last fence. */
  get #unfenced(): number {
    return this.#out.queued - this.#fenced;
  }

  readonly #onSignal = (signal: Signal): void => this.leave(SIGNALS[signal]);

  readonly #onCrash = (reason: unknown): void => {
    const why = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    void this.#quiet().finally(() => {
      this.#restore();
      complain(why);
      process.exit(BUG);
    });
  };

  readonly #onStop = (): void => void this.suspend();

  /** The shell may have changed everything while we were stopped, by whatever signal. */
  readonly #onContinue = (): void => {
    if (this.#restored || this.#closing) return;
    if (!this.#suspended) this.#in.setRawMode(false);
    else process.on("SIGTSTP", this.#onStop);
    this.#suspended = false;
    this.#in.setRawMode(true);
    this.#out.release();
    this.write(TITLE_PUSH + STAGE_ON + this.#reports());
    if (this.#title !== "") this.write(`\x1b]2;${this.#title}\x07`);
    this.#listener.onBlank();
  };

  readonly #onExit = (): void => this.#restore();

  #listen(): void {
    for (const signal of Object.keys(SIGNALS)) process.on(signal, this.#onSignal);
    process.on("SIGTSTP", this.#onStop);
    process.on("SIGCONT", this.#onContinue);
    process.on("uncaughtException", this.#onCrash);
    process.on("unhandledRejection", this.#onCrash);
    process.on("exit", this.#onExit);
  }

  #unlisten(): void {
    for (const signal of Object.keys(SIGNALS)) process.off(signal, this.#onSignal);
    process.off("SIGTSTP", this.#onStop);
    process.off("SIGCONT", this.#onContinue);
    process.off("uncaughtException", this.#onCrash);
    process.off("unhandledRejection", this.#onCrash);
    process.off("exit", this.#onExit);
  }
}

/** One line or a stack on stderr, if anybody still listens. */
function complain(why: string): void {
  try {
    writeSync(process.stderr.fd, `${why}\n`);
  } catch {
    // The terminal is gone: nobody to tell.
  }
}
