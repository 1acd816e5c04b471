/**
 * `tetatty demo`: a whole call in this terminal. The other side is a second
 * tetatty, headless and on loopback, that answers by itself, shows a drawn
 * face and says again what it is told: a real call in all but the person.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { AddressBook } from "../ports.js";
import { isHeard } from "./devices.js";
import type { Options } from "./options.js";
import { runCall } from "./run.js";

const PROGRAM = fileURLToPath(new URL("../../../bin/tetatty.js", import.meta.url));
/** How long the simulated peer may take to get ready, in milliseconds. */
const START_TIMEOUT = 10_000;

/** The demonstration could not begin. */
export class DemoError extends Error {
  override readonly name = "DemoError";
  readonly hint = "try: tetatty --headless --json --no-video, and see what it says";
}

/** Runs until the user leaves; resolves to the exit code. */
export async function runDemo(options: Options): Promise<number> {
  const voice = options.voice && (await isHeard(options.voice)) ? options.voice : undefined;
  await using peer = await startPeer(voice ? ["--audio", "parrot"] : []);
  const { port, fingerprint } = peer;
  const address = { host: "127.0.0.1", port };
  const demo: Options = {
    ...options,
    face: "terminal",
    listen: undefined,
    book: NO_BOOK,
    voice,
  };
  return await runCall(demo, { name: "Ada (simulated)", address, fingerprint });
}

/** What the peer says of itself when it is ready. */
interface Ready {
  readonly port: number;
  readonly fingerprint: string;
}

interface SimulatedPeer extends Ready, AsyncDisposable {}

async function startPeer(sound: readonly string[]): Promise<SimulatedPeer> {
  // A home of its own, so that the demonstration leaves no trace in the user's address book.
  const home = await mkdtemp(join(tmpdir(), "tetatty-demo-"));
  const flags = ["--headless", "--json", "--auto-answer", "--listen", "127.0.0.1:0"];
  const open = ["--no-dnd", "--no-only-known"];
  const face = ["--source", "pattern:face", "--name", "Ada"];
  const child = spawn(process.execPath, [PROGRAM, ...flags, ...open, ...face, ...sound], {
    env: { ...process.env, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home },
    stdio: ["pipe", "pipe", "ignore"],
  });
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    }
    await rm(home, { recursive: true, force: true });
  };
  try {
    return { ...(await untilReady(child)), [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Waits for the peer's first event, which says where it listens. */
async function untilReady(child: ChildProcess): Promise<Ready> {
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const timer = setTimeout(() => lines.close(), START_TIMEOUT);
  try {
    for await (const line of lines) {
      const event = JSON.parse(line) as Ready & { readonly event: string };
      if (event.event === "ready" && event.port > 0) return event;
    }
  } finally {
    clearTimeout(timer);
    // Nobody reads its later events; they must not fill the pipe.
    child.stdout?.resume();
  }
  throw new DemoError("the simulated peer did not start");
}

/** The demonstration remembers nobody. */
const NO_BOOK: AddressBook = {
  saved: [],
  recent: [],
  problem: undefined,
  find: () => undefined,
  save: () => undefined,
  remove: () => false,
  note: () => undefined,
  erase: () => false,
  onChange: () => ({ [Symbol.dispose]: () => undefined }),
};
