/** Calls that ssh carries: the system's own ssh, a real sshd, and a whole program at either end. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeIdentity } from "../../src/trust/identity.js";
import { tetatty } from "../cli/tetatty.js";
import { freshHome, Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty } from "../rig/pty.js";
import { noSsh, SshMachine } from "../rig/sshd.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";

const BALL = ["--source", "pattern:ball"];
const WAITING = [...BALL, "--auto-answer"];
const needsSsh = { skip: noSsh };

/** Somebody who can only call, and knows where tetatty is at the far side. */
async function caller(
  far: SshMachine,
  at: Pick<Peer, "home">,
  ...more: readonly string[]
): Promise<Peer> {
  const ways = ["--no-listen", "--remote-command", far.tetattyOf(at)];
  return Peer.within(far, ...ways, ...BALL, "--name", "bob", ...more);
}

const last = ({ events }: Peer): Readonly<Record<string, unknown>> =>
  events.findLast(({ event }) => event === "state") ?? {};

/** Calls, and gives the sentence that came of it. */
async function fails(bob: Peer, whom: string): Promise<string> {
  const before = bob.events.length;
  bob.type(`call ${whom}`);
  await until("the end of it", () =>
    bob.events.slice(before).some(({ event, at }) => event === "state" && at === "idle"),
  );
  assert.equal(bob.reason, "unreachable");
  return String(last(bob)["detail"]);
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly line: string;
}

/** All that runs on this machine. */
function allProcesses(): readonly Running[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      const [, name = "", state, parent] = /\((.*)\) (\S) (\d+)/.exec(stat) ?? [];
      return state === "Z" ? [] : [{ pid: Number(pid), parent: Number(parent), name, line }];
    } catch {
      return []; // It has ended meanwhile.
    }
  });
}

const childrenOf = ({ child }: Peer): readonly Running[] =>
  allProcesses().filter(({ parent }) => parent === child.pid);

test(
  "a call through ssh rings where the other side waits, and goes both ways",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using ann = await Peer.listening(...BALL, "--name", "ann");
    await using bob = await caller(far, ann);
    bob.type("call ssh://far");
    await ann.is("ringing");
    // Where they come from, as sshd says; not where they can be called.
    assert.equal(last(ann)["address"], "127.0.0.1");
    ann.type("answer");
    await Promise.all([ann.is("live"), bob.is("live")]);
    assert.equal(last(bob)["address"], "ssh://far");
    assert.deepEqual(
      childrenOf(bob).map(({ name }) => name),
      ["ssh"],
    );
    await until("pictures both ways", () =>
      [ann, bob].every(({ stats }) => (stats.at(-1)?.["fpsIn"] ?? 0) > 15),
    );
    bob.type("hangup");
    await Promise.all([ann.is("idle"), bob.is("idle")]);
    assert.deepEqual([ann.reason, bob.reason], ["they-hung-up", "hung-up"]);
    await until("ssh has left", () => childrenOf(bob).length === 0);
    bob.type(`call ssh://${far.user}@127.0.0.1:${far.port}/`);
    await ann.is("ringing");
  },
);

test(
  "the key behind ssh is pinned as any other: another one later is a hard stop",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using ann = await Peer.listening(...WAITING);
    await using bob = await caller(far, ann, "--no-trust-first");
    bob.type("call ssh://far");
    await bob.is("verifying");
    bob.type("trust");
    await bob.is("live");
    bob.type("hangup");
    await bob.is("idle");
    const path = join(bob.home, "data", "tetatty", "known_peers");
    assert.match(readFileSync(path, "utf8"), /^ssh:\/\/far ssh-ed25519 /m);
    writeFileSync(path, `ssh://far ssh-ed25519 ${makeIdentity().key.base64} 2026-01-01\n`);
    bob.type("call ssh://far");
    await until("the stop", () => bob.reason === "changed-key");
    await until("ssh has left", () => childrenOf(bob).length === 0);
  },
);

test("a call whose ssh is cut goes on over a new one", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  await using bob = await caller(far, ann);
  bob.type("call ssh://far");
  await Promise.all([ann.is("live"), bob.is("live")]);
  far.cut();
  for (const peer of [ann, bob])
    await peer.until("noticed", ({ event, at }) => event === "state" && at === "reconnecting");
  await Promise.all([ann.is("live"), bob.is("live")]);
  assert.deepEqual(
    childrenOf(bob).map(({ name }) => name),
    ["ssh"],
  );
});

test("nobody at home is said at both ends, with an exit code", needsSsh, async () => {
  await using far = await SshMachine.start();
  using empty = temporaryFolder();
  const home = { home: empty.path };
  await using bob = await caller(far, home);
  assert.match(await fails(bob, "ssh://far"), /^nobody is at home at ssh:\/\/far: .* - ask them/);
  const environment = { PATH: far.env["PATH"] ?? "", TETATTY_REMOTE_COMMAND: far.tetattyOf(home) };
  const words = ["call", "ssh://far", "--headless", "--no-listen", "--no-video"];
  const { code, out } = await tetatty(words, { home: empty.path, environment });
  assert.equal(code, 69);
  assert.match(out, /nobody is at home at ssh:\/\/far/);
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, "--stdio"], {
    env: freshHome(empty.path),
    encoding: "utf8",
  });
  assert.equal(status, 69);
  assert.match(stderr, /^tetatty: nobody is at home: no tetatty runs for \S+@\S+ - start tetatty/);
});

