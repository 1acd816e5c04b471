/**
 * What a line carries for long. Buffers and shapers on the way take a burst at
 * once, so that a line with pauses seems faster than it is; whoever fills it as
 * if it were has it full for ever, and every picture late.
 *
 * So what it carried through a stretch without a pause is the most that is
 * believed of it. After a while more is tried, faster and faster; what turned
 * out to be too much is tried again later each time.
 *
 * Told the time, in milliseconds.
 */

/** A stretch that tells something: one stall, or a few words, do not. */
const ANSWERS = 8;
const BYTES = 16_384;
/** Of a longer one the end counts; milliseconds. */
const MEMORY = 800;
/** For how long what it carried is believed, doubled each time that little more was too much; milliseconds. */
const PATIENCE = 2000;
const MOST_PATIENCE = 16_000;
/** Then twice as much is tried within this time, and twice as much again; milliseconds. */
const DOUBLING = 2000;
/** So many times as much, and it has become another line. */
const OTHER = 8;

/** How much a line carried in how long, without a pause. */
interface Stretch {
  answers: number;
  bytes: number;
  time: number;
}

export class Ceiling {
  #stretch: Stretch = { answers: 0, bytes: 0, time: 0 };
  #found = Infinity;
  #foundAt = 0;
  #patience = PATIENCE;

  /** Bytes a millisecond that are worth trying. */
  rate(now: number): number {
    return this.#found * this.#rise(now);
  }

  /** The line took so many bytes in `busy` ms; `waited`: for that it had to finish with others first. */
  took(bytes: number, busy: number, waited: boolean, now: number): void {
    if (!waited) this.#stretch = { answers: 0, bytes: 0, time: 0 };
    const stretch = this.#stretch;
    stretch.answers++;
    stretch.bytes += bytes;
    stretch.time += busy;
    if (stretch.answers >= ANSWERS) this.carried(stretch.bytes, stretch.time, now);
    if (stretch.time < MEMORY) return;
    stretch.bytes /= 2;
    stretch.time /= 2;
  }

  /** The line carried so many bytes in so many milliseconds, and had more to carry all the time. */
  carried(bytes: number, time: number, now: number): void {
    if (bytes < BYTES) return;
    const rise = this.#rise(now);
    if (rise >= OTHER) this.#patience = PATIENCE;
    else if (rise > 1) this.#patience = Math.min(MOST_PATIENCE, 2 * this.#patience);
    this.#found = bytes / time;
    this.#foundAt = now;
  }

  #rise(now: number): number {
    return 2 ** (Math.max(0, now - this.#foundAt - this.#patience) / DOUBLING);
  }
}
