/**
 * An invite: where somebody can be called and which key answers there, on one
 * line that fits a chat message. Who dials it has nothing to compare by eye.
 *
 *     tetatty://alice.example.org:7887#SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o
 */
import { type Address, parseAddress } from "../call/address.js";
import { isFingerprint } from "./peer-key.js";

export interface Invite {
  readonly address: Address;
  /** Of the key that must answer. */
  readonly fingerprint: string;
}

const SCHEME = "tetatty://";

/** The text {@link parseInvite} reads back. The characters of a fingerprint need no escaping in a fragment (RFC 3986, 3.5). */
export function formatInvite({ address, fingerprint }: Invite): string {
  const { host, port } = address;
  return `${SCHEME}${host.includes(":") ? `[${host}]` : host}:${port}#${fingerprint}`;
}

/** Reads an invite; undefined when `text` is none, or has no whole fingerprint. */
export function parseInvite(text: string): Invite | undefined {
  if (!isInvite(text)) return undefined;
  const [place = "", fingerprint = "", ...more] = text.slice(SCHEME.length).split("#");
  // What other programs make of a URL: an empty path at its end.
  const address = parseAddress(place.replace(/\/$/, ""));
  if (more.length > 0 || !address?.host || address.port === 0) return undefined;
  return isFingerprint(fingerprint) ? { address, fingerprint } : undefined;
}

/** Whether `text` wants to be an invite, a good one or not. */
export const isInvite = (text: string): boolean => text.startsWith(SCHEME);
