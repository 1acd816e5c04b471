/** What a shell may offer for an unfinished line. */
import { below, commandOf, lastWord, type Command } from "./command.js";
import { isOptionName, optionOf } from "./option-table.js";
import { takesValue } from "./words.js";

/** What is known when the line is completed. */
interface Known {
  readonly commands: readonly Command[];
  /** Names of saved peers. */
  readonly names: readonly string[];
}

/** Words that may take the place of the last word of `line`; none where only the shell's file names fit. */
export function complete(line: string, known: Known): readonly string[] {
  const [, ...words] = line.trimStart().split(/\s+/);
  const last = words.pop() ?? "";
  return offers(words, last, known).filter((offer) => offer.startsWith(last));
}

function offers(before: readonly string[], last: string, known: Known): readonly string[] {
  const joined = /^--([a-z-]+)=/.exec(last);
  if (joined) return values(joined[1] ?? "").map((value) => `${joined[0]}${value}`);
  const option = /^--([a-z-]+)$/.exec(before.at(-1) ?? "")?.[1] ?? "";
  if (takesValue(option)) return values(option);
  const said = before.filter((word, i) => !word.startsWith("-") && !isValue(before[i - 1]));
  const { command, rest } = commandOf(said, known.commands);
  return last.startsWith("-") ? flags(command) : nextWords(command, rest.length, known);
}

const isValue = (before: string | undefined): boolean => {
  const name = before?.replace(/^--/, "") ?? "";
  return name !== before && takesValue(name);
};

const values = (name: string): readonly string[] =>
  isOptionName(name) ? (optionOf(name).choices ?? []) : [];

/** The options of a command as its help writes them, without their values. */
function flags({ options, switches }: Command): readonly string[] {
  const table = options.flatMap((name) => optionOf(name).help.map(([written]) => written));
  const own = switches.map(([name]) => `--${name}`);
  return [...table, ...own, "--help"].map((written) => written.replace(/ .*/, ""));
}

function nextWords(command: Command, taken: number, { commands, names }: Known): readonly string[] {
  if (taken === 0) {
    const more = below(command.name, commands);
    if (more.length > 0) return more.map(lastWord);
  }
  const wanted = command.takes[taken] ?? "";
  if (wanted === "<peer>") return names;
  return wanted.startsWith("[") ? wanted.slice(1, -1).split("|") : [];
}
