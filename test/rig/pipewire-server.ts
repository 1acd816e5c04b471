/** As `pulse-server.ts`, but PipeWire, whose sound server speaks PulseAudio's protocol. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const PROGRAMS = ["dbus-run-session", "pipewire", "wireplumber", "pipewire-pulse", "pactl"];
const STARTS_WITHIN = 15_000;

/** Its three parts find each other through a bus of their own; the last two give up where the first is not there. */
const SCRIPT = `
  pipewire &
  until [ -S "$XDG_RUNTIME_DIR/pipewire-0" ]; do sleep 0.02; done
  wireplumber & pipewire-pulse &
  until pactl info; do sleep 0.1; done
  pactl load-module module-null-sink sink_name=vspk rate=48000 channels=1
  pactl load-module module-null-sink sink_name=vmicsink rate=48000 channels=1
  pactl load-module module-remap-source master=vmicsink.monitor source_name=vmic
  until pactl set-default-sink vspk && pactl set-default-source vmic; do sleep 0.1; done
  until pactl get-default-source | grep -qx vmic; do sleep 0.1; done
  touch "$XDG_RUNTIME_DIR/ready"
  wait
`;

/** Why there can be no such server here; undefined where there can. */
export function noPipeWireServer(): string | undefined {
  const missing = PROGRAMS.find((program) => spawnSync("which", [program]).status !== 0);
  return missing === undefined ? undefined : `${missing} is not installed`;
}

export class PipeWireServer implements AsyncDisposable {
  /** What its clients need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), "tetatty-pipewire-"));
  readonly #child: ChildProcess;

  private constructor() {
    this.path = join(this.#folder, "pulse", "native");
    const home = { XDG_RUNTIME_DIR: this.#folder, HOME: this.#folder };
    this.environment = { ...home, PULSE_SERVER: `unix:${this.path}` };
    const env = { ...process.env, ...this.environment };
    // A group of its own, so that none of its parts outlives it.
    const how = { env, stdio: "ignore", detached: true } as const;
    this.#child = spawn("dbus-run-session", ["--", "bash", "-c", SCRIPT], how);
  }

  static async start(): Promise<PipeWireServer> {
    const server = new PipeWireServer();
    try {
      await server.#ready();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    if (child.exitCode === null && child.signalCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      process.kill(-(child.pid as number), "SIGKILL");
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #ready(): Promise<void> {
    for (let waited = 0; !existsSync(join(this.#folder, "ready")); waited += 20) {
      if (waited > STARTS_WITHIN || this.#child.exitCode !== null)
        throw new Error("pipewire did not start");
      await sleep(20);
    }
  }
}
