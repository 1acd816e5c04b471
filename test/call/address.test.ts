import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type Address,
  formatAddress,
  isSsh,
  parseAddress,
  parseDestination,
  parsePlace,
  type SshAddress,
} from "../../src/call/address.js";

const at = (host: string, port = 7887): Address => ({ host, port });

const READ: readonly (readonly [string, Address | undefined])[] = [
  ["alice.example.org", at("alice.example.org")],
  ["alice:80", at("alice", 80)],
  ["192.168.1.20:9000", at("192.168.1.20", 9000)],
  [":9000", at("", 9000)],
  ["alice:0", at("alice", 0)],
  ["::1", at("::1")],
  ["fe80::1%eth0", at("fe80::1%eth0")],
  ["[::1]", at("::1")],
  ["[::1]:9000", at("::1", 9000)],
  ["[fe80::1%eth0]:9000", at("fe80::1%eth0", 9000)],
  ["::ffff:10.0.0.1", at("::ffff:10.0.0.1")],
  ["", undefined],
  ["alice:", undefined],
  ["alice:x", undefined],
  ["alice:65536", undefined],
  ["alice:123456", undefined],
  ["alice:-1", undefined],
  ["two words", undefined],
  ["http://alice", undefined],
  ["[alice]", undefined],
  ["[::1", undefined],
  ["[::1]9000", undefined],
  ["alice\n", undefined],
];

for (const [text, address] of READ) {
  test(`${JSON.stringify(text)} is ${address ? JSON.stringify(address) : "no address"}`, () => {
    assert.deepEqual(parseAddress(text), address);
  });
}

test("without a port it is the one given", () => {
  assert.deepEqual(parseAddress("alice", 9), at("alice", 9));
});

test("every address is read back as it was written", () => {
  const aHost = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.constant(""));
  fc.assert(
    fc.property(
      aHost,
      fc.oneof(fc.integer({ min: 0, max: 65_535 }), fc.constant(7887)),
      (host, port) => {
        assert.deepEqual(parseAddress(formatAddress({ host, port })), { host, port });
      },
    ),
    { numRuns: 1000, seed: 7 },
  );
});

test("no text takes longer to read than its length allows", () => {
  assert.equal(parseAddress(`${":".repeat(50_000)}!`), undefined);
  assert.equal(parseAddress(`${"a:".repeat(50_000)}!`), undefined);
});

test("a dialect is part of where somebody is called, and is written back", () => {
  for (const text of ["videostream://host:1234", "pickle://[::1]:9999", "pickle://10.0.0.7"]) {
    const address = parsePlace(text);
    assert.equal(address && formatAddress(address), text);
  }
  assert.deepEqual(parsePlace("pickle://:9999"), { host: "", port: 9999, dialect: "pickle" });
  assert.equal(parseDestination("pickle://:9999"), undefined);
  for (const text of ["http://host", "pickle://", "pickle://a/b", "pickle://videostream://a"])
    assert.equal(parsePlace(text), undefined, text);
  // What is read where only our own protocol may be spoken knows no other.
  assert.equal(parseAddress("pickle://host"), undefined);
});

const far = (user: string, host: string, port = 0): SshAddress => ({ user, host, port });

const CALLED: readonly (readonly [string, Address | undefined])[] = [
  ["alice:80", at("alice", 80)],
  ["ssh://far", far("", "far")],
  ["ssh://far/", far("", "far")],
  ["ssh://bob@far.example.org:2222", far("bob", "far.example.org", 2222)],
  ["ssh://first.last+tag@10.0.0.7", far("first.last+tag", "10.0.0.7")],
  ["ssh://bob@[fe80::1%eth0]:22", far("bob", "fe80::1%eth0", 22)],
  ["ssh://bücher", far("", "bücher")],
  ["alice:0", undefined],
  [":80", undefined],
  ["", undefined],
  ["ssh://", undefined],
  ["ssh://far:0", undefined],
  ["ssh://far:65536", undefined],
  ["ssh://@far", undefined],
  ["ssh://bob@", undefined],
  ["ssh://a@b@far", undefined],
  ["ssh://far/path", undefined],
  ["ssh://two words", undefined],
  ["ssh://-oProxyCommand=id", undefined],
  ["ssh://-l@far", undefined],
  ["ssh://bob@-oProxyCommand=id", undefined],
  ["ssh://$(id)", undefined],
  ["ssh://`id`@far", undefined],
  ["ssh://far;id", undefined],
  ["ssh://far\nid", undefined],
];

for (const [text, destination] of CALLED) {
  test(`calling ${JSON.stringify(text)} leads to ${JSON.stringify(destination) ?? "nobody"}`, () => {
    assert.deepEqual(parseDestination(text), destination);
    if (destination) assert.equal(formatAddress(destination), text.replace(/\/$/, ""));
    assert.equal(destination && isSsh(destination), destination && text.startsWith("ssh:"));
  });
}

test("whatever is typed as a place for ssh, no part of it is an option or means anything to a shell", () => {
  const anything = fc.stringMatching(/^[-a@:.%$;'"|&<>(){}[\]*?~#!\\`= \n/]{0,12}$/);
  let led = 0;
  fc.assert(
    fc.property(fc.oneof(anything, fc.string()), (text) => {
      const found = parseDestination(`ssh://${text}`);
      if (!found || !isSsh(found)) return;
      led++;
      for (const part of [found.user, found.host]) assert.match(part, /^(?!-)[\p{L}\w.:%+-]*$/u);
    }),
    { numRuns: 5000, seed: 7 },
  );
  assert.ok(led > 50, `${led} led anywhere`);
});
