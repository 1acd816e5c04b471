/** A line of some rate and length on a fake clock, between a sender with a window and a receiver who acknowledges. */
import { DelayWindow } from "../../src/call/delay-window.js";

export interface Line {
  /** Bytes a second, at a moment in milliseconds. */
  readonly rate: (now: number) => number;
  /** There and back on an empty line, in milliseconds. */
  readonly roundTrip: number;
  /** How long the receiver collects before it acknowledges, in milliseconds. */
  readonly dawdle: () => number;
}

/** A record that arrived. */
export interface Arrival {
  readonly at: number;
  readonly bytes: number;
  /** How long it stood in the queue before the line took it, in milliseconds. */
  readonly queued: number;
}

/** Bytes of a ping, encrypted. */
const RECORD_OF_PING = 34;
/** How long before pictures the first ping leaves, in milliseconds: a call is dialed and rings first. */
const HEAD_START = 500;

/** Megabits a second, in bytes a second. */
export const MBIT = 125_000;

export class SimulatedLine {
  readonly window = new DelayWindow();
  readonly arrivals: Arrival[] = [];
  now = 0;
  readonly #line: Line;
  readonly #onRoom: () => void;
  readonly #events: { readonly at: number; readonly what: () => void }[] = [];
  /** When the line will have sent all it was given. */
  #freeAt = 0;
  #received = 0;
  #acking = false;

  /** `onRoom` is called after each acknowledgement. */
  constructor(line: Line, onRoom: () => void) {
    this.#line = line;
    this.#onRoom = onRoom;
  }

  /** Pings five times in quick succession, then each second, as a session does. */
  ping(n = 0): void {
    const sent = this.now;
    this.send(RECORD_OF_PING, () =>
      this.at(this.now + this.#line.dawdle() + this.#line.roundTrip / 2, () =>
        this.window.returned(this.now - sent, this.now),
      ),
    );
    this.at(this.now + (n < 5 ? 150 : 1000), () => this.ping(n + 1));
  }

  /** Lets time pass until `until`. */
  run(until: number): void {
    for (let next = this.#events[0]; next && next.at <= until; next = this.#events[0]) {
      this.#events.shift();
      this.now = next.at;
      next.what();
    }
    this.now = until;
  }

  at(at: number, what: () => void): void {
    let place = this.#events.length;
    while (place > 0 && (this.#events[place - 1]?.at ?? 0) > at) place--;
    this.#events.splice(place, 0, { at, what });
  }

  /** Sends part of a picture: it counts in the window, and is acknowledged. */
  sendPart(bytes: number, arrived: () => void = () => undefined): void {
    this.window.sent(bytes, this.now);
    this.send(bytes, (queued) => {
      this.arrivals.push({ at: this.now, bytes, queued });
      this.#received += bytes;
      this.#acknowledge();
      arrived();
    });
  }

  /** Sends anything, behind what is on the line already. */
  send(bytes: number, arrived: (queued: number) => void): void {
    const { now } = this;
    const starts = Math.max(now, this.#freeAt);
    this.#freeAt = starts + (bytes * 1000) / this.#line.rate(starts);
    this.at(this.#freeAt + this.#line.roundTrip / 2, () => arrived(starts - now));
  }

  #acknowledge(): void {
    if (this.#acking) return;
    this.#acking = true;
    this.at(this.now + this.#line.dawdle(), () => {
      this.#acking = false;
      const total = this.#received;
      this.at(this.now + this.#line.roundTrip / 2, () => {
        this.window.acked(total, this.now);
        this.#onRoom();
      });
    });
  }
}

/** A sender who always has more than the window allows, on `line` until `until`; what arrived. */
export function saturate(line: Line, until: number): readonly Arrival[] {
  const wire = new SimulatedLine(line, fill);
  let waiting = false;
  function fill(): void {
    // As large as the line takes in 10 ms, as a session cuts its pictures.
    const wanted = (wire.window.rate(wire.now) * 10) / 1000;
    const bytes = Math.round(Math.min(16_384, Math.max(1210, wanted)));
    while (wire.window.fits(bytes, wire.now) && wire.window.room(wire.now) >= bytes)
      wire.sendPart(bytes);
    wire.window.full(wire.now);
    const wait = waiting ? undefined : wire.window.wait(wire.now);
    if (wait === undefined) return;
    waiting = true;
    wire.at(wire.now + Math.ceil(wait), () => {
      waiting = false;
      fill();
    });
  }
  wire.ping();
  wire.at(HEAD_START, fill);
  wire.run(until);
  return wire.arrivals;
}

/** A stretch of time: bytes a second that arrived in it, and how long they had queued in milliseconds. */
export function look(arrivals: readonly Arrival[], from: number, to: number) {
  const seen = arrivals.filter(({ at }) => at > from && at <= to);
  const queued = seen.map((each) => each.queued).toSorted((a, b) => a - b);
  const at = (share: number): number => queued[Math.floor((queued.length - 1) * share)] ?? 0;
  const bytes = seen.reduce((sum, each) => sum + each.bytes, 0);
  return { rate: (bytes * 1000) / (to - from), median: at(0.5), p95: at(0.95), most: at(1) };
}
