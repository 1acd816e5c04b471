/** Whom the words of a command mean: keys by whatever name they go. */
import { formatAddress, parseDestination } from "../call/address.js";
import { type Acquaintance, acquaintances } from "../app/acquaintances.js";
import { DOUBT } from "../app/named.js";
import type { KeyName } from "../call/key.js";
import type { AddressBook, KnownPeers } from "../ports.js";
import { isInvite, parseInvite } from "../trust/invite.js";
import { isFingerprint } from "../trust/peer-key.js";
import { UsageError } from "./exit.js";

/** A key, and what its owner calls themselves where that is all there is. */
export interface Named extends KeyName {
  readonly saidName: string;
}

export interface Memory {
  readonly book: AddressBook;
  readonly known: KnownPeers;
}

/**
 * The keys that `whom` names: a fingerprint, a name or an address that the user has them under,
 * or what somebody who called calls themselves; none where nobody is meant.
 *
 * @throws UsageError where several people took that name.
 */
export function keysOf(whom: string, memory: Memory): readonly Named[] {
  const met = meantBy(whom, memory);
  if (isFingerprint(whom)) return [{ fingerprint: whom, saidName: met[0]?.name ?? "" }];
  const labels = labelsOf(whom, memory.book);
  const pinned = memory.known.keys.filter((key) =>
    key.labels.some((each) => labels.includes(each)),
  );
  if (pinned.length > 0) return pinned.map(({ fingerprint }) => ({ fingerprint, saidName: "" }));
  const keys = met.flatMap(({ fingerprint, name }) =>
    fingerprint === undefined ? [] : [{ fingerprint, saidName: name }],
  );
  if (keys.length > 1) throw tooMany(whom, keys);
  return keys;
}

/** Those that `whom` names: the saved one, or else all who go by that name, address or fingerprint. */
export function meantBy(whom: string, { book, known }: Memory): readonly Acquaintance[] {
  const met = acquaintances(book, known.keys);
  const saved = met.filter((each) => each.saved && each.name === whom.normalize("NFC"));
  if (saved.length > 0) return saved;
  const place = placeOf(whom);
  const said = whom.endsWith(DOUBT) ? whom.slice(0, -DOUBT.length) : whom;
  return met.filter(
    ({ name, address, fingerprint }) =>
      name === whom || name === said || formatAddress(address) === place || fingerprint === whom,
  );
}

/** @throws UsageError where `text` wants to be an invite, and is none. */
export function checkInvite(text: string): void {
  if (!isInvite(text) || parseInvite(text)) return;
  throw new UsageError(
    `"${text}" is no whole invite: it ends in # and the fingerprint of a key`,
    "copy all of it, in quotes",
  );
}

function placeOf(whom: string): string | undefined {
  const address = parseDestination(whom);
  return address && formatAddress(address);
}

/** What the user may have the key of `whom` under. */
function labelsOf(whom: string, book: AddressBook): readonly string[] {
  const saved = book.find(whom);
  const place = saved ? formatAddress(saved.address) : placeOf(whom);
  const savedThere = book.saved.find(({ address }) => formatAddress(address) === place);
  return [whom, saved?.name, savedThere?.name, place].filter((label) => label !== undefined);
}

function tooMany(whom: string, keys: readonly Named[]): UsageError {
  const each = keys.map(({ fingerprint }) => fingerprint).join("\n  ");
  return new UsageError(`several people call themselves "${whom}"`, `name one key:\n  ${each}`);
}
