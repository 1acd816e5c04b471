/** Calls of every kind between telephones of one process, one after the other, as fast as they go. */
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { Phone } from "../../src/app/phone.js";
import type { PhoneSettings } from "../../src/app/phone-parts.js";
import type { CallState, Target } from "../../src/call/state.js";
import { makeFrame } from "../../src/frame/frame.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { NO_PEERS } from "../../src/store/known-peers.js";
import type { Link, Listener, Network } from "../../src/ports.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { FakeBook } from "../fakes/book.js";

const SIZE = { width: 40, height: 24 };
/** Every way a call can go, in turn. */
export const WAYS = [
  "caller hangs up",
  "called hangs up",
  "declined",
  "given up",
  "busy",
  "cut",
] as const;
type Way = (typeof WAYS)[number];

class Caller {
  readonly phone: Phone;
  readonly target: Target;
  pictures = 0;
  /** The link it dialed last. */
  link: Link | undefined;
  readonly #book = new FakeBook();

  private constructor(name: string) {
    const identity = makeIdentity();
    const network = tlsNetwork(identity);
    const watched: Network = {
      listen: async (address) => farAway(await network.listen(address)),
      dial: async (address, signal) => (this.link = await network.dial(address, signal)),
    };
    const settings: PhoneSettings = {
      name,
      fps: 60,
      autoAnswer: false,
      trustFirst: "always",
      onlyKnown: false,
      undisturbed: false,
      camera: true,
      limits: {},
    };
    this.phone = new Phone(settings, {
      network: watched,
      clock,
      chance: Math.random,
      log: NO_LOG,
      book: this.#book,
      own: identity.key,
      // Friends ring twice a second at most, wherever they are.
      known: NO_PEERS,
      onPicture: () => this.pictures++,
    });
    this.phone.media.setShows(SIZE);
    this.target = { name, address: { host: "127.0.0.1", port: 0 } };
  }

  static async listening(name: string): Promise<Caller> {
    const caller = new Caller(name);
    await caller.phone.listen(caller.target.address);
    const port = caller.phone.listening?.port ?? 0;
    Object.assign(caller.target.address, { port });
    return caller;
  }

  /** Resolves once it is `at`. */
  async is(at: CallState["at"]): Promise<void> {
    // A fake book is for looking things up in, and this one would remember thousands of calls.
    this.#book.recent.length = 0;
    if (this.phone.state.at === at) return;
    await new Promise<void>((resolve) => {
      const change = this.phone.onChange(() => {
        if (this.phone.state.at !== at) return;
        change[Symbol.dispose]();
        resolve();
      });
    });
  }

  async sees(shows: Caller): Promise<void> {
    const before = this.pictures;
    while (this.pictures === before) {
      shows.phone.media.show(
        makeFrame(40, 24, new Uint8Array(40 * 24 * 3).fill(before), clock.now()),
      );
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** A listener whose callers all seem to come from places of their own: nobody is put off for ringing too often. */
function farAway(listener: Listener): Listener {
  let place = 0;
  return {
    address: listener.address,
    async *links() {
      for await (const link of listener.links()) {
        const host = `10.0.${(++place >> 8) & 255}.${place & 255}`;
        yield Object.defineProperty(link, "address", { value: { ...link.address, host } });
      }
    },
    [Symbol.asyncDispose]: async () => listener[Symbol.asyncDispose](),
  };
}

/** Three telephones and what they do all day. */
export class Soak implements AsyncDisposable {
  readonly #people: readonly [Caller, Caller, Caller];

  private constructor(people: readonly [Caller, Caller, Caller]) {
    this.#people = people;
  }

  static async begin(): Promise<Soak> {
    const names = ["ann", "bob", "carol"].map(async (name) => Caller.listening(name));
    return new Soak((await Promise.all(names)) as unknown as [Caller, Caller, Caller]);
  }

  /** A whole call, from dialing until both are idle again. */
  async cycle(number: number): Promise<void> {
    const [ann, bob, carol] = this.#people;
    const [caller, called] = number % 2 === 0 ? [ann, bob] : [bob, ann];
    const way = WAYS[number % WAYS.length] as Way;
    caller.phone.dial(called.target);
    await called.is("ringing");
    if (way === "declined") called.phone.decline();
    else if (way === "given up") caller.phone.hangUp();
    else await this.#talk(way, [caller, called, carol]);
    await Promise.all(this.#people.map(async (each) => each.is("idle")));
  }

  async #talk(way: Way, [caller, called, third]: readonly Caller[]): Promise<void> {
    if (!caller || !called || !third) return;
    called.phone.answer();
    await Promise.all([caller.is("live"), called.is("live")]);
    await Promise.all([caller.sees(called), called.sees(caller)]);
    if (way === "busy") {
      third.phone.dial(called.target);
      await third.is("idle");
    }
    if (way === "cut") {
      await caller.link?.[Symbol.asyncDispose]();
      await caller.is("reconnecting");
      await caller.is("live");
    }
    if (way === "called hangs up") called.phone.hangUp();
    else caller.phone.hangUp();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { phone } of this.#people) await phone[Symbol.asyncDispose]();
  }
}

/** Sockets, timers and the like that the process has, by kind. */
export function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo())
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
