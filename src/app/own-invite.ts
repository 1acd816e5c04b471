import { type Address, isSsh } from "../call/address.js";
import { ownHosts } from "../net/own-hosts.js";
import type { Identity } from "../trust/identity.js";
import { formatInvite } from "../trust/invite.js";

/** An invite to call us where we listen; on all interfaces, that is at this machine's likeliest address. */
export function inviteOf({ key }: Identity, address: Address): string {
  const { fingerprint } = key;
  if (isSsh(address)) return formatInvite({ address, fingerprint });
  const { host, port } = address;
  const isEverywhere = host === "" || host === "::" || host === "0.0.0.0";
  const at = isEverywhere ? (ownHosts()[0] ?? "localhost") : host;
  return formatInvite({ address: { host: at, port }, fingerprint });
}
