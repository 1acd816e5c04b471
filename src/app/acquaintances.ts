/**
 * Whom the user can name: the saved, and those who called or were called
 * lately. A key is a person, wherever it comes from; who has shown none is an
 * address.
 */
import { type Address, formatAddress } from "../call/address.js";
import type { KeyName } from "../call/key.js";
import type { CallKind, Party, Target } from "../call/state.js";
import type { AddressBook, RecentCall } from "../ports.js";
import type { KnownKey } from "../trust/judge.js";

export interface Acquaintance {
  readonly name: string;
  readonly address: Address;
  /** The user chose the name. */
  readonly saved: boolean;
  /** Of the key that is theirs as far as is known: pinned, or shown lately. */
  readonly fingerprint?: string;
  /** The name is only what its bearer says. */
  readonly doubted: boolean;
  readonly blocked: boolean;
  /** The newest. */
  readonly last?: RecentCall;
}

/** A call `kind` with `whom` that was at `when` (wall clock), for the address book. */
export function recentCall(kind: CallKind, whom: Target | Party, when: number): RecentCall {
  const { name, address, fingerprint } = whom;
  const proven = "key" in whom ? whom.key.fingerprint : "";
  return {
    name,
    address,
    kind,
    when,
    ...(fingerprint !== undefined && { fingerprint }),
    ...(proven !== "" && { proven }),
  };
}

/** The saved first, then the others, newest first; each once. */
export function acquaintances(
  { saved, recent }: Pick<AddressBook, "saved" | "recent">,
  keys: readonly KnownKey[],
): readonly Acquaintance[] {
  const met: Acquaintance[] = saved.map(({ name, address }) => {
    const pin = pinOf(name, keys) ?? pinOf(formatAddress(address), keys);
    const known = { name, address, saved: true, doubted: false, blocked: false };
    return pin ? withKey(known, pin) : known;
  });
  for (const call of recent) {
    const place = formatAddress(call.address);
    const fingerprint = call.proven ?? pinOf(place, keys)?.fingerprint;
    const at = find(met, { fingerprint, place });
    const known = met[at] ?? newcomer(call, fingerprint, keys);
    // Older calls with the same person say nothing new.
    const after = { ...known, last: known.last ?? call };
    const key = known.fingerprint ?? fingerprint;
    met[at < 0 ? met.length : at] =
      key === undefined ? after : withKey(after, { fingerprint: key });
  }
  return met.map((each) => withStanding(each, keys));
}

function newcomer(
  { name, address, kind, proven }: RecentCall,
  fingerprint: string | undefined,
  keys: readonly KnownKey[],
): Acquaintance {
  const isLabelled = keys.some((key) => key.fingerprint === fingerprint && key.labels.length > 0);
  const theirWord = (kind === "incoming" || kind === "missed") && address.dialect === undefined;
  const isName = name !== formatAddress(address);
  const doubted = isName && !isLabelled && (proven !== undefined || theirWord);
  return { name, address, saved: false, doubted, blocked: false };
}

const withKey = (known: Acquaintance, { fingerprint }: KeyName): Acquaintance => ({
  ...known,
  fingerprint,
});

const withStanding = (known: Acquaintance, keys: readonly KnownKey[]): Acquaintance => ({
  ...known,
  blocked: keys.some((key) => key.blocked && key.fingerprint === known.fingerprint),
});

/** Index of whoever holds that key or, where either has shown none, is at that place; -1. */
export function find(
  met: readonly Pick<Acquaintance, "fingerprint" | "address">[],
  { fingerprint, place }: { readonly fingerprint: string | undefined; readonly place: string },
): number {
  const byKey = met.findIndex(
    (each) => fingerprint !== undefined && each.fingerprint === fingerprint,
  );
  if (byKey >= 0) return byKey;
  return met.findIndex(
    (each) =>
      (fingerprint === undefined || each.fingerprint === undefined) &&
      formatAddress(each.address) === place,
  );
}

/** The key that answers to `label`, blocked or not. */
function pinOf(label: string, keys: readonly KnownKey[]): KnownKey | undefined {
  return keys.find(({ labels }) => labels.includes(label));
}
