/** Ed25519 public keys, spelled the way OpenSSH spells them, so that its tools can check ours. */
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { PeerKey } from "../call/key.js";

export const KEY_TYPE = "ssh-ed25519";
/** Bytes of a public key, and of the secret seed it follows from (RFC 8032, 5.1.5). */
export const KEY_BYTES = 32;

/** What precedes the key in its SSH form: the type and the key's length (RFC 8709, 4; string is RFC 4251, 5). */
const SSH_PREFIX = Buffer.concat([
  sshLength(KEY_TYPE.length),
  Buffer.from(KEY_TYPE),
  sshLength(KEY_BYTES),
]);
/** What precedes the key in a SubjectPublicKeyInfo (RFC 8410, 4 and 10.1). */
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");
const FINGERPRINT = /^SHA256:[A-Za-z\d+/]{43}$/;

/** The key behind 32 raw bytes. */
export function peerKeyOf(raw: Uint8Array): PeerKey {
  if (raw.length !== KEY_BYTES) throw new RangeError(`peer key: ${raw.length} bytes are no key`);
  const blob = Buffer.concat([SSH_PREFIX, raw]);
  const digest = createHash("sha256").update(blob).digest("base64");
  return { fingerprint: `SHA256:${digest.replace(/=+$/, "")}`, base64: blob.toString("base64") };
}

/** Reads {@link PeerKey.base64}; undefined when it is no Ed25519 key. */
export function parsePeerKey(base64: string): PeerKey | undefined {
  const blob = Buffer.from(base64, "base64");
  const fits = blob.length === SSH_PREFIX.length + KEY_BYTES && blob.toString("base64") === base64;
  if (!fits || !blob.subarray(0, SSH_PREFIX.length).equals(SSH_PREFIX)) return undefined;
  return peerKeyOf(blob.subarray(SSH_PREFIX.length));
}

/** The key in Node's form, as a certificate holds it; undefined when it is of another type. */
export function peerKeyIn(key: KeyObject): PeerKey | undefined {
  if (key.asymmetricKeyType !== "ed25519") return undefined;
  const spki = key.export({ type: "spki", format: "der" });
  return peerKeyOf(spki.subarray(SPKI_PREFIX.length));
}

/** The SubjectPublicKeyInfo of `key` in DER. */
export function spkiOf(key: PeerKey): Uint8Array {
  return Buffer.concat([
    SPKI_PREFIX,
    Buffer.from(key.base64, "base64").subarray(SSH_PREFIX.length),
  ]);
}

/** The line that stands in `authorized_keys` and `.pub` files; `comment` has no line breaks. */
export function publicKeyLine({ base64 }: PeerKey, comment: string): string {
  return `${KEY_TYPE} ${base64} ${comment}`;
}

export const isFingerprint = (text: string): boolean => FINGERPRINT.test(text);

function sshLength(length: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(length);
  return bytes;
}

/** The public half of a private key, which must be Ed25519. */
export function publicHalf(secret: KeyObject): PeerKey | undefined {
  return secret.type === "private" ? peerKeyIn(createPublicKey(secret)) : undefined;
}
