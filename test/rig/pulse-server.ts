/**
 * A sound server of the test's own, without hardware: a speaker that nobody
 * hears (`vspk`) and a microphone (`vmic`) that hears what is played to
 * `vmicsink`.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const MODULES = [
  "load-module module-null-sink sink_name=vspk rate=48000 channels=1",
  "load-module module-null-sink sink_name=vmicsink rate=48000 channels=1",
  "load-module module-remap-source master=vmicsink.monitor source_name=vmic",
  "set-default-sink vspk",
  "set-default-source vmic",
  // Last, so that whoever can connect finds everything there.
  "load-module module-native-protocol-unix auth-anonymous=1",
];
const STARTS_WITHIN = 10_000;

/** Why there can be no such server here; undefined where there can. */
export function noPulseServer(): string | undefined {
  const found = spawnSync("pulseaudio", ["--version"], { stdio: "ignore" }).status === 0;
  return found ? undefined : "pulseaudio is not installed";
}

export class PulseServer implements AsyncDisposable {
  /** What its clients need in their environment. */
  readonly environment: Readonly<Record<string, string>>;
  readonly path: string;
  readonly #folder: string;
  #child: ReturnType<typeof spawn>;

  private constructor() {
    this.#folder = mkdtempSync(join(tmpdir(), "tetatty-pulse-"));
    this.path = join(this.#folder, "pulse", "native");
    this.environment = {
      XDG_RUNTIME_DIR: this.#folder,
      XDG_CONFIG_HOME: this.#folder,
      HOME: this.#folder,
      PULSE_SERVER: `unix:${this.path}`,
    };
    writeFileSync(join(this.#folder, "test.pa"), MODULES.join("\n"));
    this.#child = this.#spawn();
  }

  static async start(): Promise<PulseServer> {
    const server = new PulseServer();
    await server.#ready();
    return server;
  }

  /** Ends it as a crash does, and resolves when it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    rmSync(this.path, { force: true });
  }

  /** Starts it again after {@link kill}. */
  async restart(): Promise<void> {
    this.#child = this.#spawn();
    await this.#ready();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #spawn(): ReturnType<typeof spawn> {
    const flags = ["-n", "-F", join(this.#folder, "test.pa"), "--daemonize=no"];
    const rest = ["--exit-idle-time=-1", "--use-pid-file=no", "--log-level=error"];
    const env = { ...process.env, ...this.environment };
    return spawn("pulseaudio", [...flags, ...rest], { env, stdio: "ignore" });
  }

  async #ready(): Promise<void> {
    for (let waited = 0; !existsSync(this.path); waited += 20) {
      if (waited > STARTS_WITHIN || this.#child.exitCode !== null)
        throw new Error("pulseaudio did not start");
      await sleep(20);
    }
  }
}
