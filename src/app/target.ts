import { type Address, formatAddress, parseAddress } from "../call/address.js";
import type { Target } from "../call/state.js";
import type { AddressBook } from "../ports.js";
import { parseInvite } from "../trust/invite.js";

/** Whom `text` means: an invite, a saved peer by name, or an address. Undefined when it is none of these. */
export function findTarget(text: string, book: AddressBook): Target | undefined {
  const invite = parseInvite(text);
  if (invite) return { ...nameTarget(invite.address, book), fingerprint: invite.fingerprint };
  const saved = book.find(text);
  if (saved) return { name: saved.name, address: saved.address };
  const address = parseAddress(text);
  return address?.host ? nameTarget(address, book) : undefined;
}

/** Gives an address the name it was saved under, or its own text. */
function nameTarget(address: Address, book: AddressBook): Target {
  const saved = book.saved.find(
    (peer) => peer.address.host === address.host && peer.address.port === address.port,
  );
  return { name: saved?.name ?? formatAddress(address), address };
}
