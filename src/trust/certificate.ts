/**
 * A self-signed X.509 certificate around an Ed25519 key: the form in which TLS
 * wants to be shown one. It says nothing but the key: no name, no end.
 *
 * Layout after RFC 5280, 4.1; the algorithm after RFC 8410, 3 and 6.
 */
import { createHash, sign, type KeyObject } from "node:crypto";
import type { PeerKey } from "../call/key.js";
import { spkiOf } from "./peer-key.js";

/** ASN.1 tags (X.690, 8): universal ones, and version's explicit [0]. */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  oid: 0x06,
  text: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
};
/** 1.3.101.112, without parameters (RFC 8410, 3). */
const ED25519 = sequence(tlv(TAG.oid, Buffer.from("2b6570", "hex")));
/** 2.5.4.3, `commonName`; the value is the same for everybody. */
const NAME = sequence(
  tlv(
    TAG.set,
    sequence(tlv(TAG.oid, Buffer.from("550403", "hex")), tlv(TAG.text, Buffer.from("tetatty"))),
  ),
);
/** Keys are trusted until they are forgotten: "no well-defined expiration date" is written so (RFC 5280, 4.1.2.5). */
const VALIDITY = sequence(time("20200101000000Z"), time("99991231235959Z"));
const VERSION_3 = tlv(TAG.version, tlv(TAG.integer, Buffer.from([2])));
const SERIAL_BYTES = 16;

/** The certificate of `key` in PEM, signed with its own `secret`; always the same for the same key. */
export function certificateOf(key: PeerKey, secret: KeyObject): string {
  const body = sequence(VERSION_3, serialOf(key), ED25519, NAME, VALIDITY, NAME, spkiOf(key));
  const signature = sign(null, body, secret);
  const der = sequence(body, ED25519, tlv(TAG.bits, Buffer.from([0]), signature));
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}

/** Positive and at most 20 octets (RFC 5280, 4.1.2.2): the first bit clear, the second set. */
function serialOf(key: PeerKey): Uint8Array {
  const digest = createHash("sha256").update(key.base64).digest().subarray(0, SERIAL_BYTES);
  digest[0] = ((digest[0] as number) & 0x3f) | 0x40;
  return tlv(TAG.integer, digest);
}

function time(text: string): Uint8Array {
  return tlv(TAG.time, Buffer.from(text));
}

function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(TAG.sequence, ...parts);
}

/** Tag, length, value; the length in as few bytes as it takes, up to two (X.690, 10.1). */
function tlv(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...(length < 0x80 ? [length] : long)]), value]);
}
