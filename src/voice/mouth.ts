/**
 * Whether the microphone may be heard: a switch (muted or not), or a key that must be held.
 *
 * Terminals do not tell when a key is let go of. A held key repeats, so it counts as held until the
 * repeats stop; the first one takes its time.
 */

/** Milliseconds from a press to its first repeat, at the slowest keyboards. */
const FIRST_REPEAT = 700;
/** Milliseconds between later repeats, with room for a slow line. */
const NEXT_REPEAT = 250;

export class Mouth {
  #muted = false;
  #push = false;
  #heldUntil = -Infinity;

  get muted(): boolean {
    return this.#muted;
  }

  /** Whether only a held key lets anything out. */
  get pushToTalk(): boolean {
    return this.#push;
  }

  toggleMuted(): void {
    if (this.#push) this.#push = false;
    else this.#muted = !this.#muted;
  }

  togglePushToTalk(): void {
    this.#push = !this.#push;
    this.#heldUntil = -Infinity;
  }

  /** The key is down, for the first time or again. */
  press(now: number): void {
    this.#heldUntil = now + (now < this.#heldUntil ? NEXT_REPEAT : FIRST_REPEAT);
  }

  /** Whether what the microphone hears may leave now. */
  isOpen(now: number): boolean {
    return this.#push ? now < this.#heldUntil : !this.#muted;
  }
}
