/** The commands about whom the user wants to hear no more from. */
import { formatAddress } from "../../call/address.js";
import type { KeyName } from "../../call/key.js";
import type { KnownPeers } from "../../ports.js";
import { findTarget } from "../../app/target.js";
import { openAddressBook } from "../../store/address-book.js";
import { openKnownPeers } from "../../store/known-peers.js";
import type { KnownKey } from "../../trust/judge.js";
import { isFingerprint } from "../../trust/peer-key.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit.js";
import type { World } from "../world.js";

export const peersBlock: Command = {
  name: "peers block",
  summary: "hear no more from a peer",
  takes: ["<peer>"],
  examples: [
    ["tetatty peers block mallory", "by the name or address you have the key under"],
    ["tetatty peers block SHA256:…", "by a fingerprint, whoever it is"],
  ],
  options: [],
  switches: [],
  async run({ words: [whom = ""], world }) {
    const known = openKnownPeers(world.paths.known);
    const keys = keysOf(whom, known, world);
    if (keys.length === 0) {
      world.remark(`tetatty: no key is known for "${whom}" - name its fingerprint: SHA256:…`);
      return EXIT.failed;
    }
    for (const key of keys) known.block(key, "");
    if (!isWritten(known, world)) return EXIT.failed;
    world.remark(`blocked ${whom}: their calls find nobody - tetatty peers unblock ${whom}`);
    return EXIT.done;
  },
};

export const peersUnblock: Command = {
  name: "peers unblock",
  summary: "let a blocked peer ring again",
  takes: ["<peer>"],
  examples: [["tetatty peers unblock mallory", "tetatty peers blocked lists them"]],
  options: [],
  switches: [],
  async run({ words: [whom = ""], world }) {
    const known = openKnownPeers(world.paths.known);
    const keys = keysOf(whom, known, world).filter((key) => known.unblock(key));
    if (!isWritten(known, world)) return EXIT.failed;
    if (keys.length === 0) {
      world.remark(`tetatty: "${whom}" is not blocked - tetatty peers blocked lists who is`);
      return EXIT.failed;
    }
    world.remark(`unblocked ${whom}`);
    return EXIT.done;
  },
};

export const peersBlocked: Command = {
  name: "peers blocked",
  summary: "list the blocked keys",
  takes: [],
  examples: [["tetatty peers blocked", "fingerprint, and what you or they called it"]],
  options: [],
  switches: [],
  async run({ world }) {
    const blocked = openKnownPeers(world.paths.known).keys.filter((key) => key.blocked);
    if (blocked.length === 0) world.remark("nobody is blocked");
    for (const { fingerprint, labels, saidName = "" } of blocked)
      world.say(`${fingerprint}  ${labels.join(",") || `said to be ${saidName || "nobody"}`}`);
    return EXIT.done;
  },
};

/** The keys that `whom` names: a fingerprint, or whatever the user has them under. */
function keysOf(whom: string, known: KnownPeers, { paths }: World): readonly KeyName[] {
  if (isFingerprint(whom)) return [{ fingerprint: whom }];
  const target = findTarget(whom, openAddressBook(paths.peers));
  const labels = target ? [target.name, formatAddress(target.address)] : [whom];
  const answers = ({ labels: own }: KnownKey): boolean => own.some((each) => labels.includes(each));
  return known.keys.filter(answers);
}

/** Whether the last change reached the disk; why it did not goes to stderr. */
function isWritten({ problem }: KnownPeers, world: World): boolean {
  if (problem !== undefined) world.remark(`tetatty: ${problem}`);
  return problem === undefined;
}
