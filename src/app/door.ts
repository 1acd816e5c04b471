/** Who comes and who opens: what people say of themselves, next to what their keys say. */
import { randomBytes } from "node:crypto";
import { type Address, formatAddress } from "../call/address.js";
import type { PeerKey, Verdict } from "../call/key.js";
import type { Party, Target } from "../call/state.js";
import type { AddressBook, KnownPeers } from "../ports.js";
import type { TrustFirst } from "./options.js";
import { isBlocked, judge, labelOf, type Wanted } from "../trust/judge.js";

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
  readonly #trustFirst: TrustFirst;

  /** `trustFirst`: which first contacts need no question. */
  constructor(memory: Memory, trustFirst: TrustFirst) {
    this.#memory = memory;
    this.#trustFirst = trustFirst;
  }

  /** Our own id, as peers know it. */
  get id(): string {
    return idOf(this.#memory.own, this.run);
  }

  isClosedTo(key: PeerKey): boolean {
    return isBlocked(key, this.#memory.known.keys);
  }

  /** Names a party: by what we dialed, or by its key, and only then by its own word. */
  meet({ key, run, says, address }: Newcomer, target: Target | undefined): Party {
    const { own, known, book } = this.#memory;
    const knownAs = key.base64 === own.base64 ? "yourself" : labelOf(key, known.keys);
    const ours = target?.name ?? knownAs ?? "";
    return {
      id: idOf(key, run),
      name: book.find(ours) ? ours : says,
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
  #needsNoQuestion({ address: { host } }: Target): boolean {
    if (this.#trustFirst !== "here") return this.#trustFirst === "always";
    return host === "" || host === "localhost" || host === "::1" || host.startsWith("127.");
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
