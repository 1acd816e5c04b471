/**
 * Two machines on one: network namespaces with a path between them that is as
 * slow, long, lossy or dead as a test wants it, and the kernel's own TCP over
 * it. See netns.py for how.
 */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { findProgram } from "../../src/native/command.js";

const SCRIPT = resolve(import.meta.dirname, "../../../test/rig/netns.py");
const PYTHON = "/usr/bin/python3";

/** What the path is like each way; what is left out stays. */
export interface PathOrder {
  /** Bits a second. */
  readonly rate?: number;
  /** Milliseconds. */
  readonly delay?: number;
  /** At most so many milliseconds more, by chance: packets overtake each other. */
  readonly jitter?: number;
  /** Packets lost of each that is sent, 0 to 1. */
  readonly loss?: number;
  /** Bytes that wait where the path begins; more are lost. */
  readonly queue?: number;
  /** Nothing gets through, and nobody is told. */
  readonly dead?: boolean;
  /** Whether UDP gets through. */
  readonly datagrams?: boolean;
}

/** Why a test that needs two machines is skipped, or false when it can run. */
export const noNamespaces: string | false = obstacle();

function obstacle(): string | false {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  if (process.getuid?.() !== 0) return "only root may make network namespaces";
  if (!findProgram("ip") || !findProgram(PYTHON)) return "there is no ip or no python3 here";
  const name = `tetatty-${process.pid}-try`;
  const { status } = spawnSync("ip", ["netns", "add", name], { stdio: "ignore" });
  if (status !== 0) return "this kernel refuses to make network namespaces";
  const tun = ["-n", name, "tuntap", "add", "mode", "tun", "name", "try"];
  const { status: tunStatus } = spawnSync("ip", tun, { stdio: "ignore" });
  spawnSync("ip", ["netns", "del", name]);
  return tunStatus === 0 ? false : "this kernel refuses to make TUN devices";
}

let paths = 0;
/** What a path is called at either end. */
const DEVICE = "tetatty";

function run([program = "", ...words]: readonly string[]): void {
  execFileSync(program, words);
}

const into = (namespace: string): readonly string[] => ["ip", "netns", "exec", namespace];

export class NetworkPath implements AsyncDisposable {
  /** What to put before a command to run it at this end; see {@link HOSTS} for what it is called at the other. */
  readonly ends: readonly [readonly string[], readonly string[]];
  readonly #wire: ChildProcess;
  readonly #answers: NodeJS.AsyncIterator<string>;

  static async open(order: PathOrder): Promise<NetworkPath> {
    const path = new NetworkPath();
    await path.#answer();
    await path.set(order);
    return path;
  }

  private constructor() {
    const name = `tetatty-${process.pid}-${paths++}`;
    const names = [`${name}a`, `${name}b`] as const;
    this.ends = [into(names[0]), into(names[1])];
    this.#wire = spawn(PYTHON, [SCRIPT, ...names], { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: this.#wire.stdout as NodeJS.ReadableStream });
    this.#answers = lines[Symbol.asyncIterator]();
  }

  /** The first end has this address of IPv4 from now on, and its own no more. */
  move(host: string): void {
    const [near, far] = HOSTS.v4;
    const own = ["dev", DEVICE, "peer", `${far}/32`];
    run([...this.ends[0], "ip", "addr", "del", `${near}/32`, ...own]);
    run([...this.ends[0], "ip", "addr", "add", `${host}/32`, ...own]);
    run([...this.ends[1], "ip", "route", "add", `${host}/32`, "dev", DEVICE]);
  }

  /** Takes effect for what is sent from now on. */
  async set(order: PathOrder): Promise<void> {
    this.#wire.stdin?.write(`${JSON.stringify(order)}\n`);
    await this.#answer();
  }

  /** Processes in the namespaces must have ended before. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.stdin?.end();
    if (this.#wire.exitCode === null) await once(this.#wire, "exit");
  }

  async #answer(): Promise<void> {
    const { done } = await this.#answers.next();
    if (done) throw new Error("the path between the namespaces is gone");
  }
}

/** What the ends of a path are called by each other. */
export const HOSTS = { v4: ["198.18.0.1", "198.18.0.2"], v6: ["fd00::1", "fd00::2"] } as const;
