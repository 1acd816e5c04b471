import type { ScreenOptions } from "../view/screen.js";
import { clock } from "./clock.js";
import type { Options } from "./options.js";

/** This process's terminal, used as the user wishes. */
export const screenOptions = (options: Options): ScreenOptions => ({
  ...options,
  input: process.stdin,
  output: process.stdout,
  now: () => clock.now(),
});
