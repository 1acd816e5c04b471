/** Whom the user wants to hear no more from, and what that comes to in words. */
import { NO_KEY } from "../call/key.js";
import type { Party } from "../call/state.js";
import type { Whom } from "../render/commands.js";
import type { Door } from "./door.js";

/** Blocks whoever rings. */
export function blockCaller(door: Door, { key, name }: Party): string {
  if (key === NO_KEY) return `declined ${name}: who shows no key cannot be blocked`;
  door.block(key, name);
  return `blocked ${name} - tetatty peers unblock ${key.fingerprint} lets them ring again`;
}

/** Blocks the peer of the list or, if it is blocked, does so no longer. */
export function toggleBlock(door: Door, { name, key: fingerprint }: Whom): string {
  if (fingerprint === undefined)
    return `cannot block ${name}: their key is not known - call them, or block them when they ring`;
  const key = { fingerprint };
  if (door.unblock(key)) return `${name} may ring again`;
  door.block(key, name);
  return `blocked ${name} - b lets them ring again`;
}
