/** `tetatty id`, `tetatty invite` and `tetatty peers forget`. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { qrCode, qrLines } from "../../src/render/qr.js";
import { openKnownPeers } from "../../src/store/known-peers.js";
import { xdgPaths } from "../../src/store/paths.js";
import { parseInvite } from "../../src/trust/invite.js";
import { makeIdentity } from "../../src/trust/identity.js";
import type { KnownKey } from "../../src/trust/judge.js";
import { publicKeyLine } from "../../src/trust/peer-key.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { tetatty } from "./tetatty.js";

const noSshKeygen = spawnSync("ssh-keygen", ["-?"]).error ? "needs ssh-keygen" : false;

test("the first `tetatty id` makes an identity, every later one shows the same", async () => {
  using home = temporaryFolder();
  const first = await tetatty(["id"], { home: home.path });
  assert.equal(first.code, 0);
  assert.match(
    first.out,
    /^fingerprint  SHA256:[\w+/]{43}\npublic key   ssh-ed25519 \S+ \S+@\S+\n/,
  );
  assert.match(first.out, /\nsecret key   \/.*\/tetatty\/identity\n$/);
  assert.equal(statSync(xdgPaths({}, home.path).identity).mode & 0o777, 0o600);
  assert.deepEqual(await tetatty(["id"], { home: home.path }), first);
  const { out } = await tetatty(["id", "--export"], { home: home.path });
  assert.ok(first.out.includes(`public key   ${out}`));
});

test("an identity that others can read stops every command that needs it, with what to type", async () => {
  using home = temporaryFolder();
  const { identity } = xdgPaths({}, home.path);
  await tetatty(["id"], { home: home.path });
  chmodSync(identity, 0o644);
  for (const words of [["id"], ["invite"], ["--headless"]]) {
    const { code, err } = await tetatty(words, { home: home.path });
    assert.equal(code, 1);
    assert.match(err, /^tetatty: your identity can be read by others: .* - chmod 600 \//);
  }
});

test("an SSH key vouches for an identity, and OpenSSH agrees", { skip: noSshKeygen }, async () => {
  using home = temporaryFolder();
  const [key, statement, signature, allowed] = ["key", "statement", "signature", "allowed"].map(
    (name) => join(home.path, name),
  ) as [string, string, string, string];
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", key]);
  const { out, code } = await tetatty(["id", "--vouch", key], { home: home.path });
  assert.equal(code, 0);
  const [line = "", ...armour] = out.split("\n");
  writeFileSync(statement, `${line}\n`);
  writeFileSync(signature, armour.join("\n"));
  writeFileSync(allowed, `ann ${readFileSync(`${key}.pub`, "utf8")}`);
  const verify = ["-Y", "verify", "-f", allowed, "-I", "ann", "-n", "tetatty", "-s", signature];
  const said = execFileSync("ssh-keygen", verify, { input: `${line}\n`, encoding: "utf8" });
  assert.match(said, /^Good "tetatty" signature for ann/);
  const failed = await tetatty(["id", "--vouch", `${key}.none`], { home: home.path });
  assert.equal(failed.code, 2);
  assert.match(failed.err, /ssh-keygen does not sign with .*\.none/);
});

test(
  "what `tetatty id` says of a key is what ssh-keygen says of it",
  { skip: noSshKeygen },
  async () => {
    using home = temporaryFolder();
    const { out } = await tetatty(["id"], { home: home.path });
    const file = join(home.path, "key.pub");
    writeFileSync(file, (await tetatty(["id", "--export"], { home: home.path })).out);
    const said = execFileSync("ssh-keygen", ["-lf", file], { encoding: "utf8" });
    const [, fingerprint = "none"] = said.split(" ");
    assert.ok(out.startsWith(`fingerprint  ${fingerprint}\n`), `${said} is not ${out}`);
  },
);

test(
  "who knows a friend's SSH key knows the key that it vouches for",
  { skip: noSshKeygen },
  async () => {
    using ann = temporaryFolder();
    using bob = temporaryFolder();
    const at = (name: string): string => join(ann.path, name);
    const make = (name: string, ...kind: readonly string[]): void =>
      void execFileSync("ssh-keygen", ["-q", "-N", "", "-f", at(name), "-t", ...kind]);
    make("ed", "ed25519");
    make("rsa", "rsa", "-b", "2048");
    make("other", "ed25519");
    const vouch = async (key: string): Promise<string> => {
      const { out } = await tetatty(["id", "--vouch", at(key)], { home: ann.path });
      writeFileSync(at(`${key}.vouch`), out);
      return out;
    };
    const learn = async (...words: readonly string[]) =>
      tetatty(["peers", "vouched", ...words], { home: bob.path });
    const peers = openKnownPeers(xdgPaths({}, bob.path).known);
    const known = (): readonly KnownKey[] => peers.keys;
    const text = await vouch("ed");

    const wrong = await learn("ann", at("ed.vouch"), at("other.pub"));
    assert.deepEqual([wrong.code, known()], [1, []]);
    assert.match(wrong.err, /no SSH key in .*other\.pub vouches for .* - do not trust it/);
    // Another key of tetatty's under Ann's signature.
    const mallory = publicKeyLine(makeIdentity().key, "ann");
    writeFileSync(at("forged"), `${mallory}\n${text.slice(text.indexOf("\n") + 1)}`);
    assert.equal((await learn("ann", at("forged"), at("ed.pub"))).code, 1);
    // A signature that Ann gave for something else.
    const [line = ""] = text.split("\n");
    const sign = ["-Y", "sign", "-n", "git", "-f", at("ed")];
    const meant = execFileSync("ssh-keygen", sign, {
      input: `${line}\n`,
      stdio: ["pipe", "pipe", "ignore"],
    });
    writeFileSync(at("git"), `${line}\n${meant.toString()}`);
    assert.equal((await learn("ann", at("git"), at("ed.pub"))).code, 1);
    assert.deepEqual(known(), []);

    // One of many keys, with options and comments around it.
    const keys = ["other", "ed"].map((name) => readFileSync(at(`${name}.pub`), "utf8"));
    writeFileSync(at("many"), ["# ann's", "* cert-authority", ...keys].join("\n"));
    const right = await learn("ann", at("ed.vouch"), at("many"));
    assert.equal(right.code, 0, right.err);
    const { out: id } = await tetatty(["id"], { home: ann.path });
    const [learned] = known();
    assert.deepEqual(learned?.labels, ["ann"]);
    assert.ok(id.includes(learned.fingerprint) && right.err.includes(learned.fingerprint));
    await vouch("rsa");
    assert.equal((await learn("ann", at("rsa.vouch"), at("rsa.pub"))).code, 0);

    peers.forget("ann");
    peers.remember(makeIdentity().key, ["ann"]);
    const changed = await learn("ann", at("ed.vouch"), at("ed.pub"));
    assert.equal(changed.code, 1);
    assert.match(changed.err, /another key is known for ann - .*tetatty peers forget ann/);
    for (const [words, why] of [
      [["ann", at("ed.pub"), at("ed.pub")], /no SSH key|vouches/],
      [["ann", at("many"), at("ed.pub")], /does not begin with the key of a tetatty/],
      [["ann", at("nowhere"), at("ed.pub")], /nowhere cannot be read/],
      [["-x", at("ed.vouch"), at("ed.pub")], /no option -x/],
    ] as const)
      assert.match((await learn(...words)).err, why);
  },
);

test("an invite says where and with which key; the place can be named", async () => {
  using home = temporaryFolder();
  const { out: id } = await tetatty(["id"], { home: home.path });
  for (const [words, host, port] of [
    [["alice.example.org"], "alice.example.org", 7887],
    [["alice.example.org:9"], "alice.example.org", 9],
    [["fe80::1", "--listen", "8000"], "fe80::1", 8000],
    [["--listen", "127.0.0.1:8000"], "127.0.0.1", 8000],
  ] as const) {
    const { out } = await tetatty(["invite", ...words], { home: home.path });
    const invite = parseInvite(out.trimEnd());
    assert.deepEqual(invite?.address, { host, port });
    assert.ok(id.includes(invite.fingerprint));
  }
  const through = await tetatty(["invite", "ssh://bob@server"], { home: home.path });
  assert.match(through.out, /^ssh:\/\/bob@server#SHA256:/);
  const { out } = await tetatty(["invite"], { home: home.path });
  assert.ok(parseInvite(out.trimEnd()), out);
  const code = await tetatty(["invite", "host", "--qr"], { home: home.path });
  const [text = "", ...lines] = code.out.trimEnd().split("\n");
  assert.deepEqual(lines, qrLines(qrCode(text) ?? []));
  const long = await tetatty(["invite", "h".repeat(99), "--qr"], { home: home.path });
  assert.deepEqual([long.code, /too long for a QR code/.test(long.err)], [2, true]);
  const refused = await tetatty(["invite", "--no-listen"], { home: home.path });
  assert.deepEqual([refused.code, refused.out], [2, ""]);
});

test("half an invite is told from an unknown name", async () => {
  using home = temporaryFolder();
  const { code, err } = await tetatty(["call", "tetatty://host", "--headless"], {
    home: home.path,
  });
  assert.equal(code, 2);
  assert.match(err, /is no whole invite/);
  const saved = await tetatty(["peers", "add", "bob", "tetatty://host#SHA256:half"], {
    home: home.path,
  });
  assert.deepEqual([saved.code, /is no whole invite/.test(saved.err)], [2, true]);
});

test("a forgotten peer's key is gone under its name and its address", async () => {
  using home = temporaryFolder();
  const known = openKnownPeers(xdgPaths({}, home.path).known);
  const say = async (...words: readonly string[]) => tetatty(words, { home: home.path });
  await say("peers", "add", "alice", "host");
  known.remember(makeIdentity().key, ["alice"]);
  known.remember(makeIdentity().key, ["host"]);
  known.remember(makeIdentity().key, ["bob"]);
  assert.equal((await say("peers", "forget", "alice")).code, 0);
  assert.deepEqual(
    known.keys.map(({ labels }) => labels),
    [["bob"]],
  );
  const again = await say("peers", "forget", "alice");
  assert.equal(again.code, 1);
  assert.match(again.err, /no key is known for "alice"/);
});
