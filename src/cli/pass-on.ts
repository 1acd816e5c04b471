import { bridgeStdio } from "../app/stdio.js";
import { EXIT, explain, UsageError } from "./exit.js";
import { surroundings, type World } from "./world.js";

/** `tetatty --stdio` and nothing else. Resolves to the exit code; never rejects. */
export async function passOnAlone(): Promise<number> {
  try {
    return await passOn(surroundings());
  } catch (error) {
    const { text, code } = explain(error);
    process.stderr.write(text);
    return code;
  }
}

/**
 * What `ssh://` runs at its far end.
 *
 * @throws UsageError for a person who types it, LinkError when nobody is at home.
 */
export async function passOn({ environment, paths, terminal, name }: World): Promise<number> {
  if (terminal)
    throw new UsageError("--stdio is for ssh to run", "tetatty call ssh://user@host runs it there");
  const [from = "-"] = environment["SSH_CONNECTION"]?.split(" ") ?? [];
  await bridgeStdio(paths.homes, from, name);
  return EXIT.done;
}
