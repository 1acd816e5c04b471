/** `tetatty render` as a script starts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { freshHome, PROGRAM } from "./peer.js";

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Starts `tetatty render` with pipes for everything. */
export function startRender(home: string, ...args: readonly string[]): ChildProcess {
  const env = { ...freshHome(home), TERM: "xterm-256color" };
  return spawn(process.execPath, [PROGRAM, "render", ...args], { env });
}

/** What a program said until it ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text) => (out += String(text)));
  child.stderr?.setEncoding("utf8").on("data", (text) => (err += String(text)));
  const [code] = (await once(child, "close")) as [number];
  return { code, out, err };
}
