/**
 * How far the peer's clock is from ours, from ping and pong alone.
 *
 * As in NTP (RFC 5905): the peer's stamp is taken to lie in the middle of the
 * round trip, and the fastest of the last few trips is believed, since it
 * waited least.
 */
const KEPT = 16;

interface Trip {
  readonly rtt: number;
  readonly offset: number;
}

export class ClockSync {
  readonly #trips: Trip[] = [];

  /** Peer's clock minus ours in milliseconds; undefined before the first pong. */
  get offset(): number | undefined {
    return this.#best()?.offset;
  }

  /** The latest round trip in milliseconds. */
  get rtt(): number | undefined {
    return this.#trips.at(-1)?.rtt;
  }

  /** A ping left at `sent`, was `seen` by the peer's clock, and its pong came at `now`; all milliseconds. */
  pong(sent: number, seen: number, now: number): void {
    const rtt = now - sent;
    if (!(rtt >= 0)) return;
    if (this.#trips.length === KEPT) this.#trips.shift();
    this.#trips.push({ rtt, offset: seen - (sent + rtt / 2) });
  }

  #best(): Trip | undefined {
    let best = this.#trips[0];
    for (const trip of this.#trips) if (best && trip.rtt < best.rtt) best = trip;
    return best;
  }
}
