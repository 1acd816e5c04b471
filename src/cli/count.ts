import { UsageError } from "./exit.js";
import type { FlagName, Flags } from "./words.js";

/**
 * The whole number that a flag of a command's own asks for; undefined where it is not there.
 *
 * @throws UsageError for anything but 1 to `most`.
 */
export function countOf(flags: Flags, name: FlagName, most = 999_999_999): number | undefined {
  const text = flags[name];
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(String(text)) ? Number(text) : 0;
  if (number > 0 && number <= most) return number;
  throw new UsageError(
    `--${name} wants a whole number from 1 to ${most}, and got "${String(text)}"`,
  );
}
