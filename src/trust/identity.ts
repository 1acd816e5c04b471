/** Who we are to peers: one secret key, and what follows from it. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { certificateOf } from "./certificate.js";
import type { PeerKey } from "../call/key.js";
import { publicHalf } from "./peer-key.js";

export interface Identity {
  readonly key: PeerKey;
  /** The secret key, PKCS #8 in PEM (RFC 8410, 7): what the identity file holds, and TLS takes. */
  readonly secret: string;
  /** What TLS shows of us, in PEM. */
  readonly certificate: string;
}

/** An identity that nobody had before. */
export function makeIdentity(): Identity {
  return identityOf(generateKeyPairSync("ed25519").privateKey) as Identity;
}

/** Reads {@link Identity.secret}; undefined when it is no Ed25519 secret key. */
export function parseIdentity(pem: string): Identity | undefined {
  try {
    return identityOf(createPrivateKey(pem));
  } catch {
    // Not a key in PEM: the file's fault, told as a value.
    return undefined;
  }
}

function identityOf(secret: KeyObject): Identity | undefined {
  const key = publicHalf(secret);
  if (!key) return undefined;
  const pem = String(secret.export({ type: "pkcs8", format: "pem" }));
  return { key, secret: pem, certificate: certificateOf(key, secret) };
}
