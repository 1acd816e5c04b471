/** Other programs, run to their end. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

export interface CommandOptions {
  readonly env?: Environment;
  readonly cwd?: string;
  /** Kills the program; {@link runCommand} then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Is told each line as it is printed, besides it being kept. */
  readonly onLine?: (line: string) => void;
}

export interface Finished {
  /** The exit code; 127 when there is no such program, 128 when a signal ended it. */
  readonly code: number;
  /** What it printed on both streams, as it came. */
  readonly output: string;
}

/** Runs a program without a shell and without input. Fails only by what {@link Finished.code} says. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { env = process.env, cwd, signal, onLine }: CommandOptions = {},
): Promise<Finished> {
  signal?.throwIfAborted();
  const child = spawn(command, args, {
    env: { ...env },
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = (): void => {
    child.kill();
  };
  signal?.addEventListener("abort", stop);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      if (onLine) lines.forEach(onLine);
    });
  }
  const code = await new Promise<number>((done) => {
    child.once("error", (error) => {
      output += error.message;
      done(127);
    });
    child.once("close", (status) => done(status ?? 128));
  });
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  return { code, output };
}

/** The program's full path on `$PATH`, or undefined. A name with a slash is taken as it is. */
export function findProgram(name: string, env: Environment = process.env): string | undefined {
  const folders = name.includes("/") ? [""] : (env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(executable);
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there or not for us: both mean "not this one".
  }
}
