/** Calls that ssh carries: the system's own ssh, a real sshd, and a whole program at either end. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeIdentity } from "../../src/trust/identity.js";
import { Peer } from "../rig/peer.js";
import { childrenOf } from "../rig/running.js";
import { SshMachine } from "../rig/sshd.js";
import { BALL, caller, last, needsSsh, WAITING } from "../rig/through-ssh.js";
import { until } from "../rig/until.js";

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
  await until("the old ssh has left", () => childrenOf(bob).length === 1);
});

test("a login script that talks does not keep anybody out", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  const talking = `echo Welcome; echo -n 'no news: '; ${far.tetattyOf(ann)}`;
  await using bob = await Peer.within(far, "--no-listen", "--remote-command", talking);
  bob.type("call ssh://far");
  await Promise.all([ann.is("live"), bob.is("live")]);
});

test("a key that may ring and do nothing else rings", needsSsh, async () => {
  await using far = await SshMachine.start();
  await using ann = await Peer.listening(...WAITING);
  far.restrict(`${far.tetattyOf(ann)} --stdio`);
  await using bob = await Peer.within(far, "--no-listen", ...BALL);
  bob.type("call ssh://far");
  await Promise.all([ann.is("live"), bob.is("live")]);
});

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

test(
  "of two programs of one user the first one rings, and the other one says so; after a crash it rings itself",
  needsSsh,
  async () => {
    await using far = await SshMachine.start();
    await using first = await Peer.listening(...BALL);
    const env = { XDG_DATA_HOME: join(first.home, "data") };
    await using second = await Peer.within({ env }, "--listen", "127.0.0.1:0", ...BALL);
    await second.until(
      "it says so",
      ({ event, text }) => event === "notice" && /was here first/.test(String(text)),
    );
    await using bob = await caller(far, first);
    bob.type("call ssh://far");
    await first.is("ringing");
    assert.equal(second.at, "idle");
    first.child.kill("SIGKILL");
    await until("noticed", () => bob.at === "idle");
    bob.type("call ssh://far");
    await second.is("ringing");
  },
);
