import type { OptionName } from "./option-table.js";
import type { FlagName, Flags } from "./words.js";
import type { World } from "./world.js";

/** One thing tetatty can be told to do. The help, the completion and the README are drawn from these. */
export interface Command {
  /** The words that call it; empty for `tetatty` alone. */
  readonly name: string;
  readonly summary: string;
  /** Its arguments, in order: `<needed>`, `[optional]`. A `<peer>` is completed with saved names. */
  readonly takes: readonly string[];
  readonly examples: readonly Example[];
  /** Options of the table it takes. */
  readonly options: readonly OptionName[];
  /** Switches that are its own, or mean something else to it than the table says. */
  readonly switches: readonly (readonly [name: FlagName, meaning: string])[];
  /** Resolves to the exit code. */
  run(said: Said): Promise<number>;
}

/** A command line, and what it does. */
export type Example = readonly [line: string, meaning: string];

/** What a command was told. */
export interface Said {
  /** As many as the command takes, or fewer by the optional ones. */
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly world: World;
}

/** The command that the most of `said` names, and the words after its name. */
export function commandOf(
  said: readonly string[],
  commands: readonly Command[],
): { readonly command: Command; readonly rest: readonly string[] } {
  for (let length = said.length; length >= 0; length--) {
    const name = said.slice(0, length).join(" ");
    const command = commands.find((candidate) => candidate.name === name);
    if (command) return { command, rest: said.slice(length) };
  }
  throw new Error("there is no command without a name");
}

/** The commands called by `name` and one word more. */
export function below(name: string, commands: readonly Command[]): readonly Command[] {
  return commands.filter(
    (command) => command.name !== "" && command.name.split(" ").slice(0, -1).join(" ") === name,
  );
}

/** What is typed after the commands above it. */
export const lastWord = ({ name }: Command): string => name.split(" ").at(-1) ?? "";
