import { execFile } from "node:child_process";
import { join, resolve } from "node:path";

const BIN = resolve(import.meta.dirname, "../../../bin/tetatty.js");

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Place {
  /** Stands for the home folder; all XDG folders are inside. */
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the real program without a terminal, in an environment of its own. */
export function tetatty(words: readonly string[], { home, environment }: Place): Promise<Ended> {
  const { PATH } = process.env;
  const env = { PATH, HOME: home, TERM: "xterm-256color", ...environment };
  return new Promise((done) => {
    execFile(process.execPath, [BIN, ...words], { env }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}

export const configPath = (home: string): string => join(home, ".config", "tetatty", "config.json");

export const peersPath = (home: string): string =>
  join(home, ".local", "share", "tetatty", "peers.json");
