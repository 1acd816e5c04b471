/** Help as text for 80 columns: examples first, since they are what people read. */
import { below, type Command, type Example } from "./command.js";
import { EXIT_TABLE } from "./exit.js";
import type { Option } from "./option.js";
import { OPTION_NAMES, OPTIONS, type OptionName } from "./option-table.js";
import { writtenFlag } from "./words.js";

const GROUPS: Readonly<Record<Option<unknown>["group"], string>> = {
  picture: "Your picture",
  sound: "Your voice",
  call: "Calls",
  screen: "What you see",
  headless: "Without eyes: for scripts and measurements",
};

/** The narrowest left column, and the space to its right. */
const LEFT = 26;
const GAP = 2;

/** The help of one command. */
export function helpText(command: Command, commands: readonly Command[]): string {
  const blocks = command.name === "" ? overview(command, commands) : details(command, commands);
  return blocks.join("\n\n");
}

/** What the shell is told at the end. */
export const exitText = (): string =>
  section(
    "Exit codes, where there is one after sysexits.h",
    EXIT_TABLE.map(([code, name, meaning]) => [`${code.padEnd(9)}${name}`, meaning]),
  );

const overview = ({ examples, options }: Command, commands: readonly Command[]) => [
  "tetatty: video calls in your terminal, machine to machine",
  section("Examples", examples),
  section(
    "Commands",
    below("", commands).map(({ name, takes, summary }) => [[name, ...takes].join(" "), summary]),
  ),
  ...Object.entries(GROUPS).map(([group, title]) =>
    section(title, rows(options.filter((name) => OPTIONS[name].group === group))),
  ),
  `tetatty <command> --help says more about one; in a call, ? shows the keys.
Options may also stand in the environment (TETATTY_FPS=20) and in
~/.config/tetatty/config.json ({ "fps": 20 }); flags come first.
tetatty help exit lists the exit codes.`,
];

function details(command: Command, commands: readonly Command[]): readonly string[] {
  const { name, takes, summary, examples, options, switches } = command;
  const blocks = [
    `${["tetatty", name, ...takes].join(" ")}: ${summary}`,
    section("Examples", examples),
  ];
  const more = below(name, commands);
  if (more.length > 0) blocks.push(section("Commands", more.map(describe)));
  if (options.length === OPTION_NAMES.length)
    return [...blocks, "tetatty --help lists the options."];
  const own = switches.map(([flag, meaning]): Example => [writtenFlag(flag), meaning]);
  const listed = [...rows(options), ...own];
  return listed.length === 0 ? blocks : [...blocks, section("Options", listed)];
}

const describe = ({ name, takes, summary }: Command): Example => [
  ["tetatty", name, ...takes].join(" "),
  summary,
];

const rows = (names: readonly OptionName[]): readonly Example[] =>
  names.flatMap((name) => OPTIONS[name].help);

function section(title: string, lines: readonly Example[]): string {
  const left = Math.max(LEFT, ...lines.map(([text]) => text.length)) + GAP;
  return [title, ...lines.map(([text, meaning]) => `  ${text.padEnd(left)}${meaning}`)].join("\n");
}
