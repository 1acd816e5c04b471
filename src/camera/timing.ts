import type { Timing } from "../ports.js";

/** The machine's monotonic clock: the same in every process, so that stamps travel between them. */
export const timing: Timing = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  after(delay, call) {
    const timer = setTimeout(call, delay);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
