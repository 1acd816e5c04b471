/**
 * The last words of calls that were hung up while nothing came through: the
 * other side may still be waiting for us, busy to everybody else, and learns
 * that it need not as soon as it can be reached.
 */
import type { CallEvent, LinkId, Party } from "../call/state.js";
import { RECONNECT_TIMEOUT } from "../call/timeouts.js";
import type { Timing } from "../ports.js";
import type { Exchange } from "./exchange.js";

/** Between tries, in milliseconds. */
const PAUSE = 3000;
/** Older ones are forgotten. */
const MOST = 4;
/** How long the user who quits waits for the last try, in milliseconds. */
const LAST_TRY = 1000;

interface Parting {
  readonly party: Party;
  /** The name of the call that is over. */
  readonly call: string;
  /** When they will have given up by themselves; monotonic milliseconds. */
  readonly until: number;
  tryAt: number;
  /** The link that is being opened to them. */
  link?: LinkId;
  /** It is tried at once, and not again. */
  isLast?: boolean;
}

export class Partings implements AsyncDisposable {
  readonly #exchange: Exchange;
  readonly #clock: Timing;
  #partings: readonly Parting[] = [];
  /** Called when nobody is left to be told. */
  #settled: () => void = () => undefined;

  constructor(exchange: Exchange, clock: Timing) {
    this.#exchange = exchange;
    this.#clock = clock;
  }

  /** `call`: the name of the call with `party` that is over. */
  add(party: Party, call: string): void {
    const now = this.#clock.now();
    const parting = { party, call, until: now + RECONNECT_TIMEOUT, tryAt: now };
    this.#partings = [...this.#partings, parting].slice(-MOST);
  }

  /** To be called a few times a second. */
  tick(): void {
    const now = this.#clock.now();
    this.#partings = this.#partings.filter(({ until }) => now < until);
    for (const parting of this.#partings) {
      if (now < parting.tryAt && !parting.isLast) continue;
      parting.tryAt = now + PAUSE;
      this.#giveUp(parting);
      const { name, address, key } = parting.party;
      parting.link = this.#exchange.newLink();
      void this.#exchange.open(parting.link, { name, address }, key); // every outcome becomes an event
    }
  }

  /** Whether `event` is about a link of ours, and no business of the call machine. */
  take(event: CallEvent): boolean {
    if (!("link" in event)) return false;
    const parting = this.#partings.find(({ link }) => link === event.link);
    if (!parting) return false;
    if (event.type === "greeted" && event.verdict === "known") this.#part(parting, event.link);
    else if (event.type === "closed") this.#failed(parting);
    return true;
  }

  /** Tries once more, now. Whoever cannot be told has to find out that nobody is here any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    const settled = new Promise<void>((resolve) => {
      this.#settled = resolve;
    });
    for (const parting of this.#partings) parting.isLast = true;
    this.tick();
    using _patience = this.#clock.after(LAST_TRY, this.#settled);
    if (this.#partings.length > 0) await settled;
    for (const parting of this.#partings) this.#forget(parting);
  }

  #failed(parting: Parting): void {
    delete parting.link;
    if (parting.isLast) this.#forget(parting);
  }

  #forget(parting: Parting): void {
    this.#giveUp(parting);
    this.#partings = this.#partings.filter((other) => other !== parting);
    if (this.#partings.length === 0) this.#settled();
  }

  #part(parting: Parting, link: LinkId): void {
    this.#exchange.say(link, "resume", parting.call);
    this.#exchange.say(link, "hang-up");
    this.#forget(parting);
  }

  #giveUp({ link }: Parting): void {
    if (link !== undefined) this.#exchange.close(link);
  }
}
