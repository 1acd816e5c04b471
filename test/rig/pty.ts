/**
 * A program in a real pseudo-terminal, with a real terminal emulator at the
 * other end: what is on the screen is what a person would see. The terminal
 * answers the program's questions as xterm does, can be resized while the
 * program runs, and can be as slow as a bad line.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { resolve } from "node:path";
import type { Duplex, Readable, Writable } from "node:stream";
import { findProgram } from "../../src/native/command.js";
import { HeadlessTerminal, type SeenCell } from "./headless-terminal.js";
import { freshHome } from "./peer.js";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";

const SCRIPT = resolve(import.meta.dirname, "../../../test/rig/pty.py");

/** Generous, since the machines that run tests are slow at times: it only bounds a failure. */
const DEADLINE = 20_000;

/** The system's own, since a version manager's stand-in needs an environment that programs under test do not get. */
const PYTHON = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : findProgram("python3");

/** Why a test that needs a pseudo-terminal is skipped, or false when it can run. */
export const noPty: string | false = PYTHON ? false : "there is no python3 here";

export interface PtyOptions {
  readonly command: string;
  readonly args?: readonly string[];
  /** Default 80x24. */
  readonly cols?: number;
  readonly rows?: number;
  /** Besides an environment with a fresh home; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

/** How a program ended. */
export interface Ending {
  /** The exit code, or the name of the signal. */
  readonly status: number | string;
  /** Whether it left the terminal's echo and line editing on. */
  readonly cooked: boolean;
}

/** Starts a program in a terminal of its own, with a home that is removed when disposed. */
export function openPty(options: PtyOptions): Pty {
  return new Pty(options);
}

export class Pty implements AsyncDisposable {
  readonly screen: HeadlessTerminal;
  /** Bytes that the program has written and the terminal has taken. */
  bytes = 0;
  readonly #home: TemporaryFolder = temporaryFolder();
  readonly #child: ChildProcess;
  readonly #ending: Promise<Ending>;
  #ended: Ending | undefined;
  #title = "";
  #waiting: (() => void)[] = [];
  /** Settles when everything received so far is on the screen. */
  #shown: Promise<void> = Promise.resolve();

  constructor({ command, args = [], cols = 80, rows = 24, env = {}, cwd }: PtyOptions) {
    this.screen = new HeadlessTerminal(cols, rows);
    const around = {
      ...freshHome(this.#home.path),
      TERM: "xterm-256color",
      COLORTERM: "truecolor",
    };
    this.#child = spawn(
      PYTHON ?? "python3",
      [SCRIPT, String(cols), String(rows), command, ...args],
      { env: { ...around, ...env }, cwd, stdio: ["pipe", "pipe", "inherit", "pipe"] },
    );
    // The program may end while something is on its way to it.
    for (const stream of [this.#input, this.#orders]) stream.on("error", () => {});
    this.screen.onAnswer((answer) => this.write(answer));
    this.screen.onTitle((title) => (this.#title = title));
    this.#output.on("data", (chunk: Uint8Array) => {
      this.bytes += chunk.length;
      this.#shown = this.screen.write(chunk).then(() => this.#wake());
    });
    this.#ending = this.#watchEnd();
  }

  /** The home of the program under test. */
  get home(): string {
    return this.#home.path;
  }

  /** The window title that the program set last. */
  get title(): string {
    return this.#title;
  }

  /** Types `text` as a person would, or sends any bytes. */
  write(text: string | Uint8Array): void {
    this.#input.write(text);
  }

  /** Resizes the terminal's window; the program gets a SIGWINCH. */
  resize(cols: number, rows: number): void {
    this.screen.resize(cols, rows);
    this.#order(`size ${cols} ${rows}`);
  }

  /** From now on, takes so many bytes a second of the program's output; 0 none at all, Infinity any. */
  readAt(bytesPerSecond: number): void {
    this.#order(`rate ${Number.isFinite(bytesPerSecond) ? Math.round(bytesPerSecond) : -1}`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#order(`kill ${constants.signals[signal]}`);
  }

  /** The rows of the screen, without spaces at their ends. */
  lines(): readonly string[] {
    return this.screen.lines();
  }

  /** The whole screen as text. */
  text(): string {
    return this.lines().join("\n");
  }

  /** A cell as the eye sees it, colours 0xRRGGBB. */
  cell(x: number, y: number): SeenCell {
    return this.screen.seen(x, y);
  }

  /** Waits until `happened` is true of the screen, asking after each of its changes. Fails with a copy of the screen. */
  async until(what: string, happened: (text: string) => boolean): Promise<void> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.#wake();
    }, DEADLINE);
    try {
      while (!happened(this.text())) {
        const over = this.#ended && `the program ended (${this.#ended.status})`;
        if (late || over)
          throw new Error(this.#failure(what, over ?? `${DEADLINE / 1000} s passed`));
        await new Promise<void>((wake) => this.#waiting.push(wake));
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until `words` stand on the screen. */
  async shows(words: string): Promise<void> {
    await this.until(`"${words}" on the screen`, (text) => text.includes(words));
  }

  /** Waits for the program's end, and for all its output to be on the screen. */
  async exit(): Promise<Ending> {
    await this.until("the program's end", () => this.#ended !== undefined);
    return this.#ending;
  }

  /** Kills whatever still runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#input.end();
    await this.#ending;
    this.screen[Symbol.dispose]();
    this.#home[Symbol.dispose]();
  }

  get #input(): Writable {
    return this.#child.stdin as Writable;
  }

  get #output(): Readable {
    return this.#child.stdout as Readable;
  }

  get #orders(): Duplex {
    return this.#child.stdio[3] as Duplex;
  }

  #order(line: string): void {
    this.#orders.write(`${line}\n`);
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async #watchEnd(): Promise<Ending> {
    let said = "";
    this.#orders.setEncoding("utf8").on("data", (text: string) => (said += text));
    await new Promise<void>((done) => {
      this.#child.once("close", () => done());
      this.#child.once("error", () => done());
    });
    await this.#shown;
    this.#ended = readEnding(said);
    this.#wake();
    return this.#ended;
  }

  #failure(what: string, why: string): string {
    const frame = "─".repeat(this.screen.cols);
    const rows = this.lines().map((line) => `│${line.padEnd(this.screen.cols)}│`);
    return [
      `never happened: ${what}; ${why}; the screen is`,
      `┌${frame}┐`,
      ...rows,
      `└${frame}┘`,
    ].join("\n");
  }
}

function readEnding(line: string): Ending {
  const [word, number, cooked] = line.trim().split(" ");
  const names = Object.entries(constants.signals);
  const signal = names.find(([, value]) => value === Number(number))?.[0] ?? `signal ${number}`;
  return { status: word === "exit" ? Number(number) : signal, cooked: cooked === "1" };
}
