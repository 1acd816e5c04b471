/**
 * An invite: where somebody can be called and which key answers there, on one
 * line that fits a chat message. Who dials it has nothing to compare by eye.
 *
 *     tetatty://alice.example.org:7887#SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o
 *     ssh://bob@server#SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o
 */
import {
  type Address,
  formatAddress,
  isSsh,
  parseAddress,
  parseDestination,
} from "../call/address.js";
import { isFingerprint } from "./peer-key.js";

export interface Invite {
  readonly address: Address;
  /** Of the key that must answer. */
  readonly fingerprint: string;
}

const SCHEME = "tetatty://";

/** The text {@link parseInvite} reads back. The characters of a fingerprint need no escaping in a fragment (RFC 3986, 3.5). */
export function formatInvite({ address, fingerprint }: Invite): string {
  if (isSsh(address)) return `${formatAddress(address)}#${fingerprint}`;
  const { host, port } = address;
  return `${SCHEME}${host.includes(":") ? `[${host}]` : host}:${port}#${fingerprint}`;
}

/** Reads an invite; undefined when `text` is none, or has no whole fingerprint. */
export function parseInvite(text: string): Invite | undefined {
  if (!isInvite(text)) return undefined;
  const [place = "", fingerprint = "", ...more] = text.split("#");
  const address = place.startsWith(SCHEME) ? parsePlace(place) : parseDestination(place);
  if (more.length > 0 || !address) return undefined;
  return isFingerprint(fingerprint) ? { address, fingerprint } : undefined;
}

function parsePlace(place: string): Address | undefined {
  // What other programs make of a URL: an empty path at its end.
  const address = parseAddress(place.slice(SCHEME.length).replace(/\/$/, ""));
  return address?.host && address.port !== 0 ? address : undefined;
}

/** Whether `text` wants to be an invite, a good one or not. */
export const isInvite = (text: string): boolean => /^tetatty:\/\/|^ssh:\/\/.*#/s.test(text);
