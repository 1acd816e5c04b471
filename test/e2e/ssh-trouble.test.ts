/** What can keep a call through ssh from coming about, and what is said of it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { tetatty } from "../cli/tetatty.js";
import { freshHome, Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty } from "../rig/pty.js";
import { allProcesses, childrenOf } from "../rig/running.js";
import { noSsh, SshMachine } from "../rig/sshd.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { caller, last, needsSsh, WAITING } from "../rig/through-ssh.js";
import { until } from "../rig/until.js";

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
