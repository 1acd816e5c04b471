/** What an option is, and the kinds that there are. */
type JsonType = "string" | "number" | "boolean";

export interface Option<T> {
  readonly group: "picture" | "sound" | "call" | "screen" | "headless";
  /** Whether it takes no value. */
  readonly isSwitch: boolean;
  /** How it is written, and what that does, in as many lines as there are ways to use it. */
  readonly help: readonly (readonly [written: string, meaning: string])[];
  /** Why no default suits everyone. */
  readonly why: string;
  readonly initial: T;
  /** What is acceptable, after "wants". */
  readonly wants: string;
  /** What `off` and `--no-…` mean; absent where that makes no sense. */
  readonly off?: { readonly means: T };
  /** Types the config file may use for it. */
  readonly json: readonly JsonType[];
  /** Words to offer for the value, where they can be listed. */
  readonly choices?: readonly string[];
  /** The value a text stands for; undefined when it is not acceptable. */
  readonly read: (text: string) => T | undefined;
}

/** What each option says for itself. */
export type Words<T> = Pick<Option<T>, "group" | "help" | "why" | "initial">;

const ON = /^(?:on|yes|true|1)$/i;
const OFF = /^(?:off|no|false|0)$/i;

export const aSwitch = (words: Words<boolean>): Option<boolean> => ({
  ...words,
  isSwitch: true,
  wants: "on or off",
  off: { means: false },
  json: ["boolean"],
  read: (text) => (ON.test(text) ? true : OFF.test(text) ? false : undefined),
});

/** A whole number of at most six digits between `least` and `most`. */
export const aNumber = (least: number, most: number, words: Words<number>): Option<number> => ({
  ...words,
  isSwitch: false,
  wants: `a whole number from ${least} to ${most}`,
  json: ["number"],
  read: (text) => {
    const number = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  },
});

/** One of a few words. */
export const aChoice = <T extends string>(choices: readonly T[], words: Words<T>): Option<T> => ({
  ...words,
  isSwitch: false,
  wants: `one of ${choices.join(", ")}`,
  json: ["string"],
  choices,
  read: (text) => choices.find((choice) => choice === text),
});

/** A file or folder. Whether it can be used is found out by using it. */
export const aPath = (
  kind: "file" | "folder",
  words: Omit<Words<string | undefined>, "initial">,
): Option<string | undefined> => ({
  ...words,
  initial: undefined,
  isSwitch: false,
  wants: `the name of a ${kind}`,
  off: { means: undefined },
  json: ["string"],
  read: (text) => text,
});

/** Whether a text asks for the option to be off; those of paths and addresses are no names anybody needs. */
export const saysOff = (text: string): boolean => OFF.test(text) && text !== "0";
