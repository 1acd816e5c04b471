import type { Log } from "../../src/ports.js";

/** Remembers the processes that were started. */
export class ProcessLog implements Log {
  readonly pids: number[] = [];

  note(_event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
    if (typeof fields["pid"] === "number") this.pids.push(fields["pid"]);
  }
}
