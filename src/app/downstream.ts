import type { Writable } from "node:stream";

/** The part of node's handle that says whether writes block; absent from its types. */
interface Handle {
  setBlocking?(on: boolean): void;
}

/** How long the last bytes may take to leave when nobody takes them, in milliseconds. */
const PATIENCE = 300;

/** Bytes to whoever reads us, at their pace: a write is over when they took it. */
export class Downstream implements AsyncDisposable {
  readonly #stream: Writable;
  #open = true;
  #last: Promise<unknown> = Promise.resolve();

  constructor(stream: Writable) {
    this.#stream = stream;
    // Node's writes to a terminal block, and a blocked program hears no signal.
    (stream as unknown as { _handle?: Handle })._handle?.setBlocking?.(false);
    // Whoever reads may leave when they have seen enough, as `head` does: no fault of anybody's.
    stream.on("error", () => (this.#open = false));
  }

  /** Whether there still is a reader. */
  get open(): boolean {
    return this.#open;
  }

  /** Resolves when `bytes` have left; false when the reader has. */
  async write(bytes: Uint8Array): Promise<boolean> {
    if (!this.#open) return false;
    const gone = new Promise<boolean>((done) => {
      this.#stream.write(bytes, (error) => {
        if (error) this.#open = false;
        done(this.#open);
      });
    });
    this.#last = gone;
    return gone;
  }

  /** Lets what was written leave, if somebody takes it. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = new Promise<void>((done) => setTimeout(done, PATIENCE).unref());
    await Promise.race([this.#last, timer]);
  }
}