test("what ssh cannot do is said in its own words, with what to type", needsSsh, async () => {
  await using far = await SshMachine.start();
  using empty = temporaryFolder();
  await using bob = await caller(far, { home: empty.path });
  const { port, user } = far;
  far.makeKey("other");
  far.know(readFileSync(far.path("other.pub"), "utf8"));
  assert.match(await fails(bob, "ssh://far"), /by another key than answers there.* - .*: ssh far$/);
  far.know("");
  assert.match(
    await fails(bob, `ssh://${user}@far:${port}`),
    new RegExp(`^ssh does not know the machine .*: ssh -p ${port} ${user}@far$`),
  );
  far.know(far.hostKey);
  far.configure(`IdentityFile ${far.path("other")}`, "Host far");
  assert.match(
    await fails(bob, `ssh://nobody@far`),
    /would have to ask .*\(.*Permission denied.*\) - .*ssh-add/,
  );
  far.configure("ProxyCommand echo no way out >&2; exit 1");
  assert.match(await fails(bob, "ssh://far"), /^ssh does not get to ssh:\/\/far \(.*\) - /);
});

test(
  "a machine without tetatty, or with something else of that name, is said to be one",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    const calls = async (command: string): Promise<string> => {
      await using bob = await Peer.within(far, "--no-listen", "--remote-command", command);
      return await fails(bob, "ssh://far");
    };
    assert.match(
      await calls("/nowhere/tetatty"),
      /no tetatty at ssh:\/\/far \(.*\/nowhere\/tetatty.*--remote-command/,
    );
    assert.match(await calls("echo"), /is no tetatty that we understand/);
    assert.match(await calls("yes"), /is no tetatty that we understand/);
    assert.match(await calls("printf '\\033[31mred\\nend' >&2; exit 3; :"), /understand \(end\)/);
  },
);

test("a login script that talks does not keep anybody out", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  const talking = `echo Welcome; echo -n 'no news: '; ${far.tetattyOf(ann)}`;
  await using bob = await Peer.within(far, "--no-listen", "--remote-command", talking);
  bob.type("call ssh://far");
  await Promise.all([ann.is("live"), bob.is("live")]);
});

test("ssh asks for a passphrase in a window of its own, where there is one", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  far.makeKey("locked", "open sesame");
  const answer = far.path("answer");
  writeFileSync(answer, "#!/bin/sh\necho open sesame\n", { mode: 0o700 });
  writeFileSync(far.path("user.pub"), readFileSync(far.path("locked.pub")));
  writeFileSync(far.path("user"), readFileSync(far.path("locked")));
  const env = { ...far.env, SSH_ASKPASS: answer, SSH_ASKPASS_REQUIRE: "force" };
  const ways = ["--no-listen", "--remote-command", far.tetattyOf(ann)];
  await using asked = await Peer.within({ env }, ...ways);
  asked.type("call ssh://far");
  await asked.is("live");
  asked.type("hangup");
  await using bob = await Peer.within(far, ...ways);
  assert.match(await fails(bob, "ssh://far"), /would have to ask/);
});

test("a host that would be an option is no host", needsSsh, async () => {
  await using far = await SshMachine.start();
  using empty = temporaryFolder();
  await using bob = await caller(far, { home: empty.path });
  const trap = far.path("trapped");
  bob.type(`call ssh://-oProxyCommand=touch$IFS${trap}`);
  await bob.until(
    "refused",
    ({ event, text }) => event === "notice" && /neither/.test(String(text)),
  );
});

test(
  "ssh asks nothing on the screen that a call is drawn on, and its reason stands there",
  { skip: noSsh || noPty },
  async () => {
    await using far = await SshMachine.start();
    far.know("");
    // Windows to ask in are promised, and there are none: ssh turns to the terminal, if it has one.
    const env = { ...far.env, SSH_ASKPASS: far.path("nothing"), DISPLAY: ":none" };
    const args = [PROGRAM, "call", "ssh://far", "--no-listen", "--source", "pattern:bars"];
    await using bob = openPty({ command: process.execPath, args, cols: 100, rows: 30, env });
    await bob.until("the reason", (text) =>
      text.includes("ssh does not know the machine at ssh://far"),
    );
    assert.doesNotMatch(bob.text(), /authenticity|Are you sure|fingerprint/);
    assert.match(bob.text(), /^╭─/);
  },
);

test("a key that may ring and do nothing else rings", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  far.restrict(`${far.tetattyOf(ann)} --stdio`);
  await using bob = await Peer.within(far, "--no-listen", ...BALL);
  bob.type("call ssh://far");
  await Promise.all([ann.is("live"), bob.is("live")]);
});

test(
  "no ssh outlives the call, the attempt or the program that it was started for",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using ann = await Peer.listening(...WAITING);
    await using bob = await caller(far, ann);
    const isThere = (): boolean => childrenOf(bob).some(({ name }) => name === "ssh");
    const proxy = `60.${process.pid}`;
    far.configure(`ProxyCommand sleep ${proxy}`);
    bob.type("call ssh://far");
    await until("ssh tries", isThere);
    bob.type("hangup");
    await until("ssh has left the attempt", () => !isThere());
    await until("and what it ran", () => !allProcesses().some(({ line }) => line.includes(proxy)));
    await bob.is("idle");
    far.configure();
    bob.type("call ssh://far");
    await bob.is("live");
    const [ssh] = childrenOf(bob);
    bob.type("quit");
    await bob.exit();
    await until("ssh has left with its program", () => !existsSync(`/proc/${ssh?.pid}`));
  },
);

test(
  "an invite through ssh needs no question, and is worth nothing with another key",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using ann = await Peer.listening(...WAITING);
    await using bob = await caller(far, ann, "--no-trust-first");
    bob.type(`call ssh://far#${makeIdentity().key.fingerprint}`);
    await until("the stop", () => bob.reason === "changed-key");
    const own = ann.events.find(({ event }) => event === "ready")?.["fingerprint"];
    bob.type(`call ssh://far#${String(own)}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
    assert.ok(!bob.events.some(({ event }) => event === "verify"));
  },
);
