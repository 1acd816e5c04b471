/** Two ends of one connection, for tests. */
import type { Link, Listener, Network } from "../../src/ports.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { makeIdentity } from "../../src/trust/identity.js";
import type { Address } from "../../src/call/address.js";

export const LOOPBACK: Address = { host: "127.0.0.1", port: 0 };
export const never: AbortSignal = new AbortController().signal;

export const OURS = makeIdentity();
export const THEIRS = makeIdentity();
/** We dial, they listen. */
export const ours = tlsNetwork(OURS);
export const theirs = tlsNetwork(THEIRS);

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Everything that arrives until the link ends. */
export async function collect(link: Link): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of link.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function nextLink(listener: Listener): Promise<Link> {
  for await (const link of listener.links()) return link;
  throw new Error("the listener ended");
}

export async function pair(
  dialing: Network = ours,
): Promise<AsyncDisposable & { near: Link; far: Link }> {
  const listener = await theirs.listen(LOOPBACK);
  const near = await dialing.dial(listener.address, never);
  const far = await nextLink(listener);
  return {
    near,
    far,
    async [Symbol.asyncDispose]() {
      await Promise.all([near, far, listener].map(async (each) => each[Symbol.asyncDispose]()));
    },
  };
}
