/**
 * The command line as plain words and flags; what they mean is decided elsewhere.
 *
 * yargs splits them. What it would let pass is caught before it looks: an option
 * that does not exist, and a value for a switch, which it would read as "off".
 */
import { UsageError } from "./exit.js";
import { didYouMean } from "./guess.js";
import { isOptionName, OPTION_NAMES, OPTIONS, optionOf } from "./option-table.js";

/** Flags that are about this run alone, and so in no config file, and the values that some take. */
const ASIDES = {
  help: "",
  version: "",
  check: "",
  loop: "",
  export: "",
  qr: "",
  stdio: "",
  vouch: " <file>",
  cells: " <c>x<r>",
  start: " <[h:]m:s>",
  stats: " [json]",
  "linear-light": "",
} as const;

export type FlagName = (typeof OPTION_NAMES)[number] | keyof typeof ASIDES;

/** Text as typed, true for a switch, false for `--no-…`. */
export type Flags = Readonly<Partial<Record<FlagName, string | boolean>>>;

export interface Line {
  readonly words: readonly string[];
  readonly flags: Flags;
}

const FLAG_NAMES: readonly string[] = [...OPTION_NAMES, ...Object.keys(ASIDES)];
const LETTERS: Readonly<Record<string, string>> = { help: "h", version: "V" };

const takesNoValue = (name: string): boolean =>
  isOptionName(name) ? OPTIONS[name].isSwitch : ASIDES[name as keyof typeof ASIDES] === "";

/** Whether the word after it is its value. */
export const takesValue = (name: string): boolean =>
  FLAG_NAMES.includes(name) && !takesNoValue(name);

/** With its value, as people write it. */
export const writtenFlag = (name: FlagName): string =>
  isOptionName(name) ? (optionOf(name).help[0]?.[0] ?? `--${name}`) : `--${name}${ASIDES[name]}`;

/** @throws UsageError for an option that does not exist. */
export async function readLine(typed: readonly string[]): Promise<Line> {
  const end = typed.indexOf("--");
  for (const word of end < 0 ? typed : typed.slice(0, end)) checkWord(word);
  const { default: yargs } = await import("yargs");
  const { _: words, ...flags } = yargs(typed)
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail(false)
    .parserConfiguration({
      "camel-case-expansion": false,
      "dot-notation": false,
      "duplicate-arguments-array": false,
      "parse-numbers": false,
      "parse-positional-numbers": false,
    })
    .alias(LETTERS)
    .boolean(FLAG_NAMES.filter(takesNoValue))
    .string(FLAG_NAMES.filter((name) => !takesNoValue(name)))
    .parseSync();
  const known = Object.entries(flags).filter(([name]) => FLAG_NAMES.includes(name));
  return { words: words.map(String), flags: Object.fromEntries(known) };
}

function checkWord(word: string): void {
  const [, option, no, name, value] = /^(--(no-)?([^=]+))(?:=(.*))?$/s.exec(word) ?? [];
  if (option === undefined || name === undefined) checkLetters(word);
  else if (!FLAG_NAMES.includes(name)) throw unknownOption(option, name, no);
  else if (value !== undefined && (no !== undefined || takesNoValue(name))) {
    throw new UsageError(`${option} takes no value, and got "${value}"`);
  }
}

function checkLetters(word: string): void {
  if (/^-[^-\d]/.test(word) && !Object.values(LETTERS).includes(word.slice(1))) {
    throw unknownOption(word, word.slice(1));
  }
}

function unknownOption(written: string, name: string, no = ""): UsageError {
  const question = didYouMean(name, FLAG_NAMES, (meant) => `--${no}${meant}`);
  return new UsageError(`there is no option ${written}${question}`);
}
