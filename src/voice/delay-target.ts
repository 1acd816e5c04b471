/**
 * How long speech must wait before it is played, so that nearly every packet has come by then.
 *
 * As in NetEq: a packet's delay counts from the fastest of the last few, which absorbs clocks that
 * drift apart. The worst of each half second goes into a histogram that forgets, and the target is
 * what nearly all of those stayed below.
 */
import { FRAME_MS } from "./sound.js";

/** Packets among which the fastest is looked for: two seconds of speech. */
const KEPT = 100;
/** Older ones are no measure, since clocks drift: 10 ms in this time at 500 ppm. */
const MAX_AGE = 20_000;
/** Milliseconds between two entries in the histogram; the first comes sooner. */
const INTERVAL = 500;
const FIRST_INTERVAL = 120;
const BUCKET_MS = 10;
const BUCKETS = 100;
/** Share of the histogram that survives an entry: half is gone after 20 s. */
const FORGET = 0.983;
const QUANTILE = 0.97;
/** Milliseconds, before anything is known. */
const FIRST_TARGET = 60;
const MIN_TARGET = 10;
const MAX_TARGET = 400;

interface Arrival {
  readonly at: number;
  /** When the packet came, less what its place in the speech explains. */
  readonly offset: number;
}

export class DelayTarget {
  #arrivals: Arrival[] = [];
  readonly #histogram = new Float64Array(BUCKETS);
  #entries = 0;
  #worst = 0;
  #since: number | undefined;
  #base: number | undefined;
  #target = FIRST_TARGET;

  /** Milliseconds that a packet shall be old when it is played, counted from when it could have come at best. */
  get target(): number {
    return this.#target;
  }

  /** How old the frame `sequence` is at `now`, in milliseconds; undefined before anything came. */
  age(sequence: number, now: number): number | undefined {
    return this.#base === undefined ? undefined : now - sequence * FRAME_MS - this.#base;
  }

  /** Learns that frame `sequence` came at `now`. */
  arrived(sequence: number, now: number): void {
    const offset = now - sequence * FRAME_MS;
    this.#arrivals.push({ at: now, offset });
    if (this.#arrivals.length > KEPT) this.#arrivals.shift();
    while ((this.#arrivals[0] as Arrival).at < now - MAX_AGE) this.#arrivals.shift();
    let base = offset;
    for (const arrival of this.#arrivals) base = Math.min(base, arrival.offset);
    this.#base = base;
    this.#learn(offset - base, now);
  }

  /** Forgets how the sender's count compares with our clock, and keeps what is known of the line. */
  rebase(): void {
    this.#arrivals = [];
    this.#base = undefined;
    this.#since = undefined;
    this.#worst = 0;
  }

  #learn(delay: number, now: number): void {
    this.#since ??= now;
    this.#worst = Math.max(this.#worst, delay);
    if (now - this.#since < (this.#entries === 0 ? FIRST_INTERVAL : INTERVAL)) return;
    this.#enter(Math.min(BUCKETS - 1, Math.floor(this.#worst / BUCKET_MS)));
    this.#worst = 0;
    this.#since = now;
  }

  #enter(bucket: number): void {
    this.#entries++;
    // The first entries weigh more, so that a bad line is known within seconds.
    const keep = Math.min(FORGET, 1 - 2 / (this.#entries + 1));
    this.#histogram.forEach((weight, n) => (this.#histogram[n] = weight * keep));
    this.#histogram[bucket] = (this.#histogram[bucket] as number) + 1 - keep;
    const wanted = (this.#quantile() + 1) * BUCKET_MS;
    this.#target = Math.max(MIN_TARGET, Math.min(MAX_TARGET, wanted));
  }

  #quantile(): number {
    const limit = QUANTILE * this.#histogram.reduce((sum, weight) => sum + weight, 0);
    let sum = 0;
    return this.#histogram.findIndex((weight) => (sum += weight) >= limit);
  }
}
