/** The commands about whom the user wants to hear no more from. */
import type { KnownPeers } from "../../ports.js";
import { openAddressBook } from "../../store/address-book.js";
import { openKnownPeers } from "../../store/known-peers.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit.js";
import { keysOf, type Memory } from "../whom.js";
import type { World } from "../world.js";

export const peersBlock: Command = {
  name: "peers block",
  summary: "hear no more from a peer",
  takes: ["<peer>"],
  examples: [
    ["tetatty peers block mallory", "by name or address, also of who only called"],
    ["tetatty peers block SHA256:…", "by a fingerprint, whoever it is"],
  ],
  options: [],
  switches: [],
  async run({ words: [whom = ""], world }) {
    const memory = memoryOf(world);
    const { known } = memory;
    const keys = keysOf(whom, memory);
    if (keys.length === 0) {
      const why = `no key is known for "${whom}" - tetatty peers lists who called`;
      world.remark(`tetatty: ${why}; or name its fingerprint: SHA256:…`);
      return EXIT.failed;
    }
    for (const key of keys) known.block(key, key.saidName);
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
    const memory = memoryOf(world);
    const { known } = memory;
    const keys = keysOf(whom, memory).filter((key) => known.unblock(key));
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

function memoryOf({ paths }: World): Memory {
  return { book: openAddressBook(paths.peers), known: openKnownPeers(paths.known) };
}

/** Whether the last change reached the disk; why it did not goes to stderr. */
function isWritten({ problem }: KnownPeers, world: World): boolean {
  if (problem !== undefined) world.remark(`tetatty: ${problem}`);
  return problem === undefined;
}
