/**
 * How fast a line takes what is written to it, measured by when it answers.
 *
 * The average over the last {@link MEMORY} of the line's busy time, and not of
 * the clock's: on a fast line that is many pictures, so that one hiccup counts
 * for little; on a slow one it is the last few, so that a change is seen soon.
 * And never more than what the line {@link Ceiling carries for long}.
 *
 * Told the time, in milliseconds.
 */
import { Ceiling } from "./ceiling.js";

/** Busy time that counts, in milliseconds. */
const MEMORY = 150;
/** What is believed of a line that was never measured, in bytes a millisecond, and for how long. */
const GUESS = 1000;
const BELIEF = 40;
/** Faster than this is as good as any, in bytes a millisecond; a memory of more would be slow to fade. */
const FASTEST = 4000;
/** What is sent so soon after an answer has waited for it; milliseconds. */
const AT_ONCE = 1;
/** A buffer that had no room for longer than this was full, and is not likely to be empty before so long; milliseconds. */
const ROOM = 3;
const FULL = 1000;
/** One answer counts for no more than this: that a window was dragged says nothing about the line; milliseconds. */
const STALL = 300;

export class Drain {
  #bytes = GUESS * BELIEF;
  #busy = BELIEF;
  #freeAt = Number.NEGATIVE_INFINITY;
  readonly #ceiling = new Ceiling();
  #most = Infinity;
  /** When what was {@link accepted} had to wait for room, and bytes since. */
  #fullAt = Number.NEGATIVE_INFINITY;
  #accepted = 0;

  /** Bytes a second. */
  get rate(): number {
    return 1000 * Math.min(this.#bytes / this.#busy, this.#most);
  }

  /**
   * The line said `now` that it has taken everything up to the `bytes` written
   * at `sent`. `distance`: how long an answer takes when there is nothing to carry.
   */
  took(bytes: number, sent: number, now: number, distance: number): void {
    const began = Math.max(sent + distance, this.#freeAt);
    const busy = Math.min(STALL, Math.max(0, now - began));
    this.#ceiling.took(bytes, busy, sent <= this.#freeAt + AT_ONCE, now);
    this.#learn(bytes, busy, now);
  }

  /**
   * Where nobody answers: what was written at `sent` found room in some buffer
   * `now`. What that takes from one moment when it is full to the next, the
   * line carries meanwhile; that there is room in between says nothing.
   */
  accepted(bytes: number, sent: number, now: number): void {
    const full = now - sent > ROOM;
    const time = now - this.#fullAt;
    const wasFull = time < FULL;
    this.#accepted += bytes;
    if (!wasFull) this.took(bytes, sent, now, 0);
    else if (full) {
      this.#ceiling.carried(this.#accepted, time, now);
      const counted = Math.min(STALL, time);
      this.#learn((this.#accepted * counted) / time, counted, now);
    }
    if (!full) return;
    this.#fullAt = now;
    this.#accepted = 0;
  }

  #learn(bytes: number, busy: number, now: number): void {
    this.#most = this.#ceiling.rate(now);
    const kept = Math.exp(-busy / MEMORY);
    this.#freeAt = now;
    this.#busy = this.#busy * kept + busy;
    this.#bytes = Math.min(this.#bytes * kept + bytes, FASTEST * this.#busy);
  }
}
