import type { Roll } from "./roll.js";

/** A parser under fire. */
export interface Target {
  readonly name: string;
  /** How often its turn comes, compared with the others. */
  readonly weight: number;
  /** A nearly right input. */
  make(roll: Roll): Uint8Array;
  /** Hands it to the parser and says what became of it, in a word. Throws when the parser breaks a promise. */
  run(input: Uint8Array): string | Promise<string>;
  /** What must become of some input of a long run: otherwise the inputs are not good enough. */
  readonly outcomes: readonly string[];
}
