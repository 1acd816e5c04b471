/**
 * A network in memory on a fake clock, for whole telephones: each link passes
 * so many bytes a second, each a while later, and links overtake each other.
 * The whole can break, so that everybody is told, or fall silent, and machines
 * can be stopped like programs with ctrl-z.
 */
import type { Address } from "../../src/call/address.js";
import type { PeerKey } from "../../src/call/key.js";
import { LinkError } from "../../src/net/link-error.js";
import type { Link, Listener, Network, Timing } from "../../src/ports.js";
import { Mailbox } from "../../src/util/mailbox.js";
import { FakeTiming } from "../fakes/timing.js";

/** Bytes that a kernel takes before they count as queued. */
const KERNEL = 100_000;
/** When a connection that nobody answers is asked for again, after the first time; milliseconds. */
const ASKED_AGAIN = [0, 1000, 3000, 7000, 15_000];

export interface Weather {
  /** Bytes a second. */
  rate: number;
  /** The longest way, in milliseconds; each link's own is anything up to it. */
  slowest: number;
}

export class MemoryNetwork {
  readonly time = new FakeTiming();
  readonly weather: Weather;
  /** Both ends of every link that is not closed at both. */
  readonly ends = new Set<End>();
  readonly #hosts = new Map<string, Host>();
  readonly #roll: () => number;
  #outUntil = 0;
  #silent = false;
  #stirred = false;

  /** `roll`: a repeatable stream of numbers from 0 to 1. */
  constructor(roll: () => number, weather: Weather) {
    this.#roll = roll;
    this.weather = weather;
  }

  get isOut(): boolean {
    return this.time.now() < this.#outUntil;
  }

  host(name: string): Host {
    const host = new Host(this, name);
    this.#hosts.set(name, host);
    return host;
  }

  find(name: string): Host | undefined {
    return this.#hosts.get(name);
  }

  roll(): number {
    return this.#roll();
  }

  /** For so many milliseconds nothing passes. Silently, or every link breaks and whoever dials is told. */
  breakDown(duration: number, silent: boolean): void {
    this.#outUntil = Math.max(this.#outUntil, this.time.now() + duration);
    this.#silent = silent;
    if (!silent) this.cut();
  }

  /** Breaks every link there is. */
  cut(): void {
    for (const end of this.ends) end.drop();
  }

  /** Whoever dials now hears at once that there is no way. */
  get isBlocked(): boolean {
    return this.isOut && !this.#silent;
  }

