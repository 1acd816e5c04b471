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

/** Hours, minutes and seconds, of which only the last must be there. */
const TIME = /^(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6}(?:\.\d+)?)$/;

/**
 * The time that a flag asks for, in milliseconds; 0 where it is not there.
 *
 * @throws UsageError for anything but seconds, minutes and seconds, or hours before them.
 */
export function timeOf(flags: Flags, name: FlagName): number {
  const text = String(flags[name] ?? 0);
  const [, hours = 0, minutes = 0, seconds = NaN] = TIME.exec(text) ?? [];
  const time = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (!Number.isNaN(time)) return time * 1000;
  throw new UsageError(`--${name} wants a time such as 90, 1:30 or 1:02:03.5, and got "${text}"`);
}
