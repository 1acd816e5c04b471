/** How long something that lasts is news, in milliseconds. */
const NEWS = 10_000;

/** Tells for how long a trouble that stays is worth a row of its own: once, until it is another. */
export class Fresh {
  #text: string | undefined;
  #since = 0;

  /** Whether `text` is still news at `now` (monotonic milliseconds). */
  isNews(text: string | undefined, now: number): boolean {
    if (text === undefined) return false;
    if (text !== this.#text) this.#since = now;
    this.#text = text;
    return now - this.#since < NEWS;
  }
}
