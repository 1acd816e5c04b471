import { type CommandOptions, runCommand } from "./command.js";

/** Loads and uses the binding in another process, since a bad one may crash. */
const TRIAL = `
  const cv = require(process.argv[1]);
  const mat = new cv.Mat(Buffer.alloc(8 * 8 * 3, 90), 8, 8, cv.CV_8UC3).resize(4, 4);
  if (cv.imencode(".png", mat).length === 0) throw new Error("imencode gave nothing");
  for (const name of ["VideoCapture", "imshow", "waitKey"]) {
    if (typeof cv[name] !== "function") throw new Error(name + " is missing");
  }`;

/** @returns undefined when the binding works, or why not, in one line. */
export async function tryBinding(
  path: string,
  options: Pick<CommandOptions, "env" | "signal">,
): Promise<string | undefined> {
  const { code, output } = await runCommand(process.execPath, ["-e", TRIAL, path], options);
  if (code === 0) return undefined;
  return output.split("\n").find((line) => /error/i.test(line)) ?? `it ended with code ${code}`;
}
