import { networkInterfaces } from "node:os";

/** Addresses of this machine that others may reach it at, likeliest first: v4 before v6, none that stays on one link. */
export function ownHosts(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outward = all.filter(
    ({ internal, address }) => !internal && !/^(?:fe80:|169\.254\.)/.test(address),
  );
  const v4First = outward.toSorted((a, b) => a.family.localeCompare(b.family));
  return v4First.map(({ address }) => address);
}
