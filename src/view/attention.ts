/** At most one bell in so many milliseconds: a storm of messages is one noise. */
const QUIET = 3000;

/** When a message is worth a bell: while the user looks elsewhere, and not again at once. Told the time. */
export class Attention {
  /** Undefined where the terminal does not tell. */
  #focused: boolean | undefined;
  #rangAt = Number.NEGATIVE_INFINITY;

  focus(on: boolean): void {
    this.#focused = on;
  }

  /** `hidden`: the message is not in sight. `now`: monotonic milliseconds. */
  wants(hidden: boolean, now: number): boolean {
    const away = this.#focused === undefined ? hidden : !this.#focused;
    if (!away || now - this.#rangAt < QUIET) return false;
    this.#rangAt = now;
    return true;
  }
}
