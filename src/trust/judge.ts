/**
 * Whether the key that answered is the key we meant to reach: pins, as SSH
 * keeps them. Pure; what is kept and where is `store/`'s business.
 *
 * A label is what the user called somebody: a name of the address book, or an
 * address. Names that peers give themselves are no labels and decide nothing.
 */
import type { KeyName, PeerKey, Verdict } from "../call/key.js";

/** A key that the user has met, and what they called its owner. */
export interface KnownKey {
  readonly labels: readonly string[];
  /** {@link PeerKey.fingerprint}. */
  readonly fingerprint: string;
  /** Whether the user wants to hear no more from it. */
  readonly blocked: boolean;
  /** What its owner called themselves when they were blocked. */
  readonly saidName?: string;
}

/** What the user dialed. */
export interface Wanted {
  /** Most telling first: a saved name, then the address. The first one with pins decides. */
  readonly labels: readonly string[];
  /** What an invite asks for: instead of a question, never instead of a pin. */
  readonly fingerprint?: string;
}

/** Judges the key at the other end of a link that we dialed. `own` is our own: our other programs are no strangers. */
export function judge(
  key: PeerKey,
  own: PeerKey,
  wanted: Wanted,
  known: readonly KnownKey[],
): Verdict {
  if (isBlocked(key, known)) return "blocked";
  const { fingerprint = key.fingerprint } = wanted;
  if (key.fingerprint !== fingerprint) return "changed";
  const pins = pinsOf(wanted.labels, known);
  if (pins.length > 0)
    return pins.some(({ fingerprint: pin }) => pin === key.fingerprint) ? "known" : "changed";
  return wanted.fingerprint !== undefined || key.fingerprint === own.fingerprint ? "known" : "new";
}

/** Whether the user wants to hear no more from `key`. */
export function isBlocked({ fingerprint }: KeyName, known: readonly KnownKey[]): boolean {
  return known.some((each) => each.blocked && each.fingerprint === fingerprint);
}

/** What the user calls the owner of `key`; undefined for strangers. */
export function labelOf({ fingerprint }: KeyName, known: readonly KnownKey[]): string | undefined {
  return known.find((each) => !each.blocked && each.fingerprint === fingerprint)?.labels[0];
}

function pinsOf(labels: readonly string[], known: readonly KnownKey[]): readonly KnownKey[] {
  for (const label of labels) {
    const pins = known.filter((each) => !each.blocked && each.labels.includes(label));
    if (pins.length > 0) return pins;
  }
  return [];
}
