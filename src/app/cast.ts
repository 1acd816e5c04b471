/**
 * A recording of the terminal as an asciicast, version 2
 * (https://docs.asciinema.org/manual/asciicast/v2/): a header, then a line for
 * each update with the seconds since the beginning.
 *
 * The bytes are those the terminal got, but for what is not to be seen: questions
 * would be answered by the player's terminal, as if typed into its shell, and
 * a copied text would go to its clipboard.
 */
import { createWriteStream, type WriteStream } from "node:fs";
import { truncate, unlink } from "node:fs/promises";
import { finished } from "node:stream/promises";
import type { Clock, Screen } from "../ports.js";

/** Device status, device attributes, window sizes; OSC 52; pictures of kitty's, taken away. */
const UNSEEN = new RegExp(
  String.raw`\x1b\[(?:[56]n|1[468]t|0?c|\?2;1;0S)|\x1b\]52;[^\x07]*\x07|\x1b_G[^\x1b]*\x1b\\`,
  "g",
);
/** Nothing that stands on the player's screen shows through, and no cursor jumps about. */
const OPENING = "\x1b[0m\x1b[2J\x1b[?25l";
/** Bytes that may wait for the disk. */
const MOST_WAITING = 64 * 1024 * 1024;

export interface CastOptions {
  readonly path: string;
  readonly title: string;
  readonly clock: Clock;
  /** The file cannot be written any further, and holds what came before; nothing is recorded any more. */
  readonly onFault: (error: Error) => void;
}

export class Cast implements AsyncDisposable {
  readonly #options: CastOptions;
  readonly #file: WriteStream;
  readonly #tap: Disposable;
  readonly #start: number;
  #rows = 0;
  /** Whether there is a file that we made. */
  #isOurs = false;
  /** Bytes of the lines that are on disk. */
  #written = 0;
  /** Settles when there is nothing left to do about a fault. */
  #mended: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  /** Begins at once, with everything that is on the screen. */
  constructor(screen: Screen, options: CastOptions) {
    this.#options = options;
    this.#start = options.clock.now();
    this.#file = createWriteStream(options.path, { flags: "wx" });
    this.#file.once("open", () => (this.#isOurs = true));
    this.#file.on("error", (error) => this.#fail(error));
    this.#tap = screen.tap({
      resized: (cols, rows) => this.#resized(cols, rows),
      wrote: (bytes) => this.#wrote(Buffer.from(bytes).toString("utf8")),
    });
  }

  /** Ends the recording, and resolves when it is on disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  async #close(): Promise<void> {
    this.#tap[Symbol.dispose]();
    // Whoever plays it gets a cursor back, below the picture.
    this.#event("o", `\x1b[0m\x1b[?25h\x1b[${this.#rows};1H`);
    this.#file.end();
    await finished(this.#file).catch(() => {}); // Told to `onFault`.
    await this.#mended;
  }

  #resized(cols: number, rows: number): void {
    if (this.#rows === 0) {
      const { title } = this.#options;
      const timestamp = Math.floor(Date.now() / 1000);
      const env = { TERM: process.env["TERM"] ?? "" };
      this.#line({ version: 2, width: cols, height: rows, timestamp, title, env });
      this.#event("o", OPENING);
    } else {
      this.#event("r", `${cols}x${rows}`);
    }
    this.#rows = rows;
  }

  #wrote(text: string): void {
    this.#event("o", text.replace(UNSEEN, ""));
    if (this.#file.writableLength > MOST_WAITING) this.#fail(new Error("the disk is too slow"));
  }

  #event(code: "o" | "r", data: string): void {
    const seconds = (this.#options.clock.now() - this.#start) / 1000;
    this.#line([Number(seconds.toFixed(6)), code, data]);
  }

  #line(value: unknown): void {
    if (!this.#file.writable) return;
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    this.#file.write(line, (error) => {
      if (!error) this.#written += line.length;
    });
  }

  #fail(error: Error): void {
    this.#tap[Symbol.dispose]();
    this.#file.destroy();
    this.#mended = this.#mend(error);
  }

  /** Leaves whole lines, or no file: players stop at half a line with a complaint. */
  async #mend(fault: Error): Promise<void> {
    const { path, onFault } = this.#options;
    if (this.#isOurs) {
      const mended = this.#written > 0 ? truncate(path, this.#written) : unlink(path);
      await mended.catch(() => {}); // One fault is enough.
    }
    onFault(fault);
  }
}
