/** Shows pictures with the sound that was heard with them; see {@link LipSync}. */
import type { Frame } from "../frame/frame.js";
import type { Timing } from "../ports.js";
import { LipSync } from "../voice/lip-sync.js";

export class SyncedPictures {
  readonly #timing: Timing;
  readonly #show: (frame: Frame) => void;
  readonly #sync = new LipSync<Frame>();
  #alarm: Disposable | undefined;

  constructor(timing: Timing, show: (frame: Frame) => void) {
    this.#timing = timing;
    this.#show = show;
  }

  /** `lag`: milliseconds from the peer's mouth to our ear; undefined: nothing is heard, and nothing waits. */
  offer(frame: Frame, lag: number | undefined): void {
    this.#sync.offer(frame, lag, this.#timing.now());
    this.#turn();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#alarm?.[Symbol.dispose]();
    this.#sync.clear();
  }

  #turn(): void {
    const now = this.#timing.now();
    const frame = this.#sync.take(now);
    if (frame) this.#show(frame);
    this.#alarm?.[Symbol.dispose]();
    const { due } = this.#sync;
    this.#alarm = due === undefined ? undefined : this.#timing.after(due - now, () => this.#turn());
  }
}
