/**
 * A lock between processes: a file that exists while somebody writes another.
 *
 * The holder works for a millisecond or two, so waiters block instead of
 * yielding; a lock older than any holder lives was left by a process that died.
 */
import { closeSync, openSync, statSync, unlinkSync } from "node:fs";

/** Milliseconds between two attempts: about one holder's work. */
const PAUSE = 3;
/** Milliseconds a caller may be held up: longer is a hitch that is seen. */
const PATIENCE = 500;
/** Milliseconds after which a lock counts as left behind; less than {@link PATIENCE}, so that nobody gives up on one. */
const STALE = 400;

/**
 * Runs `work` while no other process does so for the same `path`.
 *
 * @throws whatever `work` throws, and Error when the lock cannot be had.
 */
export function whileLocked<T>(path: string, work: () => T): T {
  const lock = `${path}.lock`;
  acquire(lock);
  try {
    return work();
  } finally {
    unlinkIfThere(lock);
  }
}

function acquire(lock: string): void {
  const giveUp = performance.now() + PATIENCE;
  while (!create(lock)) {
    if (isStale(lock)) unlinkIfThere(lock);
    else if (performance.now() > giveUp) throw new Error(`another process holds ${lock}`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
  }
}

function create(lock: string): boolean {
  try {
    closeSync(openSync(lock, "wx", 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function isStale(lock: string): boolean {
  const made = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return made !== undefined && Date.now() - made > STALE;
}

function unlinkIfThere(lock: string): void {
  try {
    unlinkSync(lock);
  } catch (error) {
    // Somebody took it for stale and removed it first: gone is what we wanted.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
}
