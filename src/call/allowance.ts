/**
 * How often a peer may do something, as a token bucket: so many a second, and
 * a burst now and then. Told the time; holds two numbers.
 */
export class Allowance {
  readonly #rate: number;
  readonly #burst: number;
  #left: number;
  #at = 0;

  /** `rate`: a second; `burst`: at once, after a quiet time. */
  constructor(rate: number, burst: number) {
    this.#rate = rate;
    this.#burst = burst;
    this.#left = burst;
  }

  /** Takes one; false when there is none left. `now`: monotonic milliseconds. */
  take(now: number): boolean {
    const earned = (Math.max(0, now - this.#at) * this.#rate) / 1000;
    this.#left = Math.min(this.#burst, this.#left + earned);
    this.#at = Math.max(now, this.#at);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
