import type { Frame } from "../frame/frame.js";
import type { SourceStatus } from "../ports.js";
import { Changes } from "../util/changes.js";
import { Latest } from "../util/latest.js";

/** The side of a source that its consumers see: one status, and one picture at most. */
export class Outlet {
  readonly #changes = new Changes();
  #status: SourceStatus = { at: "opening" };
  #box: Latest<Frame> | undefined;
  /** The newest picture, until somebody reads it. */
  #held: Frame | undefined;
  #ended = false;

  get status(): SourceStatus {
    return this.#status;
  }

  /** Tells everybody who listens. */
  report(status: SourceStatus): void {
    this.#status = status;
    this.#changes.tell();
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** Hands `frame` to the reader, or keeps it for the next one. */
  put(frame: Frame): void {
    this.#held = frame;
    this.#box?.put(frame);
  }

  /** Forgets a picture that nobody read: it shows what must not be shown any more. */
  forget(): void {
    this.#held = undefined;
  }

  /** Pictures until `signal` aborts or the source ends. One reader at a time. */
  async *frames(signal: AbortSignal): AsyncGenerator<Frame, void, undefined> {
    if (this.#ended || signal.aborted) return;
    const box = new Latest<Frame>();
    const stop = (): void => box.end();
    signal.addEventListener("abort", stop, { once: true });
    this.#box = box;
    if (this.#held) box.put(this.#held);
    try {
      for await (const frame of box) {
        if (signal.aborted) return;
        if (frame !== this.#held) continue; // Forgotten meanwhile.
        this.#held = undefined;
        yield frame;
      }
    } finally {
      signal.removeEventListener("abort", stop);
      if (this.#box === box) this.#box = undefined;
    }
  }

  /** Ends the reader; nothing comes after. */
  end(): void {
    this.#ended = true;
    this.#box?.end();
  }
}
