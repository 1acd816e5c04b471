import { StringDecoder } from "node:string_decoder";
import type { ReadStream } from "node:tty";
import { Tokens, type Input } from "./tokens.js";

/** A lone ESC is the Escape key after this many milliseconds: longer than ssh takes to deliver the rest of a sequence. */
const ESCAPE_AFTER = 40;

export interface TtyInListener {
  onInput(input: Input): void;
  /** The terminal is closed. */
  onGone(): void;
}

/** The keyboard side of the terminal: raw bytes in, tokens out. */
export class TtyIn {
  readonly #stream: ReadStream;
  readonly #listener: TtyInListener;
  readonly #decoder = new StringDecoder("utf8");
  readonly #tokens = new Tokens();
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: ReadStream, listener: TtyInListener) {
    this.#stream = stream;
    this.#listener = listener;
    stream.on("data", this.#onData);
    stream.on("end", this.#onGone);
    stream.on("error", this.#onGone);
  }

  setRawMode(on: boolean): void {
    this.#stream.setRawMode(on);
    if (on) this.#stream.resume();
  }

  /** Lets the process end; what is typed from here on is left to whoever reads next. */
  close(): void {
    clearTimeout(this.#timer);
    this.#stream.off("data", this.#onData);
    this.#stream.off("end", this.#onGone);
    // An error listener stays: a terminal that closes late must not become an uncaught exception.
    this.#stream.pause();
    this.#stream.unref();
  }

  readonly #onData = (bytes: Buffer): void => {
    this.#deliver(this.#tokens.push(this.#decoder.write(bytes)));
  };

  readonly #onGone = (): void => this.#listener.onGone();

  #deliver(inputs: readonly Input[]): void {
    clearTimeout(this.#timer);
    if (this.#tokens.undecided) {
      this.#timer = setTimeout(() => this.#deliver(this.#tokens.decide()), ESCAPE_AFTER);
    }
    for (const input of inputs) this.#listener.onInput(input);
  }
}