  /** Calls `pass` in `delay` milliseconds, or when the line carries something again. */
  carry(delay: number, pass: () => void): void {
    this.time.after(delay, () => {
      if (!this.isOut) return pass();
      this.carry(this.#outUntil - this.time.now(), pass);
    });
  }

  /** Something happened that others may be waiting for. */
  stir(): void {
    this.#stirred = true;
  }

  /** Lets time pass, and everybody do what they do at each moment of it. */
  async pass(duration: number): Promise<void> {
    const end = this.time.now() + duration;
    this.stir();
    await this.#settle();
    for (let due = this.time.next; due !== undefined && due <= end; due = this.time.next) {
      this.time.advance(Math.max(0, due - this.time.now()));
      await this.#settle();
    }
    this.time.advance(end - this.time.now());
  }

  async #settle(): Promise<void> {
    while (this.#stirred) {
      this.#stirred = false;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** A machine: its programs' clock and network. */
export class Host {
  readonly name: string;
  readonly #net: MemoryNetwork;
  readonly #listeners = new Map<number, MemoryListener>();
  #asleep = 0;
  #waiting: (() => void)[] = [];
  #nextPort = 1000;

  constructor(net: MemoryNetwork, name: string) {
    this.#net = net;
    this.name = name;
  }

  /** The machine's programs do nothing for so many milliseconds. */
  sleep(duration: number): void {
    this.#asleep++;
    this.#net.time.after(duration, () => this.#wake());
  }

  /** Calls `what` now, or when the programs are awake again, in order. */
  whenAwake(what: () => void): void {
    this.#net.stir();
    if (this.#asleep > 0) this.#waiting.push(what);
    else what();
  }

  get timing(): Timing {
    const { time } = this.#net;
    return {
      now: () => time.now(),
      after: (delay, call) => {
        let over = false;
        const alarm = time.after(delay, () => this.whenAwake(() => over || call()));
        return {
          [Symbol.dispose]: () => {
            over = true;
            alarm[Symbol.dispose]();
          },
        };
      },
    };
  }

  listenerAt(port: number): MemoryListener | undefined {
    return this.#listeners.get(port);
  }

  /** As the owner of `key` sees it. */
  network(key: PeerKey): Network {
    return {
      dial: async (address, signal) => this.#dial(key, address, signal),
      listen: async ({ port }) => {
        const own = port === 0 ? this.#nextPort++ : port;
        const listener = new MemoryListener({ host: this.name, port: own }, key, () =>
          this.#listeners.delete(own),
        );
        this.#listeners.set(own, listener);
        return listener;
      },
    };
  }

  #wake(): void {
    this.#net.stir();
    if (--this.#asleep > 0) return;
    for (const what of this.#waiting.splice(0)) what();
  }

  async #dial(key: PeerKey, { host, port }: Address, signal: AbortSignal): Promise<Link> {
    const net = this.#net;
    const way = net.roll() * net.weather.slowest;
    let answered = false;
    const answer = new Promise<Link>((resolve, reject) => {
      const fail = (reason: LinkError["reason"]): void => {
        answered = true;
        this.whenAwake(() => reject(new LinkError(reason, `${reason}: ${host}:${port}`, "")));
      };
      const ask = (): void => {
        if (signal.aborted || answered) return;
        if (net.isBlocked) return fail("unreachable");
        if (net.isOut) return;
        const far = net.find(host);
        const listener = far?.listenerAt(port);
        if (!far || !listener) return fail("refused");
        answered = true;
        const [near, there] = pair(net, [this, far], [key, listener.key], way);
        far.whenAwake(() => listener.arrive(there));
        this.whenAwake(() => resolve(near));
      };
      // There and back for the connection, and once more for the handshake.
      for (const again of ASKED_AGAIN) net.time.after(again + 4 * way, ask);
      signal.addEventListener("abort", () =>
        this.whenAwake(() => reject(new LinkError("cancelled", "cancelled", ""))),
      );
    });
    return answer;
  }
}

class MemoryListener implements Listener {
  readonly address: Address;
  readonly key: PeerKey;
  readonly #arrivals = new Mailbox<Link>();
  readonly #closed: () => void;

  constructor(address: Address, key: PeerKey, closed: () => void) {
    this.address = address;
    this.key = key;
    this.#closed = closed;
  }

  arrive(link: Link): void {
    this.#arrivals.put(link);
  }

  links(): AsyncIterable<Link> {
    return this.#arrivals;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed();
    this.#arrivals.end();
    for (const link of this.#arrivals.drain()) await link[Symbol.asyncDispose]();
  }
}

function pair(
  net: MemoryNetwork,
  [near, far]: readonly [Host, Host],
  [ownKey, farKey]: readonly [PeerKey, PeerKey],
  way: number,
): readonly [End, End] {
  const here = new End(net, near, { address: { host: far.name, port: 1 }, peer: farKey, way });
  const there = new End(net, far, { address: { host: near.name, port: 9 }, peer: ownKey, way });
  here.far = there;
  there.far = here;
  return [here, there];
}

interface EndParts {
  readonly address: Address;
  readonly peer: PeerKey;
  /** Milliseconds to the other end. */
  readonly way: number;
}

/** One end of a link. */
export class End implements Link {
  readonly address: Address;
  readonly peer: PeerKey;
  far: End | undefined;
  readonly #net: MemoryNetwork;
  readonly #host: Host;
  readonly #way: number;
  readonly #arrived = new Mailbox<Uint8Array>();
  readonly #drains = new Set<() => void>();
  /** Neither end says anything more here; nothing comes any more. */
  #ended = false;
  #closed = false;
  /** On their way, in order. */
  readonly #leaving: (() => void)[] = [];
  #backlog = 0;
  #freeAt = 0;

  constructor(net: MemoryNetwork, host: Host, { address, peer, way }: EndParts) {
    this.#net = net;
    this.#host = host;
    this.address = address;
    this.peer = peer;
    this.#way = way;
    net.ends.add(this);
  }

  get queued(): number {
    return Math.max(0, this.#backlog - KERNEL);
  }

  write(bytes: Uint8Array): void {
    if (this.#ended || this.#closed) return;
    const size = bytes.length;
    this.#backlog += size;
    this.#send(size, () => this.far?.receive(bytes));
  }

  onDrain(listener: () => void): Disposable {
    this.#drains.add(listener);
    return { [Symbol.dispose]: () => void this.#drains.delete(listener) };
  }

  chunks(): AsyncIterable<Uint8Array> {
    return this.#arrived;
  }

  secret(): undefined {
    return undefined;
  }

  end(): void {
    if (this.#ended || this.#closed) return;
    this.#ended = true;
    this.#send(0, () => this.far?.hearEnd());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#net.carry(this.#way, () => this.far?.drop());
    this.#close();
  }

  receive(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#host.whenAwake(() => this.#arrived.put(bytes));
  }

  /** They have said everything: we close too, as sockets do that are not half open. */
  hearEnd(): void {
    this.#host.whenAwake(() => {
      this.end();
      if (!this.#closed) this.#close();
    });
  }

  /** What is said on it arrives nowhere any more, and neither end is told. */
  mute(): void {
    this.far = undefined;
  }

  /** Breaks, at this end. */
  drop(): void {
    if (!this.#closed) this.#close();
  }

  #close(): void {
    this.#closed = true;
    this.#net.ends.delete(this);
    this.#host.whenAwake(() => this.#arrived.end());
  }

  /** In order, at the rate of the line. */
  #send(size: number, deliver: () => void): void {
    const { time, weather } = this.#net;
    this.#freeAt = Math.max(this.#freeAt, time.now()) + (size * 1000) / weather.rate;
    const gone = this.#freeAt - time.now();
    this.#leaving.push(deliver);
    this.#net.carry(gone + this.#way, () => this.#leaving.shift()?.());
    if (size > 0) this.#net.carry(gone, () => this.#sent(size));
  }

  #sent(size: number): void {
    this.#backlog -= size;
    if (this.#backlog > 0) return;
    this.#host.whenAwake(() => {
      for (const drained of this.#drains) drained();
    });
  }
}
