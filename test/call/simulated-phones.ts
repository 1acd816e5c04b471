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
  /** `call`: the name of the call it is about. */
  | { readonly is: "word"; readonly word: Word; readonly call: string }
  | { readonly is: "ping" };

/** Between pings, and for an incoming link to invite, as in `app/`; milliseconds. */
const PING_INTERVAL = 2000;
const INVITE_TIMEOUT = 5000;
const TICK = 100;
/** Who got no time for so long could hear nobody, as in `app/`. */
const OVERSLEPT = 1000;

/** Whoever has this name can be dialed, and does not say so. */
const NOT_LISTENING = "2";

/** One side of a connection, as its phone sees it. */
class End {
  readonly phone: Phone;
  readonly id: LinkId;
  readonly openedAt: number;
  far: End | undefined;
  /** Who is at the other end, once they have greeted. */
  party: Party | undefined;
  /** The name of the call that this link carries, once somebody has said it. */
  call: string | undefined;
  closingAt: number | undefined;
  gone = false;
  /** Nothing gets through any more, and nobody is told. */
  severed = false;
  pingedAt = 0;
  /** When the last thing written here arrives there: order is kept. */
  #arrival = 0;
  readonly target: Target | undefined;
  /** Whoever answers was told by their key. */
  expected = false;

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
  /** How many times a call was taken up again. */
  resumed = 0;
  #tickedAt = 0;
  #nextLink = 1;
  /** The name of the call that is live or reconnecting. */
  #call: string | undefined;

  constructor(world: World, name: string) {
    this.world = world;
    this.name = name;
    const key = { fingerprint: `SHA256:${name}`, base64: name };
    const about = { id: name, name, address: { host: name, port: 1 }, key };
    this.party = { ...about, resumes: true, listens: name !== NOT_LISTENING };
  }

  dial(target: Target): void {
    this.take({ type: "dial", link: this.#nextLink++, target });
  }

  take(event: CallEvent): void {
    const before = this.state;
    const here = {
      now: this.world.now,
      self: this.party.id,
      fresh: this.#nextLink,
      chance: this.world.chance(),
    };
    const { state, effects } = step(before, event, here);
    this.state = state;
    for (const effect of effects) this.#perform(effect);
    if (state.at === "live" && before.at === "reconnecting") this.resumed++;
    if (state.at === "live" && before.at !== "live") this.#call = this.lines.get(state.link)?.call;
    if (state.at !== "live" && state.at !== "reconnecting") this.#call = undefined;
  }

  trust(): void {
    this.take({ type: "trust", link: this.#nextLink++ });
  }

  receive(end: End, message: Message): void {
    if (message.is === "hello") {
      end.party = end.far?.phone.party;
      if (end.target && end.party) this.#greet(end, end.party);
    } else if (message.is === "word") {
      this.#hear(end, message.word, message.call);
    }
    this.take({ type: "heard", link: end.id });
  }

  #hear(end: End, word: Word, call: string): void {
    const { id, party } = end;
    if (word !== "invite" && word !== "resume") {
      if (call === end.call) this.take({ type: "said", link: id, word });
      return;
    }
    if (!party || end.call !== undefined) return;
    end.call = call;
    if (word === "invite") this.take({ type: "invited", link: id, party });
    else if (call === this.#call) this.take({ type: "resumed", link: id, party });
    else {
      end.send({ is: "word", word: "hang-up", call });
      end.end();
    }
  }

  tick(): void {
    const { now } = this.world;
    if (now < this.asleepUntil) return;
    const overslept = now - this.#tickedAt >= OVERSLEPT;
    this.#tickedAt = now;
    const link = linkOf(this.state);
    if (overslept && link !== undefined) this.take({ type: "heard", link });
    if (overslept) return;
    for (const end of this.lines.values()) {
      const aimless = !end.target && end.call === undefined && linkOf(this.state) !== end.id;
      if (aimless && now - end.openedAt >= INVITE_TIMEOUT) end.end();
      if (now - (end.closingAt ?? now) >= CLOSE_TIMEOUT) end.drop();
      if (end.party && now - end.pingedAt >= PING_INTERVAL) {
        end.pingedAt = now;
        end.send({ is: "ping" });
      }
    }
    this.take({ type: "tick" });
  }

  #greet({ id, expected }: End, party: Party): void {
    const known = expected || this.known.has(party.id) || !this.world.strangers;
    this.take({ type: "greeted", link: id, party, verdict: known ? "known" : "new" });
  }

  #perform(effect: CallEffect): void {
    if (effect.do === "remember") this.known.add(effect.party.id);
    if (effect.do === "open") this.#open(effect);
    if (effect.do === "say") {
      const end = this.lines.get(effect.link);
      if (!end) return;
      const name = effect.word === "resume" ? this.#call : undefined;
      end.call ??= name ?? this.world.newName();
      end.send({ is: "word", word: effect.word, call: end.call });
    }
    if (effect.do === "close") this.lines.get(effect.link)?.end();
  }

  #open({ link, target, key }: Extract<CallEffect, { do: "open" }>): void {
    this.#nextLink = Math.max(this.#nextLink, link + 1);
    const near = new End(this, link, target);
    near.expected = key?.base64 === target.address.host;
    this.lines.set(link, near);
    this.world.at(this.world.now + this.world.delay(), () => {
      if (near.gone) return;
      const there = this.world.phones.find(({ name }) => name === target.name);
      if (there && !this.world.isOut) there.accept(near);
      else if (!this.world.silent) near.drop();
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
  /** No link carries anything before that moment. */
  outUntil = 0;
  /** Whoever dials meanwhile is not even refused. */
  silent = false;
  /** How long the next delivery takes, in milliseconds. */
  readonly delay: () => number;
  /** Whether phones know nobody's key at first. */
  readonly strangers: boolean;
  /** Random, for the phones themselves. */
  readonly chance: () => number;
  #names = 0;
  readonly #queue: { readonly at: number; readonly what: () => void }[] = [];

  /** `roll`: a stream of numbers from 0 to 1; `slowest`: the longest delivery, in milliseconds. */
  constructor(names: readonly string[], roll: () => number, slowest: number, strangers = false) {
    this.delay = () => roll() * slowest;
    this.strangers = strangers;
    this.chance = roll;
    this.phones = names.map((name) => new Phone(this, name));
  }

  get isOut(): boolean {
    return this.now < this.outUntil;
  }

  /** Every link breaks, silently or so that both ends are told, and none can be opened for so many milliseconds. */
  breakDown(time: number, silent: boolean): void {
    this.outUntil = Math.max(this.outUntil, this.now + time);
    this.silent = silent;
    for (const { lines } of this.phones) {
      for (const end of lines.values()) {
        if (silent) end.severed = true;
        else end.drop();
      }
    }
  }

  /** A name that no call has. */
  newName(): string {
    return String(this.#names++);
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
