/**
 * What must be true of a TLS handshake before a single byte counts.
 *
 * Node lets more pass than we do: no certificate, none of our protocols, a
 * resumed session (which shows no certificate at all). The other end has
 * proven to hold the secret of the certificate it showed: TLS 1.3 does not
 * finish otherwise (RFC 8446, 4.4.3).
 */
import type { X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import type { PeerKey } from "../call/key.js";
import { peerKeyIn } from "../trust/peer-key.js";

/** The protocol's name in ALPN (RFC 7301); the number changes when peers could no longer talk. */
export const ALPN = "tetatty/1";

/** The part of a `TLSSocket` that says how its handshake went. */
export type Handshake = Pick<TLSSocket, "alpnProtocol" | "getProtocol" | "isSessionReused"> & {
  getPeerX509Certificate(): Pick<X509Certificate, "publicKey"> | undefined;
};

/** Who is at the other end; a sentence's end when nobody can tell, or the channel is not ours. */
export function provenPeer(handshake: Handshake): PeerKey | string {
  const protocol = handshake.getProtocol();
  if (protocol !== "TLSv1.3") return `it speaks ${protocol ?? "no TLS"}`;
  if (handshake.alpnProtocol !== ALPN) return "it speaks another protocol";
  if (handshake.isSessionReused()) return "it resumed a session we never began";
  const certificate = handshake.getPeerX509Certificate();
  if (!certificate) return "it shows no key";
  return peerKeyIn(certificate.publicKey) ?? "its key is not Ed25519";
}
