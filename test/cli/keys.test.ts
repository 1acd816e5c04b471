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
