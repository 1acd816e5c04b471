import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeIdentity, parseIdentity } from "../../src/trust/identity.js";
import { parsePeerKey, peerKeyIn, peerKeyOf, publicKeyLine } from "../../src/trust/peer-key.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

/** RFC 8410, 10.3: a secret key whose public half the RFC gives in 10.1. */
const RFC_SECRET = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;
const RFC_PUBLIC = "19bf44096984cdfe8541bac167dc3b96c85086aa30b6b6cb0c5c38ad703166e1";
const missing = (program: string, ...words: readonly string[]): string | false =>
  spawnSync(program, words).error ? `needs ${program}` : false;

test("an identity is read back from its secret alone, certificate and all", () => {
  const identity = makeIdentity();
  assert.deepEqual(parseIdentity(identity.secret), identity);
  assert.notDeepEqual(makeIdentity().key, identity.key);
});

test("the standard's example key has the public half that the standard gives", () => {
  const expected = peerKeyOf(Buffer.from(RFC_PUBLIC, "hex"));
  assert.deepEqual(parseIdentity(RFC_SECRET)?.key, expected);
});

test("what holds no Ed25519 secret is no identity", () => {
  const { certificate, secret } = makeIdentity();
  const cut = secret.replace("MC4C", "MC4D");
  for (const text of ["", "rubbish", certificate, cut])
    assert.equal(parseIdentity(text), undefined);
});

test(
  "OpenSSH reads our public key line and prints our fingerprint",
  { skip: missing("ssh-keygen", "-?") },
  () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "key.pub");
    for (let n = 0; n < 5; n++) {
      const { key } = makeIdentity();
      writeFileSync(path, `${publicKeyLine(key, "ann@home")}\n`);
      const line = execFileSync("ssh-keygen", ["-lf", path], { encoding: "utf8" });
      assert.equal(line, `256 ${key.fingerprint} ann@home (ED25519)\n`);
    }
  },
);

test("a public key is read from its line, and from nothing that only looks like it", () => {
  const { key } = makeIdentity();
  assert.deepEqual(parsePeerKey(key.base64), key);
  const other = Buffer.from(key.base64, "base64");
  other[5] = 0x21;
  const nearly = [
    key.base64.slice(0, -4),
    `${key.base64}AAAA`,
    `${key.base64} `,
    other.toString("base64"),
    "",
  ];
  for (const text of nearly) assert.equal(parsePeerKey(text), undefined, text);
  assert.throws(() => peerKeyOf(new Uint8Array(31)), /31 bytes are no key/);
});

test("the certificate is signed by the key it shows", () => {
  const { certificate, key } = makeIdentity();
  const read = new X509Certificate(certificate);
  assert.ok(read.verify(read.publicKey));
  assert.deepEqual(peerKeyIn(read.publicKey), key);
  assert.equal(read.subject, "CN=tetatty");
  assert.match(read.validTo, /9999/);
});

test(
  "openssl finds nothing to object to in the certificate",
  { skip: missing("openssl", "version") },
  () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "cert.pem");
    writeFileSync(path, makeIdentity().certificate);
    const said = execFileSync(
      "openssl",
      ["verify", "-x509_strict", "-check_ss_sig", "-CAfile", path, path],
      {
        encoding: "utf8",
      },
    );
    assert.match(said, /: OK/);
  },
);
