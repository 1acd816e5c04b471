/** Seconds from each failure in a row to the next try: quick at first, and never a burden. */
const DELAYS = [0.5, 1, 2, 4, 8, 15] as const;

/** How long to wait after each failure in a row. */
export class Backoff {
  #failures = 0;

  /** Milliseconds until the next try. */
  next(): number {
    const delay = DELAYS[Math.min(this.#failures, DELAYS.length - 1)] as number;
    this.#failures++;
    return delay * 1000;
  }

  /** It worked: the next failure is the first again. */
  reset(): void {
    this.#failures = 0;
  }
}
