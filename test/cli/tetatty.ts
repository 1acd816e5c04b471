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
  /** What is typed, before the end of input. */
  readonly input?: string;
}

/** Runs the real program without a terminal, in an environment of its own. */
export function tetatty(words: readonly string[], place: Place): Promise<Ended> {
  const { home, environment, input = "" } = place;
  const { PATH } = process.env;
  const env = { PATH, HOME: home, TERM: "xterm-256color", ...environment };
  return new Promise((done) => {
    const child = execFile(process.execPath, [BIN, ...words], { env }, (error, out, err) => {
      done({ code: error ? Number(error.code) : 0, out, err });
    });
    // A program that has ended before it read everything is no news.
    child.stdin?.on("error", () => undefined).end(input);
  });
}

export const configPath = (home: string): string => join(home, ".config", "tetatty", "config.json");

export const peersPath = (home: string): string =>
  join(home, ".local", "share", "tetatty", "peers.json");
