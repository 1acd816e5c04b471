/**
 * How many picture bytes may be on their way to a peer.
 *
 * The kernel would queue megabytes before it said "full": seconds of old
 * pictures. So the receiver acknowledges what it took, and the window grows
 * only while the round trip stays near the shortest one seen, in the manner
 * of LEDBAT (RFC 6817): delay, not loss, is the sign of a full line.
 *
 * A line that is always full never shows its shortest trip again. As in BBR,
 * when it was not seen for a while the queue is let run dry for one trip.
 */
import { Meter } from "../util/measure.js";

/** Queueing delay we aim for, in milliseconds. */
const TARGET = 40;
/** Bytes that may always be under way: one small segment and its head. */
const FLOOR = 1800;
/** Most bytes ever under way: what a socket holds at most. */
const CEILING = 4_000_000;
/** Bytes in flight before anything is known of the line: a fifth of a second at 300 kbit/s. */
const INITIAL = 8000;
/** How long the shortest round trip is believed without being seen again, in milliseconds. */
const BASE_AGE = 10_000;
/** The same for one that had grown: perhaps it was only a large record that took its time. */
const GROWN_AGE = 1000;
/** A trip this near the shortest counts as it, in milliseconds. */
const NEAR = 2;
/** Over how long the delivery rate is averaged, in milliseconds. */
const RATE_SPAN = 500;
/** Bytes a second to reckon with until more was delivered: careful, since a line that is not known may be slow. */
const LEAST_RATE = 80_000;

/** One record under way. */
interface Flight {
  /** Bytes sent so far when it had left. */
  readonly end: number;
  readonly at: number;
}

export class DelayWindow {
  readonly #flights: Flight[] = [];
  readonly #delivered = new Meter(RATE_SPAN);
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
  /** When the window last began to shrink, and its size until then. */
  #shrunkAt = Number.NEGATIVE_INFINITY;
  #shrunkFrom = INITIAL;

  /** Bytes that may be sent now; without limit while nothing is under way, so that no window is too small to move. */
  get room(): number {
    const flying = this.#sent - this.#acked;
    if (flying === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, (this.#dryFrom === undefined ? this.#window : FLOOR) - flying);
  }

  sent(bytes: number, now: number): void {
    this.#sent += bytes;
    this.#flights.push({ end: this.#sent, at: now });
  }

  /** Somebody wanted to send and found no room: only then may the window grow. */
  full(): void {
    this.#limited = true;
  }

  /** The peer has taken `total` bytes since the beginning. A total that makes no sense is ignored. */
  acked(total: number, now: number): void {
    if (!(total > this.#acked && total <= this.#sent)) return;
    const bytes = total - this.#acked;
    this.#acked = total;
    this.#delivered.count(now, bytes);
    const flight = this.#land(total);
    if (!flight) return;
    this.#measure(flight, now);
    if (this.#dryFrom === undefined) this.#adjust(flight, bytes, now);
  }

  /** Bytes a second delivered over the last second. */
  rate(now: number): number {
    return Math.max(LEAST_RATE, this.#delivered.rate(now));
  }

  /** The last record that arrived with the first `total` bytes. */
  #land(total: number): Flight | undefined {
    let landed: Flight | undefined;
    for (let first = this.#flights[0]; first && first.end <= total; first = this.#flights[0]) {
      landed = first;
      this.#flights.shift();
    }
    return landed;
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
