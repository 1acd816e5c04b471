import { homedir, hostname, userInfo } from "node:os";
import { nearestName } from "../store/peer-name.js";
import { picturesFolder } from "../store/pictures-folder.js";
import { xdgPaths, type Paths } from "../store/paths.js";

/** What a command may know of the process it runs in, gathered once. */
export interface World {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly paths: Paths;
  /** Where people look for pictures. */
  readonly pictures: string;
  /** Whether there is a terminal to draw in and to read keys from. */
  readonly terminal: boolean;
  /** Whether the terminal, if there is one, says that it can only print: `TERM=dumb`. */
  readonly dumb: boolean;
  /** Whether what comes in is typed. */
  readonly typed: boolean;
  /** The terminal that results go to, in cells; undefined where they go elsewhere. */
  readonly cells: { readonly cols: number; readonly rows: number } | undefined;
  /** What to call ourselves unless told otherwise: `user@host`. */
  readonly name: string;
  /** Results, to stdout. */
  readonly say: (line: string) => void;
  /** Everything else, to stderr. */
  readonly remark: (line: string) => void;
}

/** The process's own surroundings. */
export function surroundings(): World {
  const { env, stdin, stdout, stderr } = process;
  const dumb = env["TERM"] === "dumb";
  return {
    environment: env,
    paths: xdgPaths(env, homedir()),
    pictures: picturesFolder(env, homedir()),
    terminal: stdin.isTTY && stdout.isTTY && !dumb,
    dumb,
    typed: stdin.isTTY,
    cells: stdout.isTTY ? { cols: stdout.columns, rows: stdout.rows } : undefined,
    name: nearestName(`${userName()}@${hostname().split(".")[0]}`),
    say: (line) => void stdout.write(`${line}\n`),
    remark: (line) => void stderr.write(`${line}\n`),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry, as in many containers, has no name.
    return "somebody";
  }
}
