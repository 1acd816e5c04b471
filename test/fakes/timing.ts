import type { Timing } from "../../src/ports.js";

interface Alarm {
  readonly at: number;
  readonly call: () => void;
}

/** Time that stands still until a test moves it on. */
export class FakeTiming implements Timing {
  #now = 1000;
  #alarms: readonly Alarm[] = [];

  now(): number {
    return this.#now;
  }

  /** How many are waiting. */
  get waiting(): number {
    return this.#alarms.length;
  }

  /** Resolves when somebody waits. */
  async asked(): Promise<void> {
    while (this.#alarms.length === 0) await new Promise(setImmediate);
  }

  /** When the next one is due. */
  get next(): number | undefined {
    return this.#alarms.length === 0 ? undefined : Math.min(...this.#alarms.map(({ at }) => at));
  }

  after(delay: number, call: () => void): Disposable {
    const alarm = { at: this.#now + delay, call };
    this.#alarms = [...this.#alarms, alarm];
    return {
      [Symbol.dispose]: () => {
        this.#alarms = this.#alarms.filter((other) => other !== alarm);
      },
    };
  }

  /** Lets `duration` milliseconds pass, calling each who waits at its own moment. */
  advance(duration: number): void {
    const end = this.#now + duration;
    for (;;) {
      const next = this.#alarms.reduce<Alarm | undefined>(
        (first, alarm) => (alarm.at <= end && alarm.at < (first?.at ?? Infinity) ? alarm : first),
        undefined,
      );
      if (!next) break;
      this.#alarms = this.#alarms.filter((other) => other !== next);
      this.#now = Math.max(this.#now, next.at);
      next.call();
    }
    this.#now = end;
  }

  /** Lets time pass while nobody could look at it, as when the process is stopped; then all is late. */
  oversleep(duration: number): void {
    this.#now += duration;
    this.advance(0);
  }
}
