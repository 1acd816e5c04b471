/** Calls through ssh's own forwarding, of which tetatty knows nothing: as docs/SSH.md says them. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { freshHome, Peer } from "../rig/peer.js";
import { noSsh, SshMachine } from "../rig/sshd.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";

const BALL = ["--source", "pattern:ball"];
const needsSsh = { skip: noSsh };
const portOf = ({ address }: Peer): string => address.split(":")[1] ?? "";

/** `ssh -N` to `far` with more arguments, until disposed. */
class Tunnel implements AsyncDisposable {
  said = "";
  readonly #home = temporaryFolder();
  readonly #ssh: ChildProcess;

  constructor(far: SshMachine, ...forward: readonly string[]) {
    const ways = ["-v", "-N", "-o", "ExitOnForwardFailure=yes", "-o", "BatchMode=yes"];
    this.#ssh = spawn("ssh", [...ways, ...forward, "far"], {
      env: { ...freshHome(this.#home.path), ...far.env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#ssh.stderr?.on("data", (text) => (this.said += String(text)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { exitCode, signalCode } = this.#ssh;
    this.#ssh.kill();
    if (exitCode === null && signalCode === null) await once(this.#ssh, "exit");
    this.#home[Symbol.dispose]();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function seeEachOther(ann: Peer, bob: Peer): Promise<void> {
  await Promise.all([ann.is("live"), bob.is("live")]);
  await until("pictures both ways", () =>
    [ann, bob].every(({ stats }) => (stats.at(-1)?.["fpsIn"] ?? 0) > 15),
  );
}

test(
  "a call goes through ssh -L; somebody else at its other end later is a hard stop",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using bob = await Peer.listening(...BALL);
    const near = await freePort();
    {
      await using ann = await Peer.listening(...BALL, "--auto-answer");
      await using tunnel = new Tunnel(far, "-L", `${near}:127.0.0.1:${portOf(ann)}`);
      await until(`the tunnel: ${tunnel.said}`, () =>
        /Local forwarding listening/.test(tunnel.said),
      );
      bob.type(`call localhost:${near}`);
      await seeEachOther(ann, bob);
      bob.type("hangup");
      await Promise.all([ann.is("idle"), bob.is("idle")]);
    }
    await using mallory = await Peer.listening(...BALL, "--auto-answer");
    await using tunnel = new Tunnel(far, "-L", `${near}:127.0.0.1:${portOf(mallory)}`);
    await until(`the tunnel: ${tunnel.said}`, () => /Local forwarding listening/.test(tunnel.said));
    bob.type(`call localhost:${near}`);
    await until("the stop", () => bob.reason === "changed-key");
    assert.equal(mallory.at, "idle");
  },
);

test("a call goes back through ssh -R", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...BALL, "--auto-answer");
  await using bob = await Peer.listening(...BALL);
  await using tunnel = new Tunnel(far, "-R", `0:127.0.0.1:${portOf(ann)}`);
  const allocated = (): string => /Allocated port (\d+)/.exec(tunnel.said)?.[1] ?? "";
  await until(`the tunnel: ${tunnel.said}`, () => allocated() !== "");
  bob.type(`call localhost:${allocated()}`);
  await seeEachOther(ann, bob);
});
