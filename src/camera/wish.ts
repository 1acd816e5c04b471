import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { NO_SIZE } from "../frame/frame.js";
import type { PlayOrder, Wanted } from "../ports.js";

/** What the parent wants right now: lines of JSON, each what is wanted from then on or an order. */
export class Wish {
  readonly #wakers = new Set<() => void>();
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #orders: PlayOrder[] = [];

  /** `onEnd` is called when the parent is gone. */
  constructor(lines: Readable, onEnd: () => void) {
    createInterface({ input: lines })
      .on("line", (line) => this.#take(JSON.parse(line) as Wanted | PlayOrder))
      .on("close", onEnd);
  }

  get wanted(): Wanted {
    return this.#wanted;
  }

  get isPaused(): boolean {
    return this.#wanted.width < 1 || this.#wanted.height < 1;
  }

  /** The orders that came since the last time, oldest first. */
  takeOrders(): readonly PlayOrder[] {
    const orders = this.#orders;
    this.#orders = [];
    return orders;
  }

  /** Resolves once pictures are wanted. */
  async resumed(): Promise<void> {
    while (this.isPaused) await this.heard();
  }

  /** Resolves at the next line, or after `patience` milliseconds. */
  async heard(patience = Infinity): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((wake) => {
      const done = (): void => {
        this.#wakers.delete(done);
        wake();
      };
      this.#wakers.add(done);
      if (Number.isFinite(patience)) timer = setTimeout(done, patience);
    });
    clearTimeout(timer);
  }

  #take(line: Wanted | PlayOrder): void {
    if ("do" in line) this.#orders.push(line);
    else this.#wanted = line;
    for (const wake of this.#wakers) wake();
  }
}
