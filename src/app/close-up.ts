import type { Frame } from "../frame/frame.js";
import type { FrameSource, Wanted } from "../ports.js";

/** A source that does not deliver its own size after this long gives what it has; milliseconds. */
const PATIENCE = 1500;

/** Gets one picture of a source in its own size, whatever size is shown. */
export class CloseUp {
  readonly #source: FrameSource;
  #last: Frame | undefined;
  #taken: (() => void) | undefined;

  constructor(source: FrameSource) {
    this.#source = source;
  }

  /** What to ask the source for when `usual` is shown. */
  wanted(usual: Wanted): Wanted {
    const { status } = this.#source;
    if (this.#taken === undefined || status.at !== "live") return usual;
    return { ...status.native, fps: usual.fps };
  }

  /** Takes note of each picture that comes; true for one that came only for this. */
  see(frame: Frame): boolean {
    const wanted = this.#taken !== undefined && this.#isWhole(frame);
    this.#last = frame;
    if (wanted) this.#taken?.();
    return wanted;
  }

  /** The next picture in the source's own size, or the last as it is. `ask` makes the source be asked anew. */
  async take(ask: () => void): Promise<Frame | undefined> {
    if (this.#last === undefined || this.#isWhole(this.#last)) return this.#last;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE);
      this.#taken = () => {
        clearTimeout(timer);
        resolve();
      };
      ask();
    });
    this.#taken = undefined;
    const frame = this.#last;
    ask();
    return frame;
  }

  #isWhole({ width, height }: Frame): boolean {
    const { status } = this.#source;
    return status.at === "live" && width >= status.native.width && height >= status.native.height;
  }
}
