/**
 * A machine to reach by ssh: a real sshd on loopback with a key, a user's key
 * and settings of its own, and the system's real ssh, told where to find it.
 *
 * Each connection gets an sshd of its own, as inetd would start it, so that
 * the port is a free one and nothing is left to stop.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { findProgram } from "../../src/native/command.js";
import { freshHome, type Peer, PROGRAM } from "./peer.js";
import { temporaryFolder } from "./temporary-folder.js";

const SSHD = "/usr/sbin/sshd";
const SSH = findProgram("ssh");
/** Where sshd locks its unprivileged half in; the system's own start makes it, and there may have been none. */
const PRISON = "/run/sshd";

/** Why a test that needs ssh and sshd is skipped, or false when it can run. */
export const noSsh: string | false = !existsSync(SSHD)
  ? "there is no sshd here"
  : SSH && findProgram("ssh-keygen")
    ? false
    : "there is no ssh here";

export class SshMachine implements AsyncDisposable {
  readonly user = userInfo().username;
  readonly #folder = temporaryFolder();
  readonly #server = createServer({ pauseOnConnect: true });
  readonly #sessions = new Set<ChildProcess>();
  readonly #sockets = new Set<Socket>();

  static async start(): Promise<SshMachine> {
    const machine = new SshMachine();
    machine.#server.listen(0, "127.0.0.1");
    await once(machine.#server, "listening");
    machine.know(machine.hostKey);
    machine.configure();
    return machine;
  }

  private constructor() {
    if (process.getuid?.() === 0) mkdirSync(PRISON, { recursive: true });
    for (const name of ["host", "user"]) this.makeKey(name);
    const settings = [
      `HostKey ${this.path("host")}`,
      `AuthorizedKeysFile ${this.path("user.pub")}`,
      "StrictModes no",
      "UsePAM no",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
    ];
    this.#write("sshd_config", settings);
    mkdirSync(this.path("bin"));
    // ssh looks for its settings where the system says that the user lives, whatever $HOME says.
    this.#write("bin/ssh", ["#!/bin/sh", `exec ${SSH} -F ${this.path("ssh_config")} "$@"`], 0o755);
    this.#server.on("connection", (socket) => this.#serve(socket));
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** In `known_hosts` form, without the name. */
  get hostKey(): string {
    return readFileSync(this.path("host.pub"), "utf8").split(" ").slice(0, 2).join(" ");
  }

  /** An environment in which `ssh far` leads here. */
  get env(): NodeJS.ProcessEnv {
    const { PATH = "" } = process.env;
    return { PATH: [this.path("bin"), PATH].join(delimiter), SSH_AUTH_SOCK: undefined };
  }

  path(name: string): string {
    return join(this.#folder.path, name);
  }

  makeKey(name: string, passphrase = ""): void {
    execFileSync("ssh-keygen", ["-qt", "ed25519", "-N", passphrase, "-f", this.path(name)]);
  }

  /** From now on, ssh expects this key of the machine; none where it is empty. */
  know(key: string): void {
    this.#write("known_hosts", [key === "" ? "" : `[127.0.0.1]:${this.port} ${key}`]);
  }

  /** Sets ssh up, with more lines that come first. */
  configure(...more: readonly string[]): void {
    this.#write("ssh_config", [
      ...more,
      "Host far",
      "  HostName 127.0.0.1",
      `  Port ${this.port}`,
      "Host *",
      "  IdentitiesOnly yes",
      `  IdentityFile ${this.path("user")}`,
      `  UserKnownHostsFile ${this.path("known_hosts")}`,
      "  GlobalKnownHostsFile /dev/null",
    ]);
  }

  /** What to say as `--remote-command`: the far side has no environment but sshd's. */
  tetattyOf({ home }: Pick<Peer, "home">): string {
    const words = Object.entries(freshHome(home)).map(
      ([name, value]) => `${name}='${value ?? ""}'`,
    );
    return ["env", ...words, process.execPath, PROGRAM].join(" ");
  }

  /** From now on, the user's key may only run `command`, whatever is asked for. */
  restrict(command: string): void {
    const key = readFileSync(this.path("user.pub"), "utf8").trim();
    this.#write("user.pub", [`restrict,command="${command}" ${key}`]);
  }

  /** Cuts every connection as a network does that is gone, and lets no other through. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
    for (const session of this.#sessions) session.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.cut();
    const ends = [...this.#sessions].map(async (session) => once(session, "exit"));
    await Promise.all(ends);
    this.#folder[Symbol.dispose]();
  }

  #serve(socket: Socket): void {
    const session = spawn(SSHD, ["-i", "-f", this.path("sshd_config")], {
      stdio: [socket, socket, "ignore"],
    });
    socket.destroy(); // ours; theirs goes on
    this.#sessions.add(session);
    session.once("exit", () => this.#sessions.delete(session));
  }

  #write(name: string, lines: readonly string[], mode = 0o600): void {
    writeFileSync(this.path(name), lines.map((line) => `${line}\n`).join(""), { mode });
  }
}
