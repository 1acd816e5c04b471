/**
 * Things that must all be read, in order, by one reader: commands, arrivals.
 * Unbounded, so only for things that come slower than they are read; pictures
 * go through `Latest`.
 */
export class Mailbox<T> implements AsyncIterable<T> {
  readonly #waiting: T[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  /** How many wait. */
  get size(): number {
    return this.#waiting.length;
  }

  /** Ignored after {@link end}. */
  put(value: T): void {
    if (this.#ended) return;
    this.#waiting.push(value);
    this.#wake?.();
  }

  /** Lets the reader finish what is there, then stop. */
  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** What nobody has read; the mailbox is empty afterwards. */
  drain(): readonly T[] {
    return this.#waiting.splice(0);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.shift() as T;
      if (this.#ended) return;
      await new Promise<void>((wake) => {
        this.#wake = wake;
      });
      this.#wake = undefined;
    }
  }
}
