/**
 * How many bytes a second a line carries, from when records left and when
 * they were acknowledged. It need not be full for that.
 *
 * From below: no line brings some bytes sooner than it can carry them, so of
 * the rates at which records went by lately the best is believed; whatever
 * else delays an acknowledgement makes it less, and never more.
 *
 * From above: what should be back by now and is not. That is known before any
 * acknowledgement says so, which is what makes a falling line bearable.
 */

/** Bytes a second to reckon with at first: a million bits. */
const FIRST = 125_000;
/** How long a rate is believed that was not seen again, in milliseconds. */
const RATE_AGE = 1000;
/** How long the shortest round trip is believed; two such spans are remembered. */
const BASE_SPAN = 10_000;
/** When so many pings in a row take so much longer, in milliseconds, the way has become longer. */
const PINGS = 3;
const DETOUR = 20;
/** A queue makes them longer too, but unevenly: what they differ by counts so many times against it. */
const UNEVEN = 3;
/** Bytes that may be before a record or its acknowledgement besides what is known: a word, a part of the peer's pictures. */
const STRAY = 1300;
/** Round trips are not known better than this, in milliseconds. */
const GRAIN = 1;
/** So much later than expected, in milliseconds, and it is the line: as long may the peer's own pictures hold up its answer. */
const SLACK = 40;
/** So much later, in milliseconds, and it is worth waiting for what becomes of it. */
const BREATH = 10;
/** Where lateness is usual, so many times what is usual. */
const UNUSUAL = 3;
/** Records looked back at. */
const KEPT = 24;

/** One record under way. */
export interface Flight {
  readonly bytes: number;
  /** Bytes sent since the beginning when it had left. */
  readonly end: number;
  /** Bytes that the line had to take before it had passed, itself included, as far as was known. */
  readonly ahead: number;
  readonly at: number;
}

export class LineRate {
  #landed: readonly Flight[] = [];
  /** Rates seen, the best first, each older than those after it. */
  #seen: readonly { readonly at: number; readonly rate: number }[] = [];
  #rate = FIRST;
  #landedAt = Number.NEGATIVE_INFINITY;
  /** The shortest round trip of this span and of the one before. */
  #base = Number.POSITIVE_INFINITY;
  #baseBefore = Number.POSITIVE_INFINITY;
  #spanAt = 0;
  /** The last few round trips of something small. */
  #pings: readonly number[] = [];
  /** How much later than expected acknowledgements usually come, in milliseconds. */
  #lateness = 0;
  /** The end of the record that was overdue last. */
  #overdue = Number.NEGATIVE_INFINITY;

  get bytesPerSecond(): number {
    return this.#rate;
  }

  /** How many of the bytes under way stand in the line's queue, as far as one can tell. */
  queued(flying: number): number {
    return Math.max(0, flying - (this.#rate * this.#shortest) / 1000);
  }

  /** Something small went to the peer and back in `trip` milliseconds. True when that shows that the way became longer. */
  returned(trip: number, now: number): boolean {
    this.#pings = [...this.#pings.slice(1 - PINGS), trip];
    const least = Math.min(...this.#pings);
    const spread = Math.max(...this.#pings) - least;
    const longer =
      this.#pings.length === PINGS && least - this.#shortest > DETOUR + UNEVEN * spread;
    if (longer) {
      this.#base = least;
      this.#baseBefore = Number.POSITIVE_INFINITY;
    }
    this.#note(trip, now);
    return longer;
  }

  #note(trip: number, now: number): void {
    if (now - this.#spanAt > BASE_SPAN) {
      this.#baseBefore = this.#base;
      this.#base = Number.POSITIVE_INFINITY;
      this.#spanAt = now;
    }
    this.#base = Math.min(this.#base, trip);
  }

  /** These records, in the order they left, were acknowledged `now`, together. */
  landed(flights: readonly Flight[], now: number): void {
    // After a pause, and at first, what was believed has to be proved wrong.
    if (now - this.#landedAt > RATE_AGE) this.#seen = [{ at: now, rate: this.#rate }];
    this.#landedAt = now;
    for (const flight of flights) this.#arrive(flight, now);
    const best = this.#best(now);
    const better = this.#seen.filter(({ at, rate }) => rate > best && now - at <= RATE_AGE);
    this.#seen = [...better, { at: now, rate: best }];
    this.#rate = this.#seen[0]?.rate ?? best;
  }

  #arrive(flight: Flight, now: number): void {
    const trip = now - flight.at;
    const own = (flight.bytes * 1000) / this.#rate;
    if (trip < this.#shortest) this.#note(trip, now);
    // What takes long because it is large, or queued, must not pass for a long way.
    else if (flight.ahead <= flight.bytes) this.#note(Math.max(this.#shortest, trip - own), now);
    const late = Math.max(0, trip - this.#expected(flight));
    this.#lateness += (late - this.#lateness) / 8;
    this.#landed = [...this.#landed.slice(1 - KEPT), flight];
  }

  /** The best rate at which the last records went by, whether one, two or more of them are looked at. */
  #best(now: number): number {
    let bytes = 0;
    let best = 0;
    for (const flight of this.#landed.toReversed()) {
      bytes += flight.bytes;
      const carried = Math.max(GRAIN, now - flight.at - this.#shortest);
      best = Math.max(best, (bytes * 1000) / carried);
    }
    return best;
  }

  /** Whether `flight`, the oldest under way, should have been acknowledged; then the line is believed no faster than that. */
  misses(flight: Flight, now: number): boolean {
    const waited = now - flight.at - this.#shortest;
    const slack = Math.max(SLACK, UNUSUAL * this.#lateness);
    if (flight.end > this.#overdue && now - flight.at <= this.#expected(flight) + slack)
      return false;
    this.#overdue = flight.end;
    this.#rate = Math.min(this.#rate, ((flight.ahead + STRAY) * 1000) / waited);
    this.#seen = [{ at: now, rate: this.#rate }];
    this.#landed = [];
    return true;
  }

  /** Whether `flight` should be here any moment, or should have been: soon one knows more. */
  awaits(flight: Flight, now: number): boolean {
    return now - flight.at > this.#expected(flight) + Math.max(BREATH, UNUSUAL * this.#lateness);
  }

  /** How long a record should take until it is acknowledged. */
  #expected({ ahead }: Flight): number {
    return this.#shortest + ((ahead + STRAY) * 1000) / this.#rate;
  }

  get #shortest(): number {
    return Math.min(this.#base, this.#baseBefore);
  }
}
