/** Small files that several tetattys read and write: each reader sees the old text or the new one, whole. */
import { mkdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { whileLocked } from "./lock.js";

/** Runs `work`, which reads and replaces the file at `path`, while nobody else does; makes the folder if need be. */
export function changeFile<T>(path: string, work: () => T): T {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return whileLocked(path, work);
}

/** The file's text; undefined when there is none. */
export function readIfThere(path: string): string | undefined {
  return unlessMissing(() => readFileSync(path, "utf8"));
}

/** Puts `text` in the file's place, readable by its owner only; a symbolic link stays one. */
export function replaceFile(path: string, text: string): void {
  const target = unlessMissing(() => realpathSync(path)) ?? path;
  const fresh = `${target}.${process.pid}.new`;
  try {
    writeFileSync(fresh, text, { mode: 0o600 });
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

function unlessMissing<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
