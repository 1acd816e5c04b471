/** The address book's commands. */
import { formatAddress, parseDestination } from "../../call/address.js";
import type { AddressBook, RecentCall, SavedPeer } from "../../ports.js";
import { openAddressBook } from "../../store/address-book.js";
import { openKnownPeers } from "../../store/known-peers.js";
import { nameFault } from "../../store/peer-name.js";
import { parseInvite } from "../../trust/invite.js";
import { findTarget } from "../../app/target.js";
import type { Command, Said } from "../command.js";
import { EXIT, UsageError } from "../exit.js";
import { guess } from "../guess.js";
import { pin } from "../pin.js";
import type { World } from "../world.js";

export const peers: Command = {
  name: "peers",
  summary: "keep the address book, and whom not to hear",
  takes: [],
  examples: [
    ["tetatty peers add alice 192.168.1.20", "save a peer"],
    ["tetatty peers", "list them"],
    ["tetatty call alice", "call one"],
  ],
  options: [],
  switches: [["json", "one JSON array, for programs"]],
  run: list,
};

export const peersList: Command = {
  name: "peers list",
  summary: "list peers and last calls",
  takes: [],
  examples: [
    ["tetatty peers list", "for people"],
    ["tetatty peers list --json", "for programs: one JSON array"],
  ],
  options: [],
  switches: [["json", "one JSON array, for programs"]],
  run: list,
};

export const peersAdd: Command = {
  name: "peers add",
  summary: "save a peer, or a new address",
  takes: ["<name>", "<address>"],
  examples: [
    ["tetatty peers add alice 192.168.1.20", "at the usual port"],
    ["tetatty peers add bob bob.example.org:9000", "at a port of its own"],
    ["tetatty peers add dan ssh://dan@example.org", "through ssh"],
    ["tetatty peers add eve 'tetatty://…#SHA256:…'", "an invite: also pins her key"],
  ],
  options: [],
  switches: [],
  async run({ words: [name = "", where = ""], world }) {
    const fault = nameFault(name.normalize("NFC"));
    if (fault !== undefined) throw new UsageError(`the name "${name}" ${fault}`, "choose another");
    const invite = parseInvite(where);
    const address = invite?.address ?? parseDestination(where);
    if (!address) {
      const hint =
        "write host, host:port, [v6]:port, ssh://[user@]host, or a whole invite in quotes";
      throw new UsageError(`"${where}" is no address`, hint);
    }
    if (invite && !pin(name, { fingerprint: invite.fingerprint }, world)) return EXIT.failed;
    const book = openBook(world);
    book.save({ name, address });
    if (!isWritten(book, world)) return EXIT.failed;
    world.remark(`saved ${name} at ${formatAddress(address)}`);
    return EXIT.done;
  },
};

export const peersRemove: Command = {
  name: "peers remove",
  summary: "forget a saved peer",
  takes: ["<peer>"],
  examples: [["tetatty peers remove alice", "recent calls stay listed"]],
  options: [],
  switches: [],
  async run({ words: [name = ""], world }) {
    const book = openBook(world);
    if (!book.remove(name)) {
      const meant = guess(
        name,
        book.saved.map((peer) => peer.name),
      );
      const hint = meant === undefined ? "tetatty peers lists them" : `did you mean ${meant}?`;
      world.remark(`tetatty: no saved peer is called "${name}" - ${hint}`);
      return EXIT.failed;
    }
    if (!isWritten(book, world)) return EXIT.failed;
    world.remark(`removed ${name}`);
    return EXIT.done;
  },
};

export const peersForget: Command = {
  name: "peers forget",
  summary: "forget a key; the next call asks",
  takes: ["<peer>"],
  examples: [["tetatty peers forget alice", "after alice told you that she has a new key"]],
  options: [],
  switches: [],
  async run({ words: [whom = ""], world }) {
    const known = openKnownPeers(world.paths.known);
    const target = findTarget(whom, openBook(world));
    const labels = target ? [target.name, formatAddress(target.address)] : [whom];
    const forgotten = labels.filter((label) => known.forget(label));
    if (known.problem !== undefined) {
      world.remark(`tetatty: ${known.problem}`);
      return EXIT.failed;
    }
    if (forgotten.length === 0) {
      world.remark(`tetatty: no key is known for "${whom}" - see ${world.paths.known}`);
      return EXIT.failed;
    }
    world.remark(`forgot the key of ${whom}: the next call shows the new one and asks`);
    return EXIT.done;
  },
};

async function list({ flags, world }: Said): Promise<number> {
  const book = openBook(world);
  if (flags.json === true) {
    world.say(JSON.stringify(book.saved.map((peer) => plain(peer, book))));
  } else if (book.saved.length === 0) {
    world.remark("no peers yet - tetatty peers add alice 192.168.1.20 saves one");
  } else {
    for (const line of table(book)) world.say(line);
  }
  return EXIT.done;
}

/** What opening finds wrong with the file is said; the commands go on with the rest. */
function openBook(world: World): AddressBook {
  const book = openAddressBook(world.paths.peers);
  if (book.problem !== undefined) world.remark(`tetatty: ${book.problem}`);
  return book;
}

/** Whether the last change reached the disk; why it did not goes to stderr. */
function isWritten({ problem }: AddressBook, world: World): boolean {
  if (problem !== undefined) world.remark(`tetatty: ${problem}`);
  return problem === undefined;
}

const lastCall = (peer: SavedPeer, { recent }: AddressBook): RecentCall | undefined =>
  recent.find(
    ({ name, address }) =>
      name === peer.name || formatAddress(address) === formatAddress(peer.address),
  );

function plain(peer: SavedPeer, book: AddressBook): unknown {
  const last = lastCall(peer, book);
  const lastSpoken = last && { kind: last.kind, when: new Date(last.when).toISOString() };
  return { name: peer.name, ...peer.address, lastCall: lastSpoken ?? null };
}

function table(book: AddressBook): readonly string[] {
  const rows = book.saved.map((peer) => {
    const last = lastCall(peer, book);
    const spoken = last ? `${last.kind} ${minute(new Date(last.when))}` : "never called";
    return [peer.name, formatAddress(peer.address), spoken] as const;
  });
  const names = Math.max(...rows.map(([name]) => name.length));
  const places = Math.max(...rows.map(([, where]) => where.length));
  return rows.map(
    ([name, where, spoken]) => `${name.padEnd(names)}  ${where.padEnd(places)}  ${spoken}`,
  );
}

/** `2026-01-31 09:05`, in local time. */
function minute(when: Date): string {
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace("T", " ");
}
