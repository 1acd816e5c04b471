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
/** More than so many times as much, and it has become another line. */
const LITTLE = 4;

/** How much a line carried in how long, without a pause. */
interface Stretch {
  answers: number;
  bytes: number;
  time: number;
  tells: boolean;
}

export class Ceiling {
  #stretch: Stretch = { answers: 0, bytes: 0, time: 0, tells: false };
  #found = Infinity;
  #foundAt = 0;
  #patience = PATIENCE;

  /** Bytes a millisecond that are worth trying. */
  rate(now: number): number {
    return this.#found * this.#rise(now);
  }

  /** The line took so many bytes in `busy` ms; `waited`: for that it had to finish with others first. */
  took(bytes: number, busy: number, waited: boolean, now: number): void {
    if (!waited) this.#stretch = { answers: 0, bytes: 0, time: 0, tells: false };
    const stretch = this.#stretch;
    stretch.answers++;
    stretch.bytes += bytes;
    stretch.time += busy;
    if (stretch.tells || (stretch.answers >= ANSWERS && stretch.bytes >= BYTES)) this.#find(now);
  }

  #find(now: number): void {
    const stretch = this.#stretch;
    if (!stretch.tells && this.#found < Infinity) {
      const little = this.#rise(now) < LITTLE;
      this.#patience = little ? Math.min(MOST_PATIENCE, 2 * this.#patience) : PATIENCE;
    }
    stretch.tells = true;
    this.#found = stretch.bytes / stretch.time;
    this.#foundAt = now;
    if (stretch.time < MEMORY) return;
    stretch.bytes /= 2;
    stretch.time /= 2;
  }

  #rise(now: number): number {
    return 2 ** (Math.max(0, now - this.#foundAt - this.#patience) / DOUBLING);
  }
}
