/** The peer list: who can be called with one key, and how the last call with them went. */
import { type Address, DIALECTS, formatAddress } from "../call/address.js";
import type { CallState } from "../call/state.js";
import type { AddressBook, RecentCall } from "../ports.js";
import type { PeerRow } from "../render/screen-model.js";
import type { Scene } from "./face.js";
import { duration } from "./words.js";

/** Whoever we are with first, then saved peers, then the others who called or were called lately, each once. */
export function peerRows(scene: Scene): readonly PeerRow[] {
  return rowsOf(scene).map((row) => (isInTheOpen(row) ? withNote(row, "unencrypted") : row));
}

function withNote({ name, address, saved, mark }: PeerRow, note: string): PeerRow {
  return { name, address, saved, mark, note };
}

/** What must be known of a peer before anything else. */
function isInTheOpen({ address, mark }: PeerRow): boolean {
  return mark !== "live" && DIALECTS.some((dialect) => address.startsWith(`${dialect}://`));
}

function rowsOf({ book, call, now, isBlocked }: Scene): readonly PeerRow[] {
  const rows = knownRows(book, isBlocked);
  const other = otherOf(call);
  if (!other) return [...rows.values()];
  const address = formatAddress(other.address);
  const name = rows.get(address)?.name ?? other.name;
  const saved = rows.get(address)?.saved ?? false;
  const live = call.at === "live" || call.at === "reconnecting";
  const note = noteOf(call, now);
  rows.delete(address);
  const row: PeerRow = { name, address, saved, mark: live ? "live" : "calling", note };
  return [row, ...rows.values()];
}

function noteOf(call: CallState, now: number): string {
  if (call.at === "live") return duration(now - call.since);
  return call.at === "reconnecting" ? "reconnecting" : "calling";
}

function knownRows(
  { saved, recent }: AddressBook,
  isBlocked: Scene["isBlocked"],
): Map<string, PeerRow> {
  const rows = new Map<string, PeerRow>();
  for (const peer of saved) {
    const address = formatAddress(peer.address);
    rows.set(address, { name: peer.name, address, saved: true, mark: "saved", note: "" });
  }
  for (const call of recent) {
    const address = formatAddress(call.address);
    const row = rows.get(address);
    // The newest call stands first in the book; older ones with the same peer say nothing new.
    if (row === undefined || row.note === "") rows.set(address, rowOf(call, address, row));
  }
  for (const [address, row] of rows)
    if (isBlocked(row)) rows.set(address, { ...row, mark: "blocked", note: "blocked" });
  return rows;
}

function rowOf(call: RecentCall, address: string, saved: PeerRow | undefined): PeerRow {
  return {
    name: saved?.name ?? call.name,
    address,
    saved: saved !== undefined,
    mark: call.kind === "missed" ? "missed" : (saved?.mark ?? "recent"),
    note: `${KIND_WORDS[call.kind]} ${moment(call.when)}`,
  };
}

function otherOf(call: CallState): { name: string; address: Address } | undefined {
  if (call.at === "dialing" || call.at === "verifying") return call.target;
  return "party" in call ? call.party : undefined;
}

const KIND_WORDS = { outgoing: "called", incoming: "talked", missed: "missed", failed: "tried" };

/** The time of day today, the date before. */
function moment(when: number): string {
  const date = new Date(when);
  if (date.toDateString() !== new Date().toDateString())
    return date.toLocaleDateString(undefined, { day: "numeric", month: "short" });
  return date.toTimeString().slice(0, 5);
}
