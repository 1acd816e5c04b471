/**
 * How many picture bytes may be on their way to a peer, and how fast they leave.
 *
 * The kernel would queue megabytes before it said "full": seconds of old
 * pictures. So the receiver acknowledges what it took, and the window grows
 * only while the round trip stays near the shortest one seen, in the manner
 * of LEDBAT (RFC 6817): delay, not loss, is the sign of a full line.
 *
 * A picture that fits the window would still stand before the line all at
 * once, and a word behind it. So bytes leave little faster than the line is
 * known to take them.
 *
 * A line that is always full never shows its shortest trip again. As in BBR,
 * when it was not seen for a while the queue is let run dry for one trip.
 */
import { type Flight, LineRate } from "./line-rate.js";

/** Queueing delay we aim for, in milliseconds. */
const TARGET = 25;
/** Bytes that may always be under way: one small segment and its head. */
const FLOOR = 1800;
/** Most bytes ever under way: what a socket holds at most. */
const CEILING = 4_000_000;
/** Bytes in flight before anything is known of the line: a fifth of a second at 300 kbit/s. */
const INITIAL = 8000;
/** Over how long we look at how much of the window is used, in milliseconds, and how much more it may be. */
const USE_SPAN = 500;
const EASE = 1.1;
/** Bytes that the window keeps although nobody uses them. */
const LEAST_USE = 4000;
/** How long the shortest round trip is believed without being seen again, in milliseconds. */
const BASE_AGE = 10_000;
/** The same for one that had grown: perhaps it was only a large record that took its time. */
const GROWN_AGE = 1000;
/** A trip this near the shortest counts as it, in milliseconds. */
const NEAR = 2;
/** What may stand before the line at once, in milliseconds of its time: what a word finds there at most. */
const BURST_TIME = 15;
/** Bytes that may always leave at once: one small segment and its head. */
const LEAST_BURST = 1300;
/** Bytes leave so much faster than the line seems to carry them, to find out whether it is faster. */
const PROBE = 1.25;

export class DelayWindow {
  readonly #flights: Flight[] = [];
  readonly #line = new LineRate();
  #window = INITIAL;
  #sent = 0;
  #acked = 0;
  /** The last three round trips: the shortest of them says how long the queue is now. */
  #trips: readonly number[] = [];
  /** The shortest round trip, and when it was last seen: the line without its queue. */
  #base = Number.POSITIVE_INFINITY;
  #baseAt = 0;
  #baseAge = BASE_AGE;
  /** While the queue runs dry: bytes sent when that was decided. */
  #dryFrom: number | undefined;
  /** Below it the window doubles with each trip: there is no line yet, or it was full at this size a moment ago. */
  #threshold = Number.POSITIVE_INFINITY;
  #limited = false;
  /** Most bytes ever under way since that moment, and in the span before. */
  #used = 0;
  #usedBefore = 0;
  #usedFrom = 0;
  /** Whether more was wanted in that span. */
  #wasFull = false;
  /** Bytes that the line has not taken yet, as far as its rate is known, at that moment. */
  #backlog = 0;
  #backlogAt = 0;
  /** When the window last began to shrink, and its size until then. */
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #shrunkFrom = INITIAL;

  /** Bytes a second that the line carries. */
  rate(now: number): number {
    this.#isLate(now);
    return this.#line.bytesPerSecond;
  }

