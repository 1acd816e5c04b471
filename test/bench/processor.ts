/** Processor time of a program and everything it started, as Linux counts it. */
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second in /proc on every Linux that runs Node. */
const TICKS = 100;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** Processor seconds used so far. */
  readonly seconds: number;
}

function statOf(pid: string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = text.replace(/^.*\) /, "").split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { pid: Number(pid), parent: Number(fields[1]), seconds: ticks / TICKS };
  } catch {
    return undefined; // It ended while we looked.
  }
}

/** Processor seconds used so far by `pid` and its children. */
export function cpuSeconds(pid: number): number {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((stat) => stat?.pid === pid || stat?.parent === pid)
    .reduce((sum, stat) => sum + (stat?.seconds ?? 0), 0);
}
