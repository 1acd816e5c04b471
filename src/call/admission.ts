/**
 * Who may stay when more come than we can listen to. Pure: `app/` tells who is
 * there, and shows out whom this names.
 *
 * A newcomer is let in at the cost of whoever has been silent longest: an
 * attacker can fill every place with silence, but an honest caller speaks
 * within a moment and is not the oldest by then.
 */
import { Allowance } from "./allowance.js";
import type { LinkId } from "./state.js";

/** Links that others opened, at once. */
export const MAX_GUESTS = 64;
/** Of them from one address. */
export const MAX_FROM_ONE = 8;
/** Of them that have not said hello. */
export const MAX_SILENT = 16;

/** A link that somebody else opened. */
export interface Guest {
  readonly link: LinkId;
  readonly host: string;
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
    [guests.filter(({ greeted }) => !greeted), MAX_SILENT],
    [guests.filter(({ host }) => host === newest.host), MAX_FROM_ONE],
    [guests, MAX_GUESTS],
  ];
  const out = crowds
    .filter(([crowd, most]) => crowd.length > most)
    .map(([crowd]) => oldestIdle(crowd) ?? newest.link);
  return [...new Set(out)];
}

/** Those who have not even said hello go first, then the oldest. */
function oldestIdle(crowd: readonly Guest[]): LinkId | undefined {
  const idle = crowd.filter(({ busy }) => !busy);
  const silent = idle.filter(({ greeted }) => !greeted);
  const [oldest] = (silent.length > 0 ? silent : idle).toSorted((a, b) => a.since - b.since);
  return oldest?.link;
}

/** How often one address may ring: ten times a minute, five of them at once. */
const RINGS = 10 / 60;
const RING_BURST = 5;
/** The same for this machine itself, where tunnels end and scripts run. */
const OWN_RINGS = 2;
const OWN_RING_BURST = 60;
/** Addresses remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000;

/** Counts who rings how often. */
export class Doorbell {
  readonly #rings = new Map<string, Allowance>();

  /** Whether `host` may ring `now`. */
  mayRing(host: string, now: number): boolean {
    const allowance = this.#rings.get(host) ?? newAllowance(host);
    this.#rings.delete(host);
    this.#rings.set(host, allowance);
    const [oldest] = this.#rings.keys();
    if (this.#rings.size > MAX_REMEMBERED && oldest !== undefined) this.#rings.delete(oldest);
    return allowance.take(now);
  }
}

function newAllowance(host: string): Allowance {
  const own = host === "::1" || host.startsWith("127.");
  return own ? new Allowance(OWN_RINGS, OWN_RING_BURST) : new Allowance(RINGS, RING_BURST);
}
