/** Installs Debian packages where that is possible without asking anybody. */
import { existsSync } from "node:fs";
import { type Environment, findProgram, runCommand } from "./command.js";

/** A sentence on what went wrong, and what to type. */
export interface Problem {
  readonly problem: string;
  readonly hint: string;
}

export interface InstallOptions {
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly env?: Environment;
}

/** Whether this system installs its packages with apt: Debian, Ubuntu and their kin. */
export function isDebian(env: Environment = process.env): boolean {
  return existsSync("/etc/debian_version") && findProgram("apt-get", env) !== undefined;
}

/**
 * Installs `packages` as root, or through sudo if it asks no password.
 *
 * @returns undefined when they are installed.
 */
export async function installDebianPackages(
  packages: readonly string[],
  { report, signal, env = process.env }: InstallOptions,
): Promise<Problem | undefined> {
  const names = packages.join(" ");
  const hint = `type: sudo apt-get install ${names}`;
  const root = await becomeRoot(env);
  if (!root) return { problem: `not allowed to install ${names}`, hint };
  report(`installing with apt-get (once): ${names} ...`);
  const aptGet = (...args: readonly string[]) => {
    const [command, ...rest] = [...root, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", ...args];
    return runCommand(command as string, rest, {
      env: { ...env, DEBIAN_FRONTEND: "noninteractive" },
      signal,
    });
  };
  // A failed update is no reason to stop: old lists or a local cache may do.
  await aptGet("update");
  const { code, output } = await aptGet("install", "-y", "--no-install-recommends", ...packages);
  if (code === 0) return undefined;
  const reason = output.split("\n").find((line) => line.startsWith("E: ")) ?? `code ${code}`;
  return { problem: `apt-get could not install ${names}: ${reason}`, hint };
}

/** What to put before a command so that root runs it, or undefined. */
async function becomeRoot(env: Environment): Promise<readonly string[] | undefined> {
  if (process.getuid?.() === 0) return [];
  const { code } = await runCommand("sudo", ["-n", "true"], { env });
  // sudo forgets the environment, which would bring questions back.
  return code === 0 ? ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"] : undefined;
}
