import type { Writable } from "node:stream";

/** The part of node's handle that says whether writes block; absent from its types. */
interface Handle {
  setBlocking?(on: boolean): void;
}

/** How long the last bytes may take to leave when nobody takes them, in milliseconds. */
const PATIENCE = 300;

/** What was made could not be written; nobody's choice, unlike a reader's leaving. */
export class WriteError extends Error {
  override readonly name = "WriteError";
  readonly hint = "is there room where the output goes?";
}

/** A reader who has seen enough, or a terminal that was closed. */
const LEFT = new Set(["EPIPE", "EIO", "ECONNRESET"]);

/** Bytes to whoever reads us, at their pace: a write is over when they took it. */
export class Downstream implements AsyncDisposable {
  readonly #stream: Writable;
  #open = true;
  #fault: WriteError | undefined;
  #last: Promise<unknown> = Promise.resolve();
  readonly #stopped: Promise<false>;

  /** `signal` ends all waiting: what is still to leave then has the moment that disposal gives it. */
  constructor(stream: Writable, signal: AbortSignal) {
    this.#stream = stream;
    this.#stopped = new Promise((done) => {
      signal.addEventListener("abort", () => done(false), { once: true });
    });
    // Node's writes to a terminal block, and a blocked program hears no signal.
    (stream as unknown as { _handle?: Handle })._handle?.setBlocking?.(false);
    stream.on("error", (error) => this.#fail(error));
  }

  /** Whether there still is a reader. */
  get open(): boolean {
    return this.#open;
  }

  /** What went wrong, but for a reader who left, as `head` does: that is no fault of anybody's. */
  get fault(): WriteError | undefined {
    return this.#fault;
  }

  /** Resolves when `bytes` have left; false when the reader has, or whoever started us wants it to stop. */
  async write(bytes: Uint8Array): Promise<boolean> {
    if (!this.#open) return false;
    const gone = new Promise<boolean>((done) => {
      this.#stream.write(bytes, (error) => {
        if (error) this.#fail(error);
        done(this.#open);
      });
    });
    this.#last = gone;
    return Promise.race([gone, this.#stopped]);
  }

  /** Lets what was written leave, if somebody takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = new Promise<void>((done) => setTimeout(done, PATIENCE).unref());
    await Promise.race([this.#last, timer]);
  }

  #fail(cause: NodeJS.ErrnoException): void {
    this.#open = false;
    if (LEFT.has(cause.code ?? "")) return;
    this.#fault ??= new WriteError(`the pictures cannot be written: ${cause.message}`, { cause });
  }
}
