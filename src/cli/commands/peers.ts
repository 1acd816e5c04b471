/** The address book's commands. */
import { formatAddress, parseDestination } from "../../call/address.js";
import type { AddressBook, RecentCall } from "../../ports.js";
import { openAddressBook } from "../../store/address-book.js";
import { openKnownPeers } from "../../store/known-peers.js";
import { nameFault } from "../../store/peer-name.js";
import { cellsOf } from "../../render/words-width.js";
import { parseInvite } from "../../trust/invite.js";
import { isFingerprint } from "../../trust/peer-key.js";
import { type Acquaintance, acquaintances, find } from "../../app/acquaintances.js";
import { DOUBT } from "../../app/named.js";
import { findTarget } from "../../app/target.js";
import type { Command, Said } from "../command.js";
import { EXIT, UsageError } from "../exit.js";
import { guess } from "../guess.js";
import { pin } from "../pin.js";
import { checkInvite, keysOf, meantBy, type Memory } from "../whom.js";
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
    ["tetatty peers add eve SHA256:…", "who called with that key"],
  ],
  options: [],
  switches: [],
  async run({ words: [name = "", where = ""], world }) {
    const fault = nameFault(name.normalize("NFC"));
    if (fault !== undefined) throw new UsageError(`the name "${name}" ${fault}`, "choose another");
    const book = openBook(world);
    const { address, fingerprint } = placeOf(where, memoryOf(book, world));
    if (fingerprint !== undefined && !pin(name, { fingerprint }, world)) return EXIT.failed;
    book.save({ name, address });
    if (!isWritten(book, world)) return EXIT.failed;
    world.remark(`saved ${name} at ${formatAddress(address)}`);
    return EXIT.done;
  },
};

/** Where `text` leads to and whose key must answer there: an address, an invite, or the key of somebody who called. */
function placeOf(text: string, memory: Memory): Pick<Acquaintance, "address" | "fingerprint"> {
  const invite = parseInvite(text);
  if (invite) return invite;
  if (isFingerprint(text)) {
    const [met] = meantBy(text, memory);
    if (met) return { address: met.address, fingerprint: text };
    throw new UsageError(`nobody with the key ${text} has called`, "tetatty peers lists who has");
  }
  const address = parseDestination(text);
  if (address) return { address };
  checkInvite(text);
  const hint = "write host, host:port, [v6]:port, ssh://[user@]host, or a whole invite in quotes";
  throw new UsageError(`"${text}" is no address`, hint);
}

const memoryOf = (book: AddressBook, { paths }: World): Memory => ({
  book,
  known: openKnownPeers(paths.known),
});

export const peersRemove: Command = {
  name: "peers remove",
  summary: "forget a peer",
  takes: ["<peer>"],
  examples: [["tetatty peers remove alice", "saved, or one who only called"]],
  options: [],
  switches: [],
  async run({ words: [name = ""], world }) {
    const book = openBook(world);
    if (!book.remove(name) && !eraseCalls(name, book, world)) {
      const named = acquaintances(book, []).map((peer) => peer.name);
      const meant = guess(name, named);
      const hint = meant === undefined ? "tetatty peers lists them" : `did you mean ${meant}?`;
      world.remark(`tetatty: no peer is called "${name}" - ${hint}`);
      return EXIT.failed;
    }
    if (!isWritten(book, world)) return EXIT.failed;
    world.remark(`removed ${name}`);
    return EXIT.done;
  },
};

/** Forgets the calls with somebody who is not saved. False when there was none. */
function eraseCalls(whom: string, book: AddressBook, world: World): boolean {
  const met = meantBy(whom, memoryOf(book, world)).filter(({ saved }) => !saved);
  const isTheirs = ({ proven, address }: RecentCall): boolean =>
    find(met, { fingerprint: proven, place: formatAddress(address) }) >= 0;
  return met.length > 0 && book.erase(isTheirs);
}

export const peersForget: Command = {
  name: "peers forget",
  summary: "forget a key; the next call asks",
  takes: ["<peer>"],
  examples: [["tetatty peers forget alice", "after alice told you that she has a new key"]],
  options: [],
  switches: [],
  async run({ words: [whom = ""], world }) {
    const memory = memoryOf(openBook(world), world);
    const { known } = memory;
    const target = findTarget(whom, memory.book);
    const labels = target ? [target.name, formatAddress(target.address)] : [whom];
    const theirs = new Set(keysOf(whom, memory).map(({ fingerprint }) => fingerprint));
    const more = known.keys.filter(
      ({ fingerprint, blocked }) => theirs.has(fingerprint) && !blocked,
    );
    const all = new Set([...labels, ...more.flatMap((key) => key.labels)]);
    const forgotten = [...all].filter((label) => known.forget(label));
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
  const met = acquaintances(book, memoryOf(book, world).known.keys);
  if (flags.json === true) {
    world.say(JSON.stringify(met.map(plain)));
  } else if (met.length === 0) {
    world.remark("no peers yet - tetatty peers add alice 192.168.1.20 saves one");
  } else {
    for (const line of table(met)) world.say(line);
  }
  if (flags.json !== true && met.some(({ doubted }) => doubted)) world.remark(DOUBT_HINT);
  return EXIT.done;
}

const DOUBT_HINT =
  "? nobody vouches for that name - tetatty peers add <name> <SHA256:…> says whose key it is; --json shows keys";

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

function plain({
  name,
  address,
  saved,
  doubted,
  blocked,
  last,
  fingerprint,
}: Acquaintance): unknown {
  const lastCall = last ? { kind: last.kind, when: new Date(last.when).toISOString() } : null;
  const key = fingerprint ?? null;
  return { name, ...address, saved, verified: !doubted, blocked, key, lastCall };
}

function table(met: readonly Acquaintance[]): readonly string[] {
  const rows = met.map(({ name, address, doubted, blocked, last }) => {
    const spoken = last ? `${last.kind} ${minute(new Date(last.when))}` : "never called";
    const note = blocked ? `blocked, ${spoken}` : spoken;
    return [doubted ? `${name}${DOUBT}` : name, formatAddress(address), note] as const;
  });
  const names = Math.max(...rows.map(([name]) => cellsOf(name)));
  const places = Math.max(...rows.map(([, where]) => where.length));
  return rows.map(
    ([name, where, note]) =>
      `${name}${" ".repeat(names - cellsOf(name))}  ${where.padEnd(places)}  ${note}`,
  );
}

/** `2026-01-31 09:05`, in local time. */
function minute(when: Date): string {
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16).replace("T", " ");
}
