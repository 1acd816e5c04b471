/** The peer list: who can be called with one key, and how the last call with them went. */
import { formatAddress } from "../call/address.js";
import type { CallState, Party, Target } from "../call/state.js";
import type { RecentCall } from "../ports.js";
import type { PeerRow } from "../render/screen-model.js";
import { type Acquaintance, acquaintances, find } from "./acquaintances.js";
import type { Scene } from "./face.js";
import { isDoubted, otherOf } from "./named.js";
import { duration } from "./words.js";

/** Whoever we are with first, then saved peers, then the others who called or were called lately, each once. */
export function peerRows({ book, call, now, keys }: Scene): readonly PeerRow[] {
  const met = acquaintances(book, keys);
  const other = otherOf(call);
  if (!other) return met.map(rowOf);
  const place = formatAddress(other.address);
  const fingerprint = "key" in other ? other.key.fingerprint || undefined : undefined;
  const at = find(met, { fingerprint, place });
  const rest = met.filter((_, index) => index !== at);
  return [currentRow(other, met[at], call, now), ...rest.map(rowOf)];
}

/** The row of `other`, with whom there is a call, or would be. */
function currentRow(
  other: Target | Party,
  met: Acquaintance | undefined,
  call: CallState,
  now: number,
): PeerRow {
  const live = call.at === "live" || call.at === "reconnecting";
  // What somebody was dialled as may be an address; whoever answers has a name.
  const { name, doubted } =
    met && (met.saved || !("key" in other)) ? met : { name: other.name, doubted: isDoubted(other) };
  return {
    name,
    address: formatAddress(other.address),
    saved: met?.saved ?? false,
    ...keyOf(met),
    ...(doubted && { doubted }),
    mark: live ? "live" : "calling",
    ...openly(other, noteOf(call, now)),
  };
}

const keyOf = (met: Acquaintance | undefined): Pick<PeerRow, "key"> =>
  met?.fingerprint === undefined ? {} : { key: met.fingerprint };

/** What is unencrypted says so before anything else, by a sign where there is no room for the word. */
function openly(
  { address }: Pick<Target, "address">,
  note: string,
): Pick<PeerRow, "note" | "brief" | "open"> {
  if (address.dialect === undefined) return { note };
  const words = ["unencrypted", note].filter((part) => part !== "");
  return { open: true, note: words.join(" "), brief: note };
}

function noteOf(call: CallState, now: number): string {
  if (call.at === "live") return duration(now - call.since);
  return call.at === "reconnecting" ? "reconnecting" : "calling";
}

function rowOf(met: Acquaintance): PeerRow {
  const { name, address, saved, doubted } = met;
  return {
    name,
    address: formatAddress(address),
    saved,
    ...keyOf(met),
    ...(doubted && { doubted }),
    ...standing(met),
  };
}

/** What must be known of a peer before anything else, or how the last call went. */
function standing({
  address,
  blocked,
  saved,
  last,
}: Acquaintance): Pick<PeerRow, "mark" | "note" | "open"> {
  if (blocked) return { mark: "blocked", note: "blocked" };
  const mark = last?.kind === "missed" ? "missed" : saved ? "saved" : "recent";
  if (address.dialect !== undefined) return { mark, ...openly({ address }, "") };
  return { mark, ...(last ? noteOfLast(last) : { note: "" }) };
}

function noteOfLast({ kind, when }: RecentCall): Pick<PeerRow, "note" | "brief"> {
  const brief = moment(when);
  return { note: `${KIND_WORDS[kind]} ${brief}`, brief };
}

const KIND_WORDS = { outgoing: "called", incoming: "talked", missed: "missed", failed: "tried" };

/** The time of day today, the date before. */
function moment(when: number): string {
  const date = new Date(when);
  if (date.toDateString() !== new Date().toDateString())
    return date.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return date.toTimeString().slice(0, 5);
}
