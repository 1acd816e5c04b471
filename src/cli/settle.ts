/**
 * From what was asked for in several places to one value for each option.
 *
 * Pure. Flags beat the environment, which beats the file, which beats the
 * defaults. Every value is checked, also one that is beaten: a mistake is told
 * when it is made, and not on the day the other place falls silent.
 */
import { UsageError } from "./exit.js";
import {
  isOptionName,
  OPTION_NAMES,
  OPTIONS,
  optionOf,
  type OptionName,
  type Settings,
} from "./option-table.js";
import { saysOff } from "./option.js";
import { didYouMean } from "./guess.js";

/** What was asked for, by place. Names in `file` are unchecked; the others hold options only. */
export interface Asked {
  readonly flags: Readonly<Partial<Record<OptionName, string | boolean>>>;
  readonly environment: Readonly<Partial<Record<OptionName, string>>>;
  readonly file: Readonly<Record<string, unknown>>;
  /** The file's path, for complaints. */
  readonly path: string;
}

/** Where options are asked for, the weakest first. */
const PLACES = ["file", "environment", "flags"] as const;
type Place = (typeof PLACES)[number];
type Values = Partial<Record<OptionName, { readonly value: unknown; readonly from: Place }>>;

/** What to do about a mistake in the file. */
const EDIT = "edit the file";

/**
 * Settles the options a command takes; the others keep their defaults.
 *
 * @throws UsageError for the first value that is not acceptable, an unknown name
 * in the file, or flags that contradict each other.
 */
export function settle(asked: Asked, takes: readonly OptionName[]): Settings {
  const values: Values = {};
  for (const place of PLACES) {
    for (const [name, raw] of Object.entries(asked[place])) {
      if (!isOptionName(name)) throw unknownKey(name, asked.path);
      const value = readValue(asked, place, name, raw);
      if (takes.includes(name)) values[name] = { value, from: place };
    }
  }
  chooseFace(values);
  refuseOpenDoor(values);
  dropIdle(values);
  const pairs = OPTION_NAMES.map((name) => [
    name,
    values[name] ? values[name].value : OPTIONS[name].initial,
  ]);
  return Object.fromEntries(pairs) as Settings;
}

const PREFIX = "TETATTY_";

/**
 * The `TETATTY_*` variables that are options. An empty one counts as unset.
 *
 * @throws UsageError for one that is nearly an option; others may be anybody's.
 */
export function askedByEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Asked["environment"] {
  const asked: Partial<Record<OptionName, string>> = {};
  for (const name of OPTION_NAMES) {
    const text = environment[variableOf(name)];
    if (text !== undefined && text !== "") asked[name] = text;
  }
  for (const [variable, text] of Object.entries(environment))
    if (variable.startsWith(PREFIX) && text !== "") refuseSlip(variable);
  return asked;
}

function refuseSlip(variable: string): void {
  const name = variable.slice(PREFIX.length).toLowerCase().replaceAll("_", "-");
  if (isOptionName(name) || OTHER_VARIABLES.has(variable)) return;
  const question = didYouMean(name, OPTION_NAMES, (meant) => variableOf(meant as OptionName));
  if (question === "") return;
  throw new UsageError(`no option is set by ${variable}${question}`, "set that, or unset it");
}

/** Read where no options are. */
const OTHER_VARIABLES: ReadonlySet<string> = new Set(["TETATTY_OPENCV"]);

export const variableOf = (name: OptionName): string =>
  `${PREFIX}${name.toUpperCase().replaceAll("-", "_")}`;

function readValue(asked: Asked, place: Place, name: OptionName, raw: unknown): unknown {
  const option = optionOf(name);
  if (raw === false && option.off) return option.off.means;
  const types: readonly string[] = place === "file" ? option.json : ["string", "boolean"];
  if (raw === "" || !types.includes(typeof raw)) throw badValue(asked, place, name, raw);
  const text = String(raw);
  if (option.off && saysOff(text)) return option.off.means;
  const value = raw === false ? undefined : option.read(text);
  if (value === undefined) throw badValue(asked, place, name, raw);
  return value;
}

function badValue(asked: Asked, place: Place, name: OptionName, raw: unknown): UsageError {
  const { wants } = optionOf(name);
  const got = raw === "" ? "nothing" : JSON.stringify(raw);
  if (place === "environment") {
    const problem = `${variableOf(name)} wants ${wants}, and is ${got}`;
    return new UsageError(problem, "set it right, or unset it");
  }
  if (place === "file") {
    return new UsageError(`${asked.path}: "${name}" wants ${wants}, and is ${got}`, EDIT);
  }
  return new UsageError(
    raw === false
      ? `--${name} cannot be turned off: it wants ${wants}`
      : `--${name} wants ${wants}, and got ${got}`,
  );
}

function unknownKey(key: string, path: string): UsageError {
  const question = didYouMean(key, OPTION_NAMES, (meant) => `"${meant}"`);
  return new UsageError(`${path}: there is no option "${key}"${question}`, EDIT);
}

/** Of two faces asked for, the one asked for in the stronger place; two in one place contradict each other. */
function chooseFace(values: Values): void {
  const { window, headless } = values;
  if (!window || !headless || window.value !== true || headless.value !== true) return;
  if (window.from === headless.from) {
    throw new UsageError("--window and --headless exclude each other", "choose one");
  }
  const weaker =
    PLACES.indexOf(window.from) < PLACES.indexOf(headless.from) ? "window" : "headless";
  delete values[weaker];
}

/** In a dialect nobody can be known: whoever lets in only those would wait for nobody. */
function refuseOpenDoor({ dialect, "only-known": onlyKnown }: Values): void {
  if (onlyKnown?.value !== true || !dialect || dialect.value === OPTIONS.dialect.initial) return;
  throw new UsageError(
    `--only-known lets in nobody who speaks ${String(dialect.value)}`,
    "leave out --dialect, or add --no-only-known",
  );
}

/** What each of these options is nothing without, and how that is written. */
const NEEDS: readonly (readonly [OptionName, string, (values: Values) => boolean])[] = [
  ["json", "--headless", ({ headless }) => headless?.value === true],
  ["size", "--headless", ({ headless }) => headless?.value === true],
  ["frames", "--headless", ({ headless }) => headless?.value === true],
  ["save-every", "--save-frames", (values) => values["save-frames"]?.value !== undefined],
  ["flash-log", "--source pattern:flash", ({ source }) => source?.value === "pattern:flash"],
];

/** An option without effect is a mistake on the command line; elsewhere it waits for the run it is meant for. */
function dropIdle(values: Values): void {
  for (const [name, needed, isThere] of NEEDS) {
    const found = values[name];
    if (found === undefined || isThere(values)) continue;
    if (found.from === "flags" && found.value !== OPTIONS[name].initial) {
      throw new UsageError(`--${name} has no effect without ${needed}`, `add ${needed}`);
    }
    delete values[name];
  }
}
