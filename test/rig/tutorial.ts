/** An unedited program of a tutorial in a process of its own, with a video for a camera and a log for windows. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Frame } from "../../src/frame/frame.js";
import { restoreTutorials } from "./tutorial-text.js";
import { until } from "./until.js";

const RIG = resolve(import.meta.dirname, "../../../test/rig/tutorials");

/** Pythons to try: those named by TETATTY_PYTHON, else the system's own. */
const PYTHONS = (process.env["TETATTY_PYTHON"] ?? "/usr/bin/python3").split(":");

export interface Python {
  readonly path: string;
  /** `Python 3.11, numpy 1.24.2, OpenCV 4.6.0`. */
  readonly name: string;
}

const ASK = `
import sys, numpy
try:
    import cv2
    opencv = "OpenCV " + cv2.__version__
except ImportError:
    opencv = "no OpenCV"
print("Python %d.%d, numpy %s, %s" % (*sys.version_info[:2], numpy.__version__, opencv))
`;

/** Those that have numpy; OpenCV's pictures and windows are stood in for where it is missing. */
export function pythons(): readonly Python[] {
  return PYTHONS.flatMap((path) => {
    const { status, stdout } = spawnSync(path, ["-c", ASK], { encoding: "utf8" });
    return status === 0 ? [{ path, name: stdout.trim() }] : [];
  });
}

/** What a program saw with its camera or showed in its window, as SHA-256 of the pixels. */
interface Entry {
  readonly what: "seen" | "resized" | "shown" | "bound" | "listens";
  readonly sha256?: string;
}

export interface TutorialOptions {
  readonly args?: readonly string[];
  /** Typed into it, a line each. */
  readonly typed?: readonly string[];
  /** Stands in for the port that is written in it. */
  readonly port?: number;
  /** A video for its camera; painted pictures otherwise. */
  readonly clip?: string;
  /** Size of painted pictures. */
  readonly size?: string;
  /** The address that it has instead of 127.0.0.1. */
  readonly host?: string;
  /** Seconds that its window takes to open. */
  readonly opening?: number;
  /** A command that runs it. */
  readonly through?: readonly string[];
}

/** What stands between a program and the world, as sitecustomize.py reads it. */
function environment(options: TutorialOptions): NodeJS.ProcessEnv {
  const { port = 0, clip = "", size = "320x240", host = "127.0.0.1", opening = 0 } = options;
  return {
    TUTORIAL_PORT: String(port),
    TUTORIAL_CLIP: clip,
    TUTORIAL_SIZE: size,
    TUTORIAL_HOST: host,
    TUTORIAL_OPENING: String(opening),
  };
}

export class Tutorial implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "tetatty-tutorial-"));
  readonly #log = join(this.#folder, "log");
  readonly #child: ChildProcess;
  #said = "";

  constructor(python: Python, program: string, options: TutorialOptions = {}) {
    restoreTutorials(this.#folder);
    const own = join(RIG, program);
    const path = existsSync(own) ? own : join(this.#folder, program);
    const { args = [], typed = [], through = [] } = options;
    const [command = "", ...words] = [...through, python.path, "-u", "-B", path, ...args];
    this.#child = spawn(command, words, {
      cwd: this.#folder,
      env: {
        PATH: process.env["PATH"],
        PYTHONPATH: `${RIG}:${this.#folder}`,
        PYTHONDONTWRITEBYTECODE: "1",
        TUTORIAL_LOG: this.#log,
        ...environment(options),
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
    this.#child.stdin?.end(typed.map((line) => `${line}\n`).join(""));
    this.#child.stdout?.on("data", (text) => (this.#said += String(text)));
    this.#child.stderr?.on("data", (text) => (this.#said += String(text)));
  }

  /** Digests of the pictures that its camera gave it, that it made smaller, and that it showed, in order. */
  get seen(): readonly string[] {
    return this.#digests("seen");
  }
  get resized(): readonly string[] {
    return this.#digests("resized");
  }
  get shown(): readonly string[] {
    return this.#digests("shown");
  }

  /** What it printed, its complaints included. */
  get said(): string {
    return this.#said;
  }

  async listens(): Promise<void> {
    await until(`a program that listens: ${this.#said}`, () =>
      this.#entries().some(({ what }) => what === "listens"),
    );
  }

  async ended(): Promise<void> {
    await until("its end", () => this.#child.exitCode !== null || this.#child.signalCode !== null);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #digests(wanted: Entry["what"]): readonly string[] {
    return this.#entries().flatMap(({ what, sha256 }) =>
      what === wanted && sha256 !== undefined ? [sha256] : [],
    );
  }

  #entries(): readonly Entry[] {
    if (!existsSync(this.#log)) return [];
    const lines = readFileSync(this.#log, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Entry);
  }
}

export const digestOf = ({ pixels }: Frame): string =>
  createHash("sha256").update(pixels).digest("hex");

/** A port that nobody listens at, as good as can be known. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
