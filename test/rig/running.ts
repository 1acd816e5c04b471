import { readdirSync, readFileSync } from "node:fs";
import type { Peer } from "./peer.js";

/** A process of this machine. */
export interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly line: string;
}

/** All that runs on this machine. */
export function allProcesses(): readonly Running[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const [, name = "", state, parent] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
      return state === "Z" ? [] : [{ pid: Number(pid), parent: Number(parent), name, line }];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

/** What `peer` started and that still runs. */
export const childrenOf = ({ child }: Peer): readonly Running[] =>
  allProcesses().filter(({ parent }) => parent === child.pid);
