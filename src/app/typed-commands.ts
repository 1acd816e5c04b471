/** Commands as people and programs type them, one a line, on stdin. */
import { createInterface } from "node:readline";
import type { Size } from "../frame/frame.js";
import type { Command } from "../render/keys.js";
import { MAX_HEIGHT, MAX_WIDTH } from "../wire/limits.js";

export type Typed =
  | Command
  | { readonly type: "size"; readonly size: Size }
  | { readonly type: "unknown"; readonly line: string };

const WORDS: Readonly<Record<string, Command>> = {
  answer: { type: "answer" },
  decline: { type: "decline" },
  hangup: { type: "hang-up" },
  trust: { type: "trust" },
  distrust: { type: "distrust" },
  video: { type: "toggle-video" },
  block: { type: "block" },
  mute: { type: "toggle-mute" },
  louder: { type: "louder" },
  quieter: { type: "quieter" },
  dnd: { type: "toggle-undisturbed" },
  quit: { type: "quit" },
};

/** Reads one line; undefined for an empty one. */
export function parseCommand(line: string): Typed | undefined {
  const [word = "", rest = "", ...more] = line.trim().split(/\s+/);
  if (word === "") return undefined;
  if (word === "call" && rest !== "" && more.length === 0) return { type: "dial", to: rest };
  if (word === "say") return sayOf(line) ?? { type: "unknown", line };
  if (word === "size" && more.length === 0) return parseSize(rest) ?? { type: "unknown", line };
  return (rest === "" ? WORDS[word] : undefined) ?? { type: "unknown", line };
}

/** All after the word itself, as it was typed. */
function sayOf(line: string): Typed | undefined {
  const text = line.trim().slice("say".length).trim();
  return text === "" ? undefined : { type: "say", text };
}

function parseSize(text: string): Typed | undefined {
  const match = /^(\d{1,4})x(\d{1,4})$/.exec(text);
  const size = { width: Number(match?.[1]), height: Number(match?.[2]) };
  return size.width <= MAX_WIDTH && size.height <= MAX_HEIGHT ? { type: "size", size } : undefined;
}

/**
 * Gives `listener` each line of stdin until disposed. The end of stdin means
 * nothing: a peer started by a service manager has none and goes on.
 */
export function readLines(listener: (line: string) => void): Disposable {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", listener);
  return {
    [Symbol.dispose]() {
      lines.close();
      process.stdin.destroy();
    },
  };
}
