/**
 * Running figures for the status bar and the statistics: told the time,
 * bounded in memory, no timers.
 */

/** How much of something happened lately, as a rate. */
export class Meter {
  readonly #window: number;
  readonly #events: { readonly at: number; readonly amount: number }[] = [];
  #sum = 0;
  #total = 0;

  /** `window`: how far back the rate looks, in milliseconds. */
  constructor(window = 1000) {
    this.#window = window;
  }

  /** Everything ever counted. */
  get total(): number {
    return this.#total;
  }

  count(now: number, amount = 1): void {
    this.#total += amount;
    this.#sum += amount;
    const last = this.#events.at(-1);
    // Merging what happens within a millisecond bounds the list by the window's length.
    if (last && now - last.at < 1) {
      this.#events[this.#events.length - 1] = { at: last.at, amount: last.amount + amount };
    } else {
      this.#events.push({ at: now, amount });
    }
    this.#forget(now);
  }

  /** Amount per second over the window that ends `now`. */
  rate(now: number): number {
    this.#forget(now);
    return (this.#sum * 1000) / this.#window;
  }

  #forget(now: number): void {
    let old = 0;
    for (const event of this.#events) {
      if (event.at > now - this.#window) break;
      this.#sum -= event.amount;
      old++;
    }
    if (old > 0) this.#events.splice(0, old);
  }
}

/** The last few samples of something, for medians and tails. */
export class Samples {
  readonly #values: number[] = [];
  readonly #capacity: number;

  constructor(capacity = 300) {
    this.#capacity = capacity;
  }

  add(value: number): void {
    if (this.#values.length === this.#capacity) this.#values.shift();
    this.#values.push(value);
  }

  clear(): void {
    this.#values.length = 0;
  }

  /** The nearest-rank quantile, `q` from 0 to 1: the least sample that a share of `q` does not exceed. Undefined without samples. */
  quantile(q: number): number | undefined {
    const sorted = this.#values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)];
  }
}
