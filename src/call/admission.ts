/**
 * Who may stay when more come than we can listen to. Pure: `app/` tells who is
 * there, and shows out whom this names.
 *
 * A newcomer is let in at the cost of whoever has been idle longest: an
 * attacker can fill every place with silence, but an honest caller speaks
 * within a moment and is not the oldest by then. Whose key the user knows never
 * goes for strangers, wherever they come from: an address can be shared with an
 * attacker, a key cannot.
 */
import { Allowance } from "./allowance.js";
import type { LinkId } from "./state.js";

/** Links that others opened, at once. */
export const MAX_GUESTS = 64;
/** Of them with one key that the user knows. */
export const MAX_FROM_ONE = 4;
/** Of them from one address, strangers all: with 100 handshakes a second each has half of one to invite. */
export const MAX_FROM_ADDRESS = 48;
/** Of them that have not said hello. */
export const MAX_SILENT = 32;

/** What somebody cannot have many of: a key that the user knows, or else an address. */
export interface Origin {
  /** The fingerprint, or {@link neighbourhoodOf} the address. */
  readonly name: string;
  readonly isKnown: boolean;
}

/** A link that somebody else opened. */
export interface Guest {
  readonly link: LinkId;
  readonly origin: Origin;
  /** Monotonic milliseconds. */
  readonly since: number;
  readonly greeted: boolean;
  /** It carries a call, or rings. */
  readonly busy: boolean;
}

/** Whom to show out now that the last of `guests` has come; itself if everybody else is busy. */
export function whomToShowOut(guests: readonly Guest[]): readonly LinkId[] {
  const newest = guests.at(-1);
  if (!newest) return [];
  const crowds: readonly (readonly [readonly Guest[], number])[] = [
    [guests.filter(({ greeted, origin }) => !greeted && !origin.isKnown), MAX_SILENT],
    [guests.filter(({ origin }) => origin.name === newest.origin.name), mostFrom(newest.origin)],
    [guests, MAX_GUESTS],
  ];
  const out = crowds
    .filter(([crowd, most]) => crowd.length > most)
    .map(([crowd]) => oldestIdle(crowd) ?? newest.link);
  return [...new Set(out)];
}

function mostFrom({ isKnown }: Origin): number {
  return isKnown ? MAX_FROM_ONE : MAX_FROM_ADDRESS;
}

/**
 * Strangers go first, of them the oldest, whatever they said: were silence held
 * against them, a crowd that has said hello would keep out whoever comes.
 */
function oldestIdle(crowd: readonly Guest[]): LinkId | undefined {
  const idle = crowd.filter(({ busy }) => !busy);
  const rank = ({ origin }: Guest): number => (origin.isKnown ? 1 : 0);
  const [first] = idle.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  return first?.link;
}

/** What one person has of addresses: one of v4, or of a single link of v6, but a whole /64 of the world's v6. */
export function neighbourhoodOf(host: string): string {
  const [address = ""] = host.split("%");
  if (!address.includes(":") || address.includes(".")) return address.replace(/^::ffff:/, "");
  if (/^fe[89ab]/.test(address)) return address;
  const [before = "", after] = address.split("::");
  const head = before.split(":").filter((group) => group !== "");
  const tail = (after ?? "").split(":").filter((group) => group !== "");
  const zeros = after === undefined ? 0 : GROUPS - head.length - tail.length;
  const groups = [...head, ...Array.from({ length: zeros }, () => "0"), ...tail];
  return `${groups.slice(0, GROUPS / 2).join(":")}::/64`;
}

/** Of 16 bits, in an address of v6. */
const GROUPS = 8;

/** How often a stranger's address may ring: ten times a minute, five of them at once. */
const RINGS = 10 / 60;
const RING_BURST = 5;
/** The same for friends, who can be blocked, and for this machine itself, where tunnels end and scripts run. */
const OWN_RINGS = 2;
const OWN_RING_BURST = 60;
/** Addresses remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000;

/** Whether somebody from `origin` may ring `now`; monotonic milliseconds. */
export interface Bell {
  mayRing(origin: Origin, now: number): boolean;
}

/** Of a house where nobody is disturbed by visitors. */
export const OPEN_HOUSE: Bell = { mayRing: () => true };

/** Counts who rings how often. */
export class Doorbell implements Bell {
  readonly #rings = new Map<string, Allowance>();

  mayRing(origin: Origin, now: number): boolean {
    const allowance = this.#rings.get(origin.name) ?? newAllowance(origin);
    this.#rings.delete(origin.name);
    this.#rings.set(origin.name, allowance);
    const [oldest] = this.#rings.keys();
    if (this.#rings.size > MAX_REMEMBERED && oldest !== undefined) this.#rings.delete(oldest);
    return allowance.take(now);
  }
}

/** Whether this machine itself is meant, where tunnels end and scripts run. */
export function isOwnAddress({ name }: Origin): boolean {
  return name === neighbourhoodOf("::1") || name.startsWith("127.");
}

function newAllowance(origin: Origin): Allowance {
  return isOwnAddress(origin) || origin.isKnown
    ? new Allowance(OWN_RINGS, OWN_RING_BURST)
    : new Allowance(RINGS, RING_BURST);
}
