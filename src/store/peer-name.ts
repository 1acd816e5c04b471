/** Names people type: short, one word, and never mistaken for an option. */
import { graphemes } from "../util/text.js";

const LONGEST = 32;
/** A grapheme may carry any number of marks; this many UTF-16 units hold 32 of every living script. */
const LONGEST_UNITS = 128;
const SHAPE = /^[\p{L}\p{N}._@][\p{L}\p{M}\p{N}._@-]*$/u;

/** What is wrong with `name`, as the end of a sentence about it; undefined when it will do. */
export function nameFault(name: string): string | undefined {
  if (name === "") return "is empty";
  if (name.startsWith("-")) return "starts with a dash, as an option does";
  if (!SHAPE.test(name)) return "may hold only letters, digits and . _ @ -";
  if (name.length > LONGEST_UNITS || graphemes(name).length > LONGEST) {
    return `is longer than ${LONGEST} characters`;
  }
  return undefined;
}

/** The nearest name without a fault, for text that no person chose as a name. */
export function nearestName(text: string): string {
  const joined = text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N}._@-]+/gu, "-")
    .replace(/^[\p{M}-]+/u, "");
  const short = graphemes(joined.slice(0, LONGEST_UNITS)).slice(0, LONGEST).join("");
  const whole = short.replace(/-+$/, "");
  return nameFault(whole) === undefined ? whole : "somebody";
}
