import type { Log } from "../ports.js";
import type { Face } from "./face.js";
import { HeadlessFace } from "./headless.js";
import type { Options } from "./options.js";

/** Opens what the user chose to look at; each face is loaded only when it is the one. */
export async function openFace(options: Options, log: Log): Promise<Face> {
  void log;
  return new HeadlessFace(options, (line) => process.stdout.write(`${line}\n`));
}
