/**
 * How far away a terminal is: how long its answer takes when there is nothing
 * to carry. Only a question that found the line empty tells; other answers,
 * taken for it, make a queue look like distance, so that the line seems fast
 * and the queue stays. A line that is never empty has to be emptied for it.
 *
 * Told the time, in milliseconds.
 */

/** Weight of the newest measure. Were it always the shortest, luck would make the line seem slow. */
const NEWEST = 0.25;
/** For how long it is believed: little at first, when everybody is still busy with their start, and twice as long each time. */
const FIRST_BELIEF = 125;
const BELIEF = 3000;
/** And for so many times itself, so that there is time to confirm it. */
const TIMES = 2;
/** An answer that took so much longer, by share and by milliseconds, waited for something. */
const SLACK = 1.25;
const JITTER = 3;

export class Distance {
  #time: number | undefined;
  #knownAt = Number.NEGATIVE_INFINITY;
  #belief = FIRST_BELIEF / 2;

  /** In milliseconds; undefined before the first answer. */
  get time(): number | undefined {
    return this.#time;
  }

  /** Whether it must be measured on an empty line before it is relied on. */
  isDoubtful(now: number): boolean {
    return now - this.#knownAt > this.#belief + TIMES * (this.#time ?? 0);
  }

  /** A question that found the line empty took so long. */
  took(trip: number, now: number): void {
    const before = this.#time ?? trip;
    const starting = this.#belief < BELIEF && trip < before;
    this.#time = before + (starting ? 1 : NEWEST) * (trip - before);
    this.#knownAt = now;
    this.#belief = Math.min(BELIEF, 2 * this.#belief);
  }

  /** Anything else took so long: it is no farther. If the line should have been `empty` and it took no longer, nothing has changed. */
  atMost(trip: number, now: number, empty: boolean): void {
    const before = this.#time ?? trip;
    this.#time = Math.min(trip, before);
    if (empty && trip <= SLACK * before + JITTER) this.#knownAt = now;
  }
}
