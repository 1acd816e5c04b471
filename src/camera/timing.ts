import type { Clock } from "../ports.js";

/** A clock that can also be waited for. */
export interface Timing extends Clock {
  /** Calls `call` once, `delay` milliseconds from now or a little later, unless disposed before. */
  after(delay: number, call: () => void): Disposable;
}

/** The machine's own time. */
export const timing: Timing = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  after(delay, call) {
    const timer = setTimeout(call, delay);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