  /** Bytes that may be sent now; without limit while nothing is under way, so that no window is too small to move. */
  room(now: number): number {
    const flying = this.#sent - this.#acked;
    if (flying === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(this.#size - flying, this.#burst - this.#waiting(now)));
  }

  /**
   * Whether a picture of so many bytes may be begun. What is begun must be
   * finished, so most of it should fit; and nothing is begun on a line that
   * does not bring what it should.
   */
  fits(bytes: number, now: number): boolean {
    const flying = this.#sent - this.#acked;
    if (flying === 0) return true;
    return !this.#isLate(now) && this.#size - flying >= Math.min(bytes, this.#size / 2);
  }

  /** Whether the oldest record under way is due: what becomes of it says whether the line is what it was, and a picture can wait for that. */
  awaits(now: number): boolean {
    const oldest = this.#flights[0];
    return oldest !== undefined && this.#line.awaits(oldest, now);
  }

  /** Milliseconds until there may be room for more although nothing is acknowledged; undefined when only that helps. */
  wait(now: number): number | undefined {
    const waiting = this.#waiting(now);
    if (waiting === 0) return undefined;
    return (waiting * 1000) / (this.#line.bytesPerSecond * PROBE);
  }

  sent(bytes: number, now: number): void {
    this.#backlog = this.#waiting(now) + bytes;
    this.#backlogAt = now;
    this.#sent += bytes;
    const flying = this.#sent - this.#acked;
    const ahead = Math.max(this.#backlog, this.#line.queued(flying));
    this.#used = Math.max(this.#used, flying);
    this.#flights.push({ bytes, end: this.#sent, ahead, at: now });
  }

  /** Somebody wanted to send and found no room: only then, and if it is the window's fault, may it grow. */
  full(now: number): void {
    const flying = this.#sent - this.#acked;
    if (this.#size - flying >= this.#burst - this.#waiting(now)) return;
    this.#limited = true;
    this.#wasFull = true;
  }

  /** Something small went to the peer and back in `trip` milliseconds. */
  returned(trip: number, now: number): void {
    if (this.#line.returned(trip, now)) this.#base = Number.POSITIVE_INFINITY;
  }

  /** The peer has taken `total` bytes since the beginning. A total that makes no sense is ignored. */
  acked(total: number, now: number): void {
    if (!(total > this.#acked && total <= this.#sent)) return;
    const bytes = total - this.#acked;
    this.#acked = total;
    if (total === this.#sent) this.#backlog = 0;
    const landed = this.#land(total);
    const last = landed.at(-1);
    if (!last) return;
    this.#line.landed(landed, now);
    this.#measure(last, now);
    if (this.#dryFrom === undefined) this.#adjust(last, bytes, now);
    if (now - this.#usedFrom >= USE_SPAN) this.#fit(now);
  }

  /** Gives up what nobody used: were the line to fail, all of it would be on the way before that showed. */
  #fit(now: number): void {
    const used = Math.max(LEAST_USE, EASE * Math.max(this.#used, this.#usedBefore));
    if (!this.#wasFull) this.#window = Math.min(this.#window, used);
    this.#wasFull = false;
    this.#usedBefore = this.#used;
    this.#used = this.#sent - this.#acked;
    this.#usedFrom = now;
  }

  get #size(): number {
    return this.#dryFrom === undefined ? this.#window : FLOOR;
  }

  get #burst(): number {
    return Math.max(LEAST_BURST, (this.#line.bytesPerSecond * BURST_TIME) / 1000);
  }

  /** Bytes that still stand before the line. */
  #waiting(now: number): number {
    const gone = ((now - this.#backlogAt) * this.#line.bytesPerSecond * PROBE) / 1000;
    return Math.max(0, this.#backlog - gone);
  }

  /** Whether the oldest record under way should have arrived by now: then nothing more leaves until it has. */
  #isLate(now: number): boolean {
    const oldest = this.#flights[0];
    return oldest !== undefined && this.#line.misses(oldest, now);
  }

  /** The records that arrived with the first `total` bytes. */
  #land(total: number): readonly Flight[] {
    const first = this.#flights.findIndex(({ end }) => end > total);
    return this.#flights.splice(0, first < 0 ? this.#flights.length : first);
  }

  #measure({ at, end }: Flight, now: number): void {
    const trip = now - at;
    this.#trips = [...this.#trips.slice(-2), trip];
    if (this.#dryFrom !== undefined && end > this.#dryFrom) this.#refill(trip);
    if (trip < this.#base) this.#base = trip;
    if (trip <= this.#base + NEAR) {
      this.#baseAt = now;
      this.#dryFrom = undefined;
    } else if (now - this.#baseAt > this.#baseAge) {
      this.#dryFrom ??= this.#sent;
    }
  }

  /** The queue had run dry, so `trip` is the line's own time. Half the window goes out at once, the rest as that arrives. */
  #refill(trip: number): void {
    this.#baseAge = trip > this.#base + TARGET ? GROWN_AGE : BASE_AGE;
    this.#base = trip;
    this.#trips = [trip];
    this.#threshold = this.#window;
    this.#window = Math.max(FLOOR, this.#window / 2);
  }

  #adjust({ at }: Flight, bytes: number, now: number): void {
    const base = this.#base;
    const delay = Math.min(...this.#trips) - base;
    if (delay > TARGET) {
      this.#threshold = 0;
      // What left before the window shrank still tells what the window was then worth.
      if (at >= this.#shrunkAt) {
        this.#shrunkFrom = this.#window;
        this.#shrunkAt = now;
      }
      const shrink = Math.max(0.1, (base + 0.6 * TARGET) / (base + delay));
      this.#window = Math.max(FLOOR, Math.min(this.#window, this.#shrunkFrom * shrink));
    } else if (this.#limited) {
      const gentle = Math.max(600, this.#window / 4) * ((TARGET - delay) / TARGET);
      this.#window += this.#window < this.#threshold ? bytes : (gentle * bytes) / this.#window;
      this.#window = Math.min(CEILING, this.#window);
      this.#limited = false;
    }
  }
}
