import {
  type Address,
  type Dialect,
  formatAddress,
  isSsh,
  parseDestination,
} from "../call/address.js";
import type { Target } from "../call/state.js";
import type { AddressBook } from "../ports.js";
import { parseInvite } from "../trust/invite.js";

/**
 * Whom `text` means: an invite, a saved peer by name, or an address. Undefined when it is none of these.
 * `dialect`: what is spoken at an address that does not say.
 */
export function findTarget(text: string, book: AddressBook, dialect?: Dialect): Target | undefined {
  const invite = parseInvite(text);
  if (invite) return { ...nameTarget(invite.address, book), fingerprint: invite.fingerprint };
  const saved = book.find(text);
  if (saved) return { name: saved.name, address: saved.address };
  const address = parseDestination(text);
  if (!address) return undefined;
  const isSaid = dialect === undefined || isSsh(address);
  const target = nameTarget(isSaid ? address : { dialect, ...address }, book);
  const fingerprint = stillInvited(target.address, book);
  return fingerprint === undefined ? target : { ...target, fingerprint };
}

/** Gives an address the name it was saved under, or its own text. */
function nameTarget(address: Address, book: AddressBook): Target {
  const text = formatAddress(address);
  const saved = book.saved.find((peer) => formatAddress(peer.address) === text);
  return { name: saved?.name ?? text, address };
}

/** The key that an invite promised at `address` and that has not answered yet: trying again asks for no less. */
function stillInvited(address: Address, { recent }: AddressBook): string | undefined {
  const text = formatAddress(address);
  const last = recent.find((call) => formatAddress(call.address) === text);
  return last?.kind === "failed" ? last.fingerprint : undefined;
}
