/**
 * Finding out who is at home: the small part that `tetatty --stdio` needs, for
 * whose start a call waits. See `home.ts` for the rest.
 */
import { once } from "node:events";
import { readdirSync, rmSync, statSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";

/** What is said to whoever knocks. The number changes with the protocol's. */
export const GREETING = "tetatty/1";
/** With what `tetatty --stdio` ends when nobody is at home: EX_UNAVAILABLE of sysexits.h, as for any peer that cannot be had. */
export const EXIT_NOBODY = 69;

/** A connection to the oldest tetatty at home in the first of `folders` that has any; undefined when there is none. */
export async function knock(folders: readonly string[]): Promise<Socket | undefined> {
  for (const path of folders.flatMap(socketsIn)) {
    const socket = connect(path);
    try {
      await once(socket, "connect");
      return socket.on("error", () => undefined);
    } catch (error) {
      // Left behind by one that was killed.
      if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") rmSync(path, { force: true });
    }
  }
  return undefined;
}

/** Oldest first. */
function socketsIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => /^\d+$/.test(name));
    const found = names
      .map((name) => join(folder, name))
      .map((path) => [path, born(path)] as const);
    return found.toSorted(([, a], [, b]) => a - b).map(([path]) => path);
  } catch {
    return []; // Nobody has ever been at home there.
  }
}

const born = (path: string): number => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
