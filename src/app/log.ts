import { appendFileSync } from "node:fs";
import type { Log } from "../ports.js";

/** A log that forgets. */
export const NO_LOG: Log = { note: () => undefined };

const line = (event: string, fields: object): string =>
  `${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`;

/**
 * Notes happenings in a file, one JSON object a line, with the wall clock.
 *
 * @throws when the file cannot be written at the start; later trouble is
 * ignored, since a full disk must not end a call.
 */
export function openLog(path: string): Log {
  appendFileSync(path, line("opened", { pid: process.pid }), { mode: 0o600 });
  return {
    note(event, fields = {}) {
      try {
        appendFileSync(path, line(event, fields));
      } catch {
        // The call matters more than its log.
      }
    },
  };
}
