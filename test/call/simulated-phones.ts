/**
 * Several machines joined by simulated links on a fake clock: what `app/`
 * does with sockets and timers, done with a queue of deliveries, so that a
 * property test can run thousands of calls.
 */
import { IDLE, linkOf, step } from "../../src/call/machine.js";
import { CLOSE_TIMEOUT } from "../../src/call/timeouts.js";
import type {
  CallEffect,
  CallEvent,
  CallState,
  LinkId,
  Party,
  Target,
  Word,
} from "../../src/call/state.js";

/** What is written into one end and read at the other, in order. */
type Message =
  | { readonly is: "hello" }
  | { readonly is: "word"; readonly word: Word }
  | { readonly is: "ping" };

/** Between pings, and for an incoming link to invite, as in `app/`; milliseconds. */
const PING_INTERVAL = 2000;
const INVITE_TIMEOUT = 5000;
const TICK = 100;
/** Who got no time for so long reads before it judges, as in `app/`. */
const OVERSLEPT = 1000;

/** One side of a connection, as its phone sees it. */
class End {
  readonly phone: Phone;
  readonly id: LinkId;
  readonly openedAt: number;
  far: End | undefined;
  /** Who is at the other end, once they have greeted. */
  party: Party | undefined;
  /** Whether this link has carried an invite, of either side. */
  used = false;
  closingAt: number | undefined;
  gone = false;
  /** Nothing gets through any more, and nobody is told. */
  severed = false;
  pingedAt = 0;
  /** When the last thing written here arrives there: order is kept. */
  #arrival = 0;
  readonly target: Target | undefined;

  constructor(phone: Phone, id: LinkId, target?: Target) {
    this.phone = phone;
    this.id = id;
    this.target = target;
    this.openedAt = phone.world.now;
  }

  send(message: Message): void {
    if (this.gone || this.closingAt !== undefined) return;
    this.#deliver((far) => far.phone.receive(far, message));
  }

  /** Closes after what was sent before; the other side then closes too. */
  end(): void {
    if (this.gone || this.closingAt !== undefined) return;
    this.closingAt = this.phone.world.now;
    if (this.far) this.#deliver((far) => far.drop());
    else this.drop();
  }

  /** Closes here and now; the other side is told if the line still carries anything. */
  drop(): void {
    if (this.gone) return;
    this.gone = true;
    this.#deliver((far) => far.drop());
    this.phone.lines.delete(this.id);
    this.phone.take({ type: "closed", link: this.id, reason: "lost", detail: "" });
  }

  #deliver(what: (far: End) => void): void {
    const { far } = this;
    if (!far || this.severed) return;
    const { world } = this.phone;
    this.#arrival = Math.max(this.#arrival, world.now + world.delay());
    world.at(this.#arrival, () => {
      if (!far.gone && !far.severed) what(far);
    });
  }
}

export class Phone {
  readonly world: World;
  readonly name: string;
  readonly party: Party;
  readonly lines = new Map<LinkId, End>();
  /** Ids of those whose keys the user has taken for theirs. */
  readonly known = new Set<string>();
  state: CallState = IDLE;
  /** Timers do not fire before this moment. */
  asleepUntil = 0;
  #tickedAt = 0;
  #nextLink = 1;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    const key = { fingerprint: `SHA256:${name}`, base64: name };
    this.party = { id: name, name, address: { host: name, port: 1 }, key };
  }

  dial(target: Target): void {
    this.take({ type: "dial", link: this.#nextLink++, target });
  }

  take(event: CallEvent): void {
    const { state, effects } = step(this.state, event, {
      now: this.world.now,
      self: this.party.id,
    });
    this.state = state;
    for (const effect of effects) this.#perform(effect);
  }

  trust(): void {
    this.take({ type: "trust", link: this.#nextLink++ });
  }

  receive(end: End, message: Message): void {
    if (message.is === "hello") {
      end.party = end.far?.phone.party;
      if (end.target && end.party) this.#greet(end.id, end.party);
    } else if (message.is === "word" && message.word === "invite") {
      if (!end.party || end.used) return;
      end.used = true;
      this.take({ type: "invited", link: end.id, party: end.party });
    } else if (message.is === "word") {
      this.take({ type: "said", link: end.id, word: message.word });
    }
    this.take({ type: "heard", link: end.id });
  }

  tick(): void {
    const { now } = this.world;
    if (now < this.asleepUntil) return;
    const overslept = now - this.#tickedAt >= OVERSLEPT;
    this.#tickedAt = now;
    if (overslept) return;
    for (const end of this.lines.values()) {
      const aimless = !end.used && linkOf(this.state) !== end.id;
      if (aimless && now - end.openedAt >= INVITE_TIMEOUT) end.end();
      if (now - (end.closingAt ?? now) >= CLOSE_TIMEOUT) end.drop();
      if (end.party && now - end.pingedAt >= PING_INTERVAL) {
        end.pingedAt = now;
        end.send({ is: "ping" });
      }
    }
    this.take({ type: "tick" });
  }

  #greet(link: LinkId, party: Party): void {
    const verdict = this.known.has(party.id) || !this.world.strangers ? "known" : "new";
    this.take({ type: "greeted", link, party, verdict });
  }

  #perform(effect: CallEffect): void {
    if (effect.do === "remember") this.known.add(effect.party.id);
    if (effect.do === "open") this.#open(effect.link, effect.target);
    if (effect.do === "say") {
      const end = this.lines.get(effect.link);
      if (end) end.used = true;
      end?.send({ is: "word", word: effect.word });
    }
    if (effect.do === "close") this.lines.get(effect.link)?.end();
  }

  #open(id: LinkId, target: Target): void {
    const near = new End(this, id, target);
    this.lines.set(id, near);
    this.world.at(this.world.now + this.world.delay(), () => {
      if (near.gone) return;
      const there = this.world.phones.find(({ name }) => name === target.name);
      if (there) there.accept(near);
      else near.drop();
    });
  }

  accept(from: End): void {
    const near = new End(this, this.#nextLink++);
    this.lines.set(near.id, near);
    near.far = from;
    from.far = near;
    near.send({ is: "hello" });
    from.send({ is: "hello" });
  }
}

export class World {
  readonly phones: readonly Phone[];
  now = 0;
  /** How long the next delivery takes, in milliseconds. */
  readonly delay: () => number;
  /** Whether phones know nobody's key at first. */
  readonly strangers: boolean;
  readonly #queue: { readonly at: number; readonly what: () => void }[] = [];

  constructor(names: readonly string[], delay: () => number, strangers = false) {
    this.delay = delay;
    this.strangers = strangers;
    this.phones = names.map((name) => new Phone(this, name));
  }

  at(moment: number, what: () => void): void {
    const later = this.#queue.findIndex(({ at }) => at > moment);
    this.#queue.splice(later < 0 ? this.#queue.length : later, 0, { at: moment, what });
  }

  /** Lets time pass: deliveries in order, and every phone's timer. */
  pass(time: number): void {
    const until = this.now + time;
    while (this.now < until) {
      const next = Math.min(until, Math.floor(this.now / TICK + 1) * TICK);
      for (let due = this.#queue[0]; due && due.at <= next; due = this.#queue[0]) {
        this.#queue.shift();
        this.now = Math.max(this.now, due.at);
        due.what();
      }
      this.now = next;
      if (next % TICK === 0) for (const phone of this.phones) phone.tick();
    }
  }
}

/** A repeatable stream of numbers from 0 to 1 (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
