/** Who comes and who opens: what people say of themselves, next to what their keys say. */
import { randomBytes } from "node:crypto";
import { type Address, formatAddress, isSsh } from "../call/address.js";
import { neighbourhoodOf, type Origin } from "../call/admission.js";
import { type KeyName, NO_KEY, type PeerKey, type Verdict } from "../call/key.js";
import type { Party, Target } from "../call/state.js";
import type { AddressBook, KnownPeers } from "../ports.js";
import type { TrustFirst } from "./options.js";
import { isBlocked, judge, type KnownKey, labelOf, type Wanted } from "../trust/judge.js";

/** What the owner of our own key is called. */
const OURSELVES = "yourself";

/** Whom it opens to, and whom it takes for whom. */
export interface DoorRules {
  /** Which first contacts need no question. */
  readonly trustFirst: TrustFirst;
  /** Whether strangers are turned away before a word is said. */
  readonly onlyKnown: boolean;
}

/** What is there to know people by. */
interface Memory {
  readonly book: AddressBook;
  /** Our own key. */
  readonly own: PeerKey;
  readonly known: KnownPeers;
}

/** Somebody who said hello. */
interface Newcomer {
  /** Proven. */
  readonly key: PeerKey;
  /** What their program drew at random when it started. */
  readonly run: string;
  /** The name they gave themselves. */
  readonly says: string;
  readonly address: Address;
}

export class Door {
  /** Random in each run: tells our own programs apart. */
  readonly run = randomBytes(16).toString("hex");
  readonly #memory: Memory;
  readonly #rules: DoorRules;
  #turnedAway = 0;

  constructor(memory: Memory, rules: DoorRules) {
    this.#memory = memory;
    this.#rules = rules;
  }

  /** How many strangers found it closed. */
  get turnedAway(): number {
    return this.#turnedAway;
  }

  /** Our own id, as peers know it. */
  get id(): string {
    return idOf(this.#memory.own, this.run);
  }

  /** Whether whoever holds `key` may say hello. Strangers that may not are counted; the blocked are not worth it. */
  opensTo(key: PeerKey): boolean {
    if (isBlocked(key, this.#memory.known.keys)) return false;
    if (!this.#rules.onlyKnown || this.knows(key)) return true;
    this.#turnedAway++;
    return false;
  }

  /** Whether the user has a name for the owner of `key`, or is it. */
  knows(key: PeerKey): boolean {
    return this.#nameOf(key) !== undefined;
  }

  /** What whoever holds `key`, and comes from `address`, cannot have many of. */
  originOf(key: PeerKey, { host }: Address): Origin {
    const isKnown = this.knows(key);
    return { name: isKnown ? key.fingerprint : neighbourhoodOf(host), isKnown };
  }

  /** From now on `key` meets no answer; `saidName` is what its owner calls themselves. */
  block(key: KeyName, saidName: string): void {
    this.#memory.known.block(key, saidName);
  }

  /** @returns false when `key` was not blocked. */
  unblock(key: KeyName): boolean {
    return this.#memory.known.unblock(key);
  }

  /** Whose keys are known, our own among them. */
  get keys(): readonly KnownKey[] {
    const { own, known } = this.#memory;
    return [{ labels: [OURSELVES], fingerprint: own.fingerprint, blocked: false }, ...known.keys];
  }

  /** Names a party: by what we dialed, or by its key, and only then by its own word. */
  meet({ key, run, says, address }: Newcomer, target: Target | undefined): Party {
    const { book } = this.#memory;
    // Whoever answers was judged before: what is kept nowhere is known all the same.
    const knownAs = this.#nameOf(key) ?? (key === NO_KEY ? undefined : target?.name);
    const ours = target?.name ?? knownAs ?? "";
    return {
      id: idOf(key, run),
      // Nobody whose key is known can borrow the name of another friend.
      name: book.find(ours) || (knownAs !== undefined && book.find(says)) ? ours : says,
      address,
      key,
      ...(knownAs === undefined ? {} : { knownAs }),
    };
  }

  /** Whoever answers for `target` with a key that is not known to be theirs: nothing else they say counts. */
  stranger(key: PeerKey, target: Target): Party {
    return { ...target, id: idOf(key, ""), key };
  }

  /** Judges the key that answered for `target`. What an invite or `trustFirst` vouches for is remembered. */
  judge(target: Target, key: PeerKey): Verdict {
    const { own, known } = this.#memory;
    // Nobody proves anything in a dialect: the user who chose it knows, and there is nothing to remember.
    if (target.address.dialect !== undefined) return "known";
    const verdict = judge(key, own, wantedOf(target), known.keys);
    const isTrusted = verdict === "new" && this.#needsNoQuestion(target);
    const isInvited = verdict === "known" && target.fingerprint !== undefined;
    if (isTrusted || isInvited) this.remember(target, key);
    return isTrusted ? "known" : verdict;
  }

  /** Nobody can stand between us and this machine itself. */
  #needsNoQuestion({ address }: Target): boolean {
    const { trustFirst } = this.#rules;
    if (trustFirst !== "here") return trustFirst === "always";
    // What ssh calls localhost, its configuration decides.
    if (isSsh(address)) return false;
    const { host } = address;
    return host === "" || host === "localhost" || host === "::1" || host.startsWith("127.");
  }

  #nameOf(key: PeerKey): string | undefined {
    const { own, known } = this.#memory;
    return key.fingerprint === own.fingerprint ? OURSELVES : labelOf(key, known.keys);
  }

  /** From now on, `key` is the one that answers for `target`. */
  remember(target: Target, key: PeerKey): void {
    this.#memory.known.remember(key, wantedOf(target).labels);
  }
}

/** Made of what is proven, so that nobody can borrow it. */
function idOf(key: PeerKey, run: string): string {
  return `${key.fingerprint} ${run}`;
}

function wantedOf({ name, address, fingerprint }: Target): Wanted {
  const labels = [...new Set([name, formatAddress(address)])];
  return { labels, ...(fingerprint === undefined ? {} : { fingerprint }) };
}
