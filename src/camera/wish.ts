import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { NO_SIZE } from "../frame/frame.js";
import type { Wanted } from "../ports.js";

/** What the parent wants right now: lines of JSON, the last of which counts. */
export class Wish {
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #wake: (() => void)[] = [];

  /** `onEnd` is called when the parent is gone. */
  constructor(lines: Readable, onEnd: () => void) {
    createInterface({ input: lines })
      .on("line", (line) => this.#take(JSON.parse(line) as Wanted))
      .on("close", onEnd);
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  get isPaused(): boolean {
    return this.#wanted.width < 1 || this.#wanted.height < 1;
  }

  /** Resolves once pictures are wanted. */
  async resumed(): Promise<void> {
    while (this.isPaused) {
      await new Promise<void>((wake) => {
        this.#wake.push(wake);
      });
    }
  }

  #take(wanted: Wanted): void {
    this.#wanted = wanted;
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
