import type { Log } from "../ports.js";
import type { Face } from "./face.js";
import type { Options } from "./options.js";

/** Opens what the user chose to look at; each face is loaded only when it is the one. */
export async function openFace(options: Options, log: Log): Promise<Face> {
  if (options.face === "terminal") {
    const { TerminalFace } = await import("./terminal-face.js");
    return new TerminalFace(options);
  }
  if (options.face === "window") {
    const { WindowFace } = await import("./window-face.js");
    return WindowFace.open(log);
  }
  const { HeadlessFace } = await import("./headless.js");
  return new HeadlessFace(options, (line) => process.stdout.write(`${line}\n`));
}
