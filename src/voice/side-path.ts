/**
 * Whether packets can go beside the stream, as datagrams, and what to make of their numbers.
 *
 * The stream delivers everything, late; datagrams come in time or never, and many networks let none
 * through. Both ends send a probe now and then. Who hears one says so in the next, and only who is told so
 * sends sound that way: what one cannot be sure of goes by the stream.
 */

/** Milliseconds between probes while nothing else is sent. */
const PROBE = 400;
/** Nothing heard for this long, and the path counts as closed. */
const PATIENCE = 2000;

export class PathWatch {
  #heardAt = -Infinity;
  #confirmedAt = -Infinity;
  #sentAt = -Infinity;

  /** Whether we have heard the other side lately: told in everything we send. */
  hears(now: number): boolean {
    return now - this.#heardAt < PATIENCE;
  }

  /** Whether the other side hears us. */
  isOpen(now: number): boolean {
    return now - this.#confirmedAt < PATIENCE;
  }

  /** Whether it is time to send something, even if there is nothing to say. */
  isDue(now: number): boolean {
    return now - this.#sentAt >= PROBE;
  }

  sent(now: number): void {
    this.#sentAt = now;
  }

  /** A datagram of theirs came; `hearsUs` is what it says. */
  heard(hearsUs: boolean, now: number): void {
    this.#heardAt = now;
    if (hearsUs) this.#confirmedAt = now;
  }
}

/** How far behind the newest number another one may come. */
const WINDOW = 64;

/** Numbers that each count once, however they are ordered (RFC 4303, 3.4.3). */
export class ReplayWindow {
  #newest = -1;
  readonly #seen = new Set<number>();

  /** Whether `number` is new; it is not from then on. */
  take(number: number): boolean {
    if (number <= this.#newest - WINDOW || this.#seen.has(number)) return false;
    this.#seen.add(number);
    if (number > this.#newest) {
      this.#newest = number;
      for (const old of this.#seen) if (old <= number - WINDOW) this.#seen.delete(old);
    }
    return true;
  }
}
