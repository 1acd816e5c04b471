import { setTimeout as sleep } from "node:timers/promises";

/** Generous, since the machines that run tests are slow at times: it only bounds a failure. */
const DEADLINE = 20_000;

/** Waits for `happened` to be true, looking at it often. Fails with `what` after 20 s. */
export async function until(what: string, happened: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE;
  while (!happened()) {
    if (performance.now() > deadline) throw new Error(`never happened: ${what}`);
    await sleep(5);
  }
}
