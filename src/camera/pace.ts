/** Deadlines are absolute: lateness of one picture never becomes lateness of the next. */

/** Further behind than this, a source was stopped and not slow: it goes on from where it stands. */
const LOST = 500;
/** A source too slow for its own rate still shows every so manieth picture. */
const SKIP_AT_MOST = 3;

/** Keeps a row of pictures to its own rate, leaving out pictures when it falls behind. */
export class Pace {
  readonly #interval: number;
  #due: number;
  #skipped = 0;

  /** `interval` in milliseconds; the first picture is due at once. */
  constructor(interval: number, now: number) {
    this.#interval = interval;
    this.#due = now;
  }

  /** When the next picture is due. */
  get due(): number {
    return this.#due;
  }

  /** Takes the picture that is due; whether it is still worth showing. */
  take(now: number): boolean {
    if (now - this.#due > LOST) this.#due = now;
    const late = now - this.#due >= this.#interval;
    this.#due += this.#interval;
    this.#skipped = late && this.#skipped < SKIP_AT_MOST ? this.#skipped + 1 : 0;
    return this.#skipped === 0;
  }

  /** Leaves out whatever was due by now, and says when the next is due: for pictures made on the spot. */
  next(now: number): number {
    const missed = Math.max(0, Math.floor((now - this.#due) / this.#interval));
    this.#due += (missed + 1) * this.#interval;
    return this.#due;
  }
}

/** Thins out pictures that come when they like to a rate at most. */
export class RateLimit {
  #due = -Infinity;

  /** Whether a picture that comes `now` may pass when pictures are wanted `interval` ms apart. */
  allows(now: number, interval: number): boolean {
    // A camera at the very rate asked for is never exactly on time.
    const slack = interval / 4;
    if (now < this.#due - slack) return false;
    this.#due = Math.max(this.#due + interval, now + interval - slack);
    return true;
  }
}
