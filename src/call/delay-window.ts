/**
 * How many picture bytes may be on their way to a peer.
 *
 * The kernel would queue megabytes before it said "full": seconds of old
 * pictures. So the receiver acknowledges what it took, and the window grows
 * only while the round trip stays near the shortest one seen, in the manner
 * of LEDBAT (RFC 6817): delay, not loss, is the sign of a full line.
 */

/** Queueing delay we aim for, in milliseconds. */
const TARGET = 40;
/** Bytes that may always be under way: one small segment and its head. */
const FLOOR = 1800;
/** Most bytes ever under way: what a socket holds at most. */
const CEILING = 4_000_000;
/** Bytes in flight before anything is known of the line. */
const INITIAL = 16_000;
/** How long the shortest round trip is believed, in milliseconds. */
const BASE_AGE = 10_000;
/** Over how long the delivery rate is averaged, in milliseconds. */
const RATE_SPAN = 1000;

interface Flight {
  readonly end: number;
  readonly at: number;
}

export class DelayWindow {
  #window = INITIAL;
  #sent = 0;
  #acked = 0;
  readonly #flights: Flight[] = [];
  readonly #trips: { readonly at: number; readonly rtt: number }[] = [];
  readonly #delivered: { readonly at: number; readonly bytes: number }[] = [];
  #starting = true;
  #limited = false;
  #shrunkAt = Number.NEGATIVE_INFINITY;

  /** Bytes that may be sent now; without limit while nothing is under way, so that no window is too small to move. */
  get room(): number {
    const flying = this.#sent - this.#acked;
    return flying === 0 ? Number.POSITIVE_INFINITY : Math.max(0, this.#window - flying);
  }

  /** Bytes under way. */
  get flying(): number {
    return this.#sent - this.#acked;
  }

  /** The latest round trip of picture bytes in milliseconds, once known. */
  get rtt(): number | undefined {
    return this.#trips.at(-1)?.rtt;
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
    if (total <= this.#acked || total > this.#sent) return;
    const bytes = total - this.#acked;
    this.#acked = total;
    const rtt = this.#land(total, now);
    this.#deliver(bytes, now);
    if (rtt === undefined) return;
    const base = this.#base(rtt, now);
    const delay = Math.min(...this.#trips.slice(-3).map((trip) => trip.rtt)) - base;
    this.#adjust({ delay, base, rtt, bytes, now });
  }

  /** Delivered bytes a second, lately; 0 while nothing is known. */
  rate(now: number): number {
    this.#deliver(0, now);
    const first = this.#delivered[0];
    if (!first || this.#delivered.length < 4) return 0;
    const bytes = this.#delivered.reduce((sum, each) => sum + each.bytes, 0);
    return (bytes * 1000) / Math.max(1, now - first.at);
  }

  #land(total: number, now: number): number | undefined {
    let rtt: number | undefined;
    for (let first = this.#flights[0]; first && first.end <= total; first = this.#flights[0]) {
      rtt = now - first.at;
      this.#flights.shift();
    }
    return rtt;
  }

  #deliver(bytes: number, now: number): void {
    if (bytes > 0) this.#delivered.push({ at: now, bytes });
    while ((this.#delivered[0]?.at ?? now) < now - RATE_SPAN) this.#delivered.shift();
  }

  /** The shortest round trip lately: the line without its queue. */
  #base(rtt: number, now: number): number {
    this.#trips.push({ at: now, rtt });
    while ((this.#trips[0]?.at ?? now) < now - BASE_AGE) this.#trips.shift();
    return this.#trips.reduce((least, trip) => Math.min(least, trip.rtt), rtt);
  }

  #adjust(seen: { delay: number; base: number; rtt: number; bytes: number; now: number }): void {
    const { delay, base, rtt, bytes, now } = seen;
    if (delay > TARGET) {
      this.#starting = false;
      if (now - this.#shrunkAt <= Math.max(rtt, 30)) return;
      const shrink = Math.max(0.5, (base + 0.6 * TARGET) / (base + delay));
      this.#window = Math.max(FLOOR, this.#window * shrink);
      this.#shrunkAt = now;
    } else if (this.#limited) {
      const gentle = Math.max(600, this.#window / 4) * ((TARGET - delay) / TARGET);
      this.#window += this.#starting ? bytes : (gentle * bytes) / this.#window;
      this.#window = Math.min(CEILING, this.#window);
      this.#limited = false;
    }
  }
}
