import type { Timing } from "../ports.js";

/** The machine's own time; `camera/` tells the same one in processes of its own. */
export { timing as clock } from "../camera/timing.js";

/** Calls `call` each `interval` milliseconds until disposed. */
export function every(timing: Timing, interval: number, call: () => void): Disposable {
  const turn = (): void => {
    next = timing.after(interval, turn);
    call();
  };
  let next = timing.after(interval, turn);
  return { [Symbol.dispose]: () => next[Symbol.dispose]() };
}
