import { type Bell, type Notifier, notificationBytes } from "../render/notification.js";

/** At most one call in so many milliseconds for messages: a storm of them is one noise. */
const QUIET = 3000;
const BELL = "\x07";

/** What to write to the terminal so that its user looks at it. Told the time. */
export class Attention {
  readonly #bell: Bell;
  readonly #notifier: Notifier | undefined;
  /** Undefined where the terminal does not tell. */
  #focused: boolean | undefined;
  #calledAt = Number.NEGATIVE_INFINITY;

  /** `notifier`: undefined where the terminal has no notifications. */
  constructor(bell: Bell, notifier?: Notifier) {
    this.#bell = bell;
    this.#notifier = notifier;
  }

  focus(on: boolean): void {
    this.#focused = on;
  }

  /** Somebody rings, as `words` say. */
  toCall(words: string): string {
    const sound = this.#bell === "always" || (this.#bell === "away" && this.#focused !== true);
    return (sound ? BELL : "") + this.#notice(words);
  }

  /** Somebody wrote; `hidden`: the message is not in sight. `now`: monotonic milliseconds. */
  toMessage(words: string, hidden: boolean, now: number): string {
    const away = this.#focused === undefined ? hidden : !this.#focused;
    if (!away || now - this.#calledAt < QUIET) return "";
    this.#calledAt = now;
    const sound = this.#bell === "always" || this.#bell === "away";
    return (sound ? BELL : "") + this.#notice(words);
  }

  /** Terminals that have notifications tell when they are looked at, so who has not said so is. */
  #notice(words: string): string {
    const wanted = this.#notifier !== undefined && this.#bell !== "off" && this.#focused === false;
    return wanted ? notificationBytes(this.#notifier, words) : "";
  }
}
