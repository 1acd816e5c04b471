/**
 * Pictures that wait for their sound. Sound is never held for a picture: it is what people notice first,
 * and it is nearly always the later one. A picture is due when what was said with it is heard; newer ones
 * take its place when they are due as well, and without sound nothing waits.
 */

/** A picture may be so much earlier than its sound, in milliseconds: nobody sees that (ITU-R BT.1359: 45). */
const EARLY = 20;
/** Longer than this no picture waits: then the sound is late beyond what eyes should pay for. */
const LONGEST = 250;
/** Pictures that may wait. */
export const MAX_HELD = 8;

export class LipSync<T extends { readonly capturedAt: number }> {
  readonly #held: { readonly picture: T; readonly due: number }[] = [];

  /** How many wait. */
  get held(): number {
    return this.#held.length;
  }

  /** When the oldest is due, before which no newer one is shown; undefined when none waits. */
  get due(): number | undefined {
    return this.#held[0]?.due;
  }

  /** A picture came `now`; `lag`: milliseconds from the peer's mouth to our ear, undefined while nothing is heard. */
  offer(picture: T, lag: number | undefined, now: number): void {
    const wanted = picture.capturedAt + (lag ?? -Infinity) - EARLY;
    const due = Number.isNaN(wanted) ? now : Math.min(Math.max(wanted, now), now + LONGEST);
    this.#held.push({ picture, due });
    if (this.#held.length > MAX_HELD) this.#held.shift();
  }

  /** The newest one that is due `now`; those before it are gone. */
  take(now: number): T | undefined {
    let newest: T | undefined;
    while ((this.due ?? Infinity) <= now) newest = this.#held.shift()?.picture;
    return newest;
  }

  clear(): void {
    this.#held.length = 0;
  }
}
