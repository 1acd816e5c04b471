import type { Address } from "../call/address.js";
import { ownHosts } from "../net/own-hosts.js";
import type { Identity } from "../trust/identity.js";
import { formatInvite } from "../trust/invite.js";

/** An invite to call us where we listen; on all interfaces, that is at this machine's likeliest address. */
export function inviteOf({ key }: Identity, { host, port }: Address): string {
  const isEverywhere = host === "" || host === "::" || host === "0.0.0.0";
  const at = isEverywhere ? (ownHosts()[0] ?? "localhost") : host;
  return formatInvite({ address: { host: at, port }, fingerprint: key.fingerprint });
}
