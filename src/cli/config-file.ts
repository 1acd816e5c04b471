import { readFileSync } from "node:fs";
import { UsageError } from "./exit.js";
import { lineOfFault } from "./json-fault.js";

/**
 * The names and values in the config file, unchecked; none where there is no file, or nothing in it.
 *
 * @throws UsageError naming the file, where it cannot be read or is not a JSON object.
 */
export function readConfig(path: string): Readonly<Record<string, unknown>> {
  const text = readIfThere(path);
  if (text === undefined || text.trim() === "") return {};
  const value = parse(text, path);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${path} holds no JSON object`, `write it like { "fps": 20 }`);
  }
  return value as Readonly<Record<string, unknown>>;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new UsageError(
      `the config file cannot be read: ${message}`,
      "make it readable, or move it",
    );
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = (error as Error).message.replaceAll(/\s+/g, " ");
    const line = lineOfFault(text);
    throw new UsageError(`${path} is not JSON, line ${line}: ${why}`, "edit it, or move it away");
  }
}
