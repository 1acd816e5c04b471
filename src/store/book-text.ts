/**
 * The address book as text: JSON that a person may edit by hand.
 *
 *     { "version": 1,
 *       "saved":  [{ "name": "alice", "address": "192.168.1.20" }],
 *       "recent": [{ "name": "alice", "address": "192.168.1.20", "kind": "missed", "when": 1760000000000 }] }
 *
 * A hand may slip, so an entry that makes no sense costs itself and not the book.
 */
import { formatAddress, parseDestination } from "../call/address.js";
import type { RecentCall, SavedPeer } from "../ports.js";
import { cleanText } from "../util/text.js";
import { isFingerprint } from "../trust/peer-key.js";
import { nameFault } from "./peer-name.js";

export interface Book {
  readonly saved: readonly SavedPeer[];
  readonly recent: readonly RecentCall[];
}

/** What a text turned out to be: a book, perhaps with something unreadable in it, or a later version's. */
export type ReadBook =
  | { readonly is: "book"; readonly book: Book; readonly damaged: boolean }
  | { readonly is: "newer" };

export const EMPTY_BOOK: Book = { saved: [], recent: [] };

/** Calls remembered; more than anybody scrolls through. */
export const RECENT_KEPT = 50;

const VERSION = 1;
const KINDS: readonly string[] = [
  "outgoing",
  "incoming",
  "missed",
  "failed",
] satisfies readonly RecentCall["kind"][];
/** Characters kept of a caller's name, which may have been chosen to annoy. */
export const RECENT_NAME_KEPT = 64;

/** The text {@link readBook} reads back. */
export function writeBook({ saved, recent }: Book): string {
  const written = {
    version: VERSION,
    saved: saved.map((peer) => ({ ...peer, address: formatAddress(peer.address) })),
    recent: recent.map((call) => ({ ...call, address: formatAddress(call.address) })),
  };
  return `${JSON.stringify(written, null, 2)}\n`;
}

/** Never throws on the content of `text`; keeps every entry that makes sense. */
export function readBook(text: string): ReadBook {
  const content = parseJson(text);
  if (!isRecord(content)) return { is: "book", book: EMPTY_BOOK, damaged: true };
  const version = content["version"];
  if (typeof version === "number" && version > VERSION) return { is: "newer" };
  const saved = readList(content["saved"], readSaved);
  const recent = readList(content["recent"], readRecent);
  const book = { saved: unique(saved.kept), recent: recent.kept.slice(0, RECENT_KEPT) };
  return { is: "book", book, damaged: version !== VERSION || saved.damaged || recent.damaged };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON is one more way of making no sense, and the caller is told so.
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function readList<T>(
  value: unknown,
  read: (entry: Readonly<Record<string, unknown>>) => T | undefined,
): { readonly kept: readonly T[]; readonly damaged: boolean } {
  if (!Array.isArray(value)) return { kept: [], damaged: value !== undefined };
  const entries = value.map((entry: unknown) => (isRecord(entry) ? read(entry) : undefined));
  const kept = entries.filter((entry): entry is Awaited<T> & T => entry !== undefined);
  return { kept, damaged: kept.length < entries.length };
}

function readSaved({ name, address }: Readonly<Record<string, unknown>>): SavedPeer | undefined {
  const where = typeof address === "string" ? parseDestination(address) : undefined;
  if (typeof name !== "string" || nameFault(name) !== undefined || !where) return undefined;
  return { name, address: where };
}

function readRecent(entry: Readonly<Record<string, unknown>>): RecentCall | undefined {
  const { name, address, kind, when, fingerprint, proven } = entry;
  const where = typeof address === "string" ? parseDestination(address) : undefined;
  if (typeof name !== "string" || !where || typeof kind !== "string") return undefined;
  if (!KINDS.includes(kind) || typeof when !== "number" || !Number.isFinite(when)) return undefined;
  return {
    name: cleanText(name, RECENT_NAME_KEPT),
    address: where,
    kind: kind as RecentCall["kind"],
    when,
    ...(typeof fingerprint === "string" && {
      fingerprint: cleanText(fingerprint, RECENT_NAME_KEPT),
    }),
    ...(typeof proven === "string" && isFingerprint(proven) && { proven }),
  };
}

/** A name written twice by hand means its last address. */
const unique = (peers: readonly SavedPeer[]): readonly SavedPeer[] => [
  ...new Map(peers.map((peer) => [peer.name, peer])).values(),
];
