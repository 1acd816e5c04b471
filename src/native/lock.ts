import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** How often a waiting process looks again, in milliseconds: what it waits for takes half a minute. */
const LOOK_AGAIN = 100;

export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Is told once which process holds the lock. */
  readonly onWait?: (pid: number) => void;
}

/**
 * Waits until this process alone holds the lock file `path`, and removes it when disposed.
 *
 * The file holds its owner's process id; the lock of a process that is no more is void.
 *
 * @throws the system's error where the folder cannot be written, or the signal's reason.
 */
export async function takeLock(
  path: string,
  { signal, onWait }: LockOptions = {},
): Promise<Disposable> {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!create(path)) {
    const owner = ownerOf(path);
    if (owner !== undefined && !alive(owner)) {
      rmSync(path, { force: true });
    } else {
      if (!told && owner !== undefined) onWait?.(owner);
      told = true;
      await delay(LOOK_AGAIN, undefined, signal ? { signal } : {});
    }
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function create(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Undefined while the owner is between making the file and writing it, or has just removed it. */
function ownerOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, "utf8")) || undefined;
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
