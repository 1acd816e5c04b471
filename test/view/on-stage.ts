/**
 * A program on a real pseudo terminal, judged by a terminal without a window.
 *
 * `script` of util-linux, which every Linux has, makes the pty; whatever the
 * program writes is obeyed by @xterm/headless, whose answers go back to it.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { HeadlessTerminal } from "../rig/headless-terminal.js";

/** Long for this machine, short for a person; milliseconds. */
const PATIENCE = 20_000;
const HURRY = 2000;
/** No program stays on stage longer. */
const LIFETIME = 60_000;

export interface StageOptions {
  /** A shell command; its tty is the pty. */
  readonly command: string;
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds that the terminal's answers take to come back; Infinity: it gives none. */
  readonly answersAfter?: number;
}

/** How `rehearsal.ts` is started. */
export const rehearsal = (...words: readonly string[]): string =>
  [process.execPath, join(import.meta.dirname, "rehearsal.js"), ...words].join(" ");

export class OnStage implements AsyncDisposable {
  readonly terminal: HeadlessTerminal;
  /** Resolves with the command's exit code once everything it wrote has been obeyed. */
  readonly exited: Promise<number>;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #chunks: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #device = "";
  #obeyed: Promise<void> = Promise.resolve();

  constructor({ command, cols = 80, rows = 24, env = {}, answersAfter = 0 }: StageOptions) {
    this.terminal = new HeadlessTerminal(cols, rows);
    const size = `stty cols ${cols} rows ${rows}; tty`;
    this.#child = spawn("script", ["-qefc", `${size}; ${command}`, "/dev/null"], {
      env: { PATH: process.env["PATH"], TERM: "xterm-256color", COLORTERM: "truecolor", ...env },
    });
    // It may end while an answer is on its way to it.
    this.#child.stdin.on("error", () => {});
    this.terminal.onAnswer((bytes) => {
      if (answersAfter === 0) this.type(bytes);
      else if (answersAfter < Infinity) setTimeout(() => this.type(bytes), answersAfter);
    });
    this.#child.stdout.on("data", (bytes: Buffer) => this.#onOutput(bytes));
    this.exited = this.#exit();
  }

  /** Everything written so far. */
  get written(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  get screen(): string {
    return this.terminal.lines().join("\n");
  }

  /** What a keyboard, a mouse or the terminal itself sends. */
  type(bytes: string): void {
    if (this.#child.stdin.writable) this.#child.stdin.write(bytes);
  }

  async resize(cols: number, rows: number): Promise<void> {
    await this.until("named its terminal", () => this.#device !== "");
    this.terminal.resize(cols, rows);
    spawnSync("stty", ["-F", this.#device, "cols", String(cols), "rows", String(rows)]);
  }

  /** Stops reading what the program writes, as a hung ssh does, and goes on. */
  pause(): void {
    this.#child.stdout.pause();
  }

  resume(): void {
    this.#child.stdout.resume();
  }

  /** Closes the window: the master side of the pty goes away. */
  close(): void {
    this.#child.kill("SIGKILL");
  }

  /** Resolves once `met` holds; it is asked after everything the program writes. */
  async until(what: string, met: () => boolean): Promise<void> {
    const given = AbortSignal.timeout(PATIENCE);
    await new Promise<void>((done, fail) => {
      const look = (): void => {
        if (!met()) return;
        this.#waiting.delete(look);
        done();
      };
      given.addEventListener("abort", () =>
        fail(new Error(`never ${what}; the screen says:\n${this.screen}`)),
      );
      this.#waiting.add(look);
      look();
    });
  }

  async untilSays(text: string | RegExp): Promise<void> {
    await this.until(`said ${text}`, () =>
      typeof text === "string" ? this.screen.includes(text) : text.test(this.screen),
    );
  }

  /** Ends the program as a person in a hurry does; `script` is only killed if that does not help, it takes two seconds. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.resume();
    this.type("\x03\x03");
    const timer = setTimeout(() => this.#child.kill("SIGTERM"), HURRY);
    await this.exited;
    clearTimeout(timer);
    this.terminal[Symbol.dispose]();
  }

  async #exit(): Promise<number> {
    const signal = AbortSignal.timeout(LIFETIME);
    signal.addEventListener("abort", () => this.#child.kill("SIGKILL"));
    const [code] = (await once(this.#child, "close", { signal })) as [number | null];
    await this.#obeyed;
    return code ?? -1;
  }

  #onOutput(bytes: Buffer): void {
    this.#chunks.push(bytes);
    const device = /\/dev\/pts\/\d+/.exec(bytes.toString("latin1"));
    if (this.#device === "" && device) this.#device = device[0];
    this.#obeyed = this.terminal.write(bytes).then(() => {
      for (const look of this.#waiting) look();
    });
  }
}
