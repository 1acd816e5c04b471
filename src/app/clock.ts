import type { Clock } from "../ports.js";

/** The machine's monotonic clock: the same in every process, so that stamps travel between them. */
export const clock: Clock = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
};
