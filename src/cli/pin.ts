import type { KeyName, PeerKey } from "../call/key.js";
import { openKnownPeers } from "../store/known-peers.js";
import type { World } from "./world.js";

/** From now on `key` answers to `name`; never in place of another that does. False when it does not; why is said. */
export function pin(name: string, key: KeyName & Partial<PeerKey>, world: World): boolean {
  const known = openKnownPeers(world.paths.known);
  const pinned = known.keys.filter(({ labels, blocked }) => !blocked && labels.includes(name));
  if (pinned.some(({ fingerprint }) => fingerprint !== key.fingerprint)) {
    world.remark(
      `tetatty: another key is known for ${name} - if it is theirs no more: tetatty peers forget ${name}`,
    );
    return false;
  }
  known.remember(key, [name]);
  if (known.problem !== undefined) world.remark(`tetatty: ${known.problem}`);
  return known.problem === undefined;
}
