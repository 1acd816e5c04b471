/**
 * What pictures may still fill of what the user allows: never more in any
 * second, and so never more over any longer while, however uneven they are.
 * Pure: it is told what leaves, and when.
 */

/** What is looked at, in milliseconds. */
const SPAN = 1000;

export class Ration {
  readonly #most: number;
  /** What left within the last {@link SPAN}, oldest first. */
  #left: { readonly at: number; readonly bytes: number }[] = [];
  #sum = 0;

  /** `perSecond`: bytes; without it there is no limit. */
  constructor(perSecond = Number.POSITIVE_INFINITY) {
    this.#most = perSecond;
  }

  /** Bytes that fit even when most of it is used up. */
  get bite(): number {
    return this.#most / 4;
  }

  /** Bytes that may leave now. `now`: monotonic milliseconds. */
  room(now: number): number {
    this.#forget(now);
    return this.#most - this.#sum;
  }

  /** Whether a picture of so many bytes may be begun: all of it should leave at once, unless it never could. */
  fits(bytes: number, now: number): boolean {
    return this.room(now) >= Math.min(bytes, this.#most);
  }

  took(bytes: number, now: number): void {
    if (this.#most === Number.POSITIVE_INFINITY) return;
    this.#left.push({ at: now, bytes });
    this.#sum += bytes;
  }

  /** Milliseconds until there is more room; undefined when there is all there can be. */
  wait(now: number): number | undefined {
    this.#forget(now);
    const [oldest] = this.#left;
    return oldest && oldest.at + SPAN - now;
  }

  #forget(now: number): void {
    const kept = this.#left.findIndex(({ at }) => at + SPAN > now);
    for (const { bytes } of this.#left.splice(0, kept < 0 ? this.#left.length : kept))
      this.#sum -= bytes;
  }
}
