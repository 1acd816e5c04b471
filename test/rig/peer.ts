/**
 * A real tetatty in a process of its own, driven as any program would drive
 * it: commands in, events out.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { until } from "./until.js";

export const PROGRAM = resolve(import.meta.dirname, "../../../bin/tetatty.js");

export interface PeerEvent {
  readonly event: string;
  readonly [field: string]: string | number | boolean;
}

/** Where a peer runs, besides a home of its own. */
export interface PeerPlace {
  /** Changes to its environment. */
  readonly env?: NodeJS.ProcessEnv;
  /** A command that runs it. */
  readonly through?: readonly string[];
}

/** An environment in which a program finds no traces of anybody, and leaves none. */
export function freshHome(home: string): NodeJS.ProcessEnv {
  const { XDG_DATA_HOME, TETATTY_OPENCV } = process.env;
  const data = XDG_DATA_HOME || join(process.env["HOME"] ?? "", ".local/share");
  const abi = `node-${process.versions.modules}-${process.arch}`;
  const binding = TETATTY_OPENCV ?? join(data, "tetatty/opencv", abi, "opencv4nodejs.node");
  return {
    PATH: process.env["PATH"],
    HOME: home,
    LANG: "C.UTF-8",
    XDG_CONFIG_HOME: join(home, "config"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_RUNTIME_DIR: home,
    TETATTY_OPENCV: binding,
    // A headless peer trusts on first contact; tests about that say --no-trust-first.
    TETATTY_TRUST_FIRST: "on",
  };
}

export class Peer implements AsyncDisposable {
  readonly events: PeerEvent[] = [];
  readonly child: ChildProcess;
  readonly #home = mkdtempSync(join(tmpdir(), "tetatty-peer-"));
  #errors = "";

  /** Starts `tetatty --headless --json` with more arguments; what is no text says where. */
  constructor(...args: readonly (string | PeerPlace)[]) {
    const words = args.filter((word) => typeof word === "string");
    const { env = {}, through = [] } = args.find((word) => typeof word === "object") ?? {};
    const [command = "", ...rest] = [
      ...through,
      process.execPath,
      PROGRAM,
      "--headless",
      "--json",
      ...words,
    ];
    this.child = spawn(command, rest, {
      env: { ...freshHome(this.#home), ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const lines = createInterface({ input: this.child.stdout as NodeJS.ReadableStream });
    lines.on("line", (line) => this.events.push(JSON.parse(line) as PeerEvent));
    this.child.stderr?.on("data", (text) => (this.#errors += String(text)));
  }

  /** Starts a peer that listens on a free port of this machine and waits until it is ready. */
  static async listening(...args: readonly string[]): Promise<Peer> {
    return Peer.within({}, "--listen", "127.0.0.1:0", ...args);
  }

  /** Starts `tetatty --headless --json` with more arguments somewhere else, and waits until it is ready. */
  static async within(place: PeerPlace, ...args: readonly string[]): Promise<Peer> {
    const peer = new Peer(place, ...args);
    await peer.until("ready", ({ event }) => event === "ready");
    return peer;
  }

  /** What it wrote for people. */
  get errors(): string {
    return this.#errors;
  }

  /** Its home folder, gone when disposed; see {@link freshHome} for what lies where. */
  get home(): string {
    return this.#home;
  }

  get address(): string {
    return `127.0.0.1:${String(this.#last("ready")?.["port"])}`;
  }

  /** What it last said it is doing. */
  get at(): string {
    return String(this.#last("state")?.["at"] ?? "idle");
  }

  /** Why its last call ended. */
  get reason(): string {
    return String(this.#last("state")?.["reason"] ?? "");
  }

  get stats(): readonly Readonly<Record<string, number>>[] {
    return this.events.filter(({ event }) => event === "stats") as unknown as readonly Readonly<
      Record<string, number>
    >[];
  }

  /** How it said that it codes its pictures, last. */
  get sending(): string {
    return String(this.#last("stats")?.["sending"] ?? "");
  }

  type(command: string): void {
    this.child.stdin?.write(`${command}\n`);
  }

  async until(what: string, happened: (event: PeerEvent) => boolean): Promise<void> {
    await until(`${what}; said ${JSON.stringify(this.events.slice(-5))} ${this.#errors}`, () =>
      this.events.some(happened),
    );
  }

  async is(at: string): Promise<void> {
    await until(`${at}; ${this.#errors}`, () => this.at === at);
  }

  /** Waits for its end; gives the exit code or the signal. */
  async exit(): Promise<number | string> {
    await until("exit", () => this.child.exitCode !== null || this.child.signalCode !== null);
    return this.child.exitCode ?? (this.child.signalCode as string);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.child.kill("SIGCONT");
    this.child.kill("SIGTERM");
    await this.exit();
    rmSync(this.#home, { recursive: true, force: true });
    assert.doesNotMatch(this.#errors, /at .*\.js:\d+/, "a peer crashed");
  }

  #last(event: string): PeerEvent | undefined {
    return this.events.findLast((each) => each.event === event);
  }
}
