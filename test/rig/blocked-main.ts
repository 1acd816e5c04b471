/**
 * A program whose main thread does nothing most of the time, as if a screen took it; its other threads go
 * on. It is made so from outside, by what Node loads before the program.
 */
import type { ChildProcess } from "node:child_process";

const SIGNAL = "SIGUSR2";

/** Runs in the program, in each of its threads and processes: only the main one of tetatty waits. */
function wait(blocked: number, free: number): string {
  return `
    import { isMainThread } from "node:worker_threads";
    const never = new Int32Array(new SharedArrayBuffer(4));
    const turn = () => {
      Atomics.wait(never, 0, 0, ${blocked});
      setTimeout(turn, ${free}).unref();
    };
    if (isMainThread && process.argv[1]?.endsWith("tetatty.js")) process.once("${SIGNAL}", turn);
  `;
}

/** The environment of a program that can be blocked for `blocked` of every `blocked + free` milliseconds. */
export function blockable(blocked: number, free: number): NodeJS.ProcessEnv {
  const code = encodeURIComponent(wait(blocked, free));
  return { NODE_OPTIONS: `--import=data:text/javascript,${code}` };
}

/** From now on, until it ends. */
export const block = (child: ChildProcess): boolean => child.kill(SIGNAL);
