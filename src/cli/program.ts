/** One run: find the command that was meant, and let it do its work. */
import { below, commandOf, lastWord, type Command } from "./command.js";
import { complete } from "./complete.js";
import { COMMANDS } from "./commands/index.js";
import { EXIT, explain, UsageError } from "./exit.js";
import { didYouMean } from "./guess.js";
import { exitText, helpText } from "./help.js";
import { versionLine } from "./version.js";
import { readLine, type Flags } from "./words.js";
import { surroundings, type World } from "./world.js";

/** Does what the words after `tetatty` say. Resolves to the exit code; never rejects. */
export async function program(typed: readonly string[]): Promise<number> {
  const world = surroundings();
  try {
    return typed[0] === "__complete" ? await offer(typed, world) : await obey(typed, world);
  } catch (error) {
    const { text, code } = explain(error);
    process.stderr.write(text);
    return code;
  }
}

async function obey(typed: readonly string[], world: World): Promise<number> {
  const { words, flags } = await readLine(typed);
  if (flags.version === true) {
    world.say(versionLine());
    return EXIT.done;
  }
  const asksForHelp = words[0] === "help";
  if (asksForHelp && words[1] === "exit" && words.length === 2) {
    world.say(exitText());
    return EXIT.done;
  }
  const { command, rest } = commandOf(asksForHelp ? words.slice(1) : words, COMMANDS);
  if (asksForHelp || flags.help === true) {
    if (command.name === "" && rest.length > 0) throw tooMuch(command, rest);
    world.say(helpText(command, COMMANDS));
    return EXIT.done;
  }
  checkWords(command, rest);
  checkFlags(command, flags);
  return command.run({ words: rest, flags, world });
}

async function offer([, line = ""]: readonly string[], world: World): Promise<number> {
  const { openAddressBook } = await import("../store/address-book.js");
  const { sshHosts } = await import("../store/ssh-hosts.js");
  const saved = openAddressBook(world.paths.peers).saved.map(({ name }) => name);
  // Somebody who has come so far wants one of these; everybody else would drown in them.
  const [, begun] = /\s(ssh:\/\/(?:[^@\s]*@)?)\S*$/.exec(line) ?? [];
  const hosts = begun === undefined ? [] : sshHosts(world.paths.sshConfig);
  const names = [...saved, ...hosts.map((host) => `${begun}${host}`)];
  for (const each of complete(line, { commands: COMMANDS, names })) world.say(each);
  return EXIT.done;
}

function checkWords(command: Command, rest: readonly string[]): void {
  if (rest.length > command.takes.length) throw tooMuch(command, rest);
  const missing = command.takes[rest.length];
  if (missing?.startsWith("<")) {
    throw new UsageError(`${called(command)} needs ${missing}`, helpOf(command));
  }
}

function tooMuch(command: Command, rest: readonly string[]): UsageError {
  const extra = rest[command.takes.length] ?? "";
  const more = below(command.name, COMMANDS);
  if (more.length === 0) {
    const takes = command.takes.length === 0 ? "no words" : `only ${command.takes.join(" ")}`;
    const problem = `${called(command)} takes ${takes}, and "${extra}" is too much`;
    return new UsageError(problem, helpOf(command));
  }
  const question = didYouMean(extra, more.map(lastWord), (meant) => `"${meant}"`);
  const problem = `there is no command "${[command.name, extra].join(" ").trim()}"${question}`;
  if (question === "" && command.name === "") {
    return new UsageError(problem, `tetatty call ${extra} calls a peer; ${helpOf(command)}`);
  }
  return new UsageError(problem, helpOf(command));
}

function checkFlags(command: Command, flags: Flags): void {
  const own = command.switches.map(([name]) => name);
  const known = new Set<string>([...command.options, ...own]);
  for (const name of Object.keys(flags)) {
    if (!known.has(name)) {
      throw new UsageError(`${called(command)} takes no option --${name}`, helpOf(command));
    }
  }
}

const called = ({ name }: Command): string => (name === "" ? "tetatty alone" : name);

const helpOf = ({ name }: Command): string =>
  `${["tetatty", name, "--help"].filter(Boolean).join(" ")} shows the usage`;
