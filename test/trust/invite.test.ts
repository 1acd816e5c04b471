import assert from "node:assert/strict";
import { test } from "node:test";
import type { SshAddress } from "../../src/call/address.js";
import { formatInvite, isInvite, parseInvite } from "../../src/trust/invite.js";
import { makeIdentity } from "../../src/trust/identity.js";

const { fingerprint } = makeIdentity().key;

test("an invite is read back, whatever the host", () => {
  for (const host of ["192.168.1.20", "alice.example.org", "fe80::1%eth0", "::1"])
    for (const port of [1, 7887, 65_535]) {
      const invite = { address: { host, port }, fingerprint };
      assert.deepEqual(parseInvite(formatInvite(invite)), invite);
    }
});

test("an invite may lead through ssh", () => {
  const text = `ssh://bob@server:2222#${fingerprint}`;
  const address: SshAddress = { user: "bob", host: "server", port: 2222 };
  assert.deepEqual(parseInvite(text), { address, fingerprint });
  assert.equal(formatInvite({ address, fingerprint }), text);
  for (const bad of [
    "ssh://bob@server#",
    "ssh://-x#",
    `ssh://#${fingerprint}`,
    `ssh://-x#${fingerprint}`,
  ]) {
    assert.equal(parseInvite(bad), undefined, bad);
    assert.ok(isInvite(bad));
  }
  assert.ok(!isInvite("ssh://bob@server"));
});

test("an invite always names the port, and is a URL to other programs too", () => {
  const text = formatInvite({ address: { host: "a.example.org", port: 7887 }, fingerprint });
  assert.equal(text, `tetatty://a.example.org:7887#${fingerprint}`);
  const url = new URL(text);
  assert.deepEqual([url.host, url.hash], ["a.example.org:7887", `#${fingerprint}`]);
  assert.deepEqual(parseInvite(`tetatty://a.example.org/#${fingerprint}`)?.address.port, 7887);
});

test("an invite without a whole fingerprint, or without a place, is none", () => {
  for (const text of [
    `tetatty://a.example.org`,
    `tetatty://a.example.org#`,
    `tetatty://a.example.org#${fingerprint.slice(0, -1)}`,
    `tetatty://a.example.org#${fingerprint}=`,
    `tetatty://a.example.org#${fingerprint}#${fingerprint}`,
    `tetatty://a.example.org#MD5:00`,
    `tetatty://#${fingerprint}`,
    `tetatty://:7887#${fingerprint}`,
    `tetatty://a.example.org:0#${fingerprint}`,
    `tetatty://a.example.org:99999#${fingerprint}`,
    `https://a.example.org#${fingerprint}`,
    "",
  ])
    assert.equal(parseInvite(text), undefined, text);
  assert.ok(isInvite("tetatty://broken"));
  assert.ok(!isInvite("alice"));
});
