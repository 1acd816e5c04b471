/**
 * The links of a telephone: opens them, takes those that come, learns who is
 * at the other end, and passes on what is said. It decides nothing about the
 * call: what happens here becomes an event of its machine, and what the
 * machine asks for is opened, said and closed here.
 */
import { randomBytes } from "node:crypto";
import { type Address, DEFAULT_PORT, formatAddress } from "../call/address.js";
import { type Bell, Doorbell } from "../call/admission.js";
import { Allowance } from "../call/allowance.js";
import type { PeerKey, Verdict } from "../call/key.js";
import { CLOSE_TIMEOUT } from "../call/timeouts.js";
import type { QualityLimits } from "../call/quality.js";
import type { CallEvent, LinkId, Party, Target } from "../call/state.js";
import type { SharedCoding } from "../codec/shared-coding.js";
import type { Frame } from "../frame/frame.js";
import { LinkError } from "../net/link-error.js";
import type { Link, Listener, Log, Network, Timing } from "../ports.js";
import type { Hello } from "../wire/hello.js";
import type { Verb } from "../wire/message.js";
import type { Sound } from "../wire/sound.js";
import { DialectSession } from "./dialect-session.js";
import type { Door } from "./door.js";
import { explained } from "./explained.js";
import { type Line, Lines } from "./line.js";
import { Session, type SessionEvents } from "./session.js";
import type { Manner } from "./speech.js";

/** How long a link that called may take to invite, in milliseconds. */
const INVITE_TIMEOUT = 5000;
/** How long goodbyes may take when the program ends, in milliseconds. */
const GOODBYE = 500;

/** How often the user is told of somebody who speaks a dialect: once a minute, three at once. */
const OFFERS = 1 / 60;
const OFFER_BURST = 3;

/** Whose links they are. */
export interface Subscriber {
  /** What we say of ourselves now. */
  readonly hello: Hello;
  /** The link that the call runs on. */
  readonly busy: LinkId | undefined;
  /** The random name of the call that is live or reconnecting. */
  readonly call: string | undefined;
  /** The call machine should know. */
  happened(event: CallEvent): void;
  /** A peer said what it can show, or whether it sends. */
  told(): void;
  wrote(line: Line, number: number, text: string): void;
  delivered(line: Line, number: number): void;
  /** `frame.capturedAt` is in our own clock; NaN while the clocks are not aligned yet. */
  picture(line: Line, frame: Frame): void;
  /** `sound.capturedAt` is in the peer's clock. */
  sound(line: Line, sound: Sound): void;
  /** Somebody called who seems to speak a dialect that is not spoken here. */
  overheard(from: Address): void;
}

export interface ExchangeParts {
  readonly network: Network;
  readonly clock: Timing;
  readonly log: Log;
  readonly door: Door;
  readonly limits: QualityLimits;
  /** How those are spoken to who speak another dialect. */
  readonly manner: Manner;
  /** Codes what several are shown; absent: each link codes for itself. */
  readonly coding?: SharedCoding;
  /** Who may ring how often; absent: as often as a person can bear. */
  readonly bell?: Bell;
}

export class Exchange implements AsyncDisposable {
  readonly #parts: ExchangeParts;
  readonly #subscriber: Subscriber;
  readonly #lines = new Lines();
  readonly #bell: Bell;
  /** Offers of what else is spoken: rarely, and apart from the bell, so that noise keeps nobody from ringing. */
  readonly #offers = new Allowance(OFFERS, OFFER_BURST);
  #nextLink = 1;
  #listener: Listener | undefined;
  #home: Listener | undefined;
  /** Called when the last link is gone. */
  #emptied: () => void = () => undefined;

  constructor(parts: ExchangeParts, subscriber: Subscriber) {
    this.#parts = parts;
    this.#bell = parts.bell ?? new Doorbell();
    this.#subscriber = subscriber;
  }

  /** Where we really listen; undefined when we do not. */
  get listening(): Address | undefined {
    return this.#listener?.address;
  }

  line(id: LinkId): Line | undefined {
    return this.#lines.get(id);
  }

  /** The number that the next link will have. */
  get fresh(): LinkId {
    return this.#nextLink;
  }

  /** A number for a link that may be opened later. */
  newLink(): LinkId {
    return this.#nextLink++;
  }

  /** @throws LinkError when the port cannot be had. */
  async listen(address: Address): Promise<void> {
    this.#listener = await this.#parts.network.listen(address);
    this.#listener.onStranger?.((from) => {
      if (this.#offers.take(this.#parts.clock.now())) this.#subscriber.overheard(from);
    });
    void this.#receive(this.#listener); // ends when the listener is disposed
  }

  /** Takes the calls that come in at `home`, too, and closes it with everything else. */
  admit(home: Listener): void {
    this.#home = home;
    void this.#receive(home); // ends when it is disposed
  }

  /** Every outcome becomes an event. With `key`, only its owner may answer, and nothing is remembered. */
  async open(id: LinkId, target: Target, key?: PeerKey): Promise<void> {
    const { clock, network } = this.#parts;
    this.#nextLink = Math.max(this.#nextLink, id + 1);
    const line = this.#lines.add(id, clock.now());
    try {
      const link = await network.dial(target.address, line.opening.signal);
      const verdict = this.#judge(link.peer, target, key);
      if (verdict === "known") this.#attend(line, link, target);
      else await this.#turnAway(line, link, target, verdict);
    } catch (error) {
      this.#forget(id);
      const detail = explained(error);
      const deserted = error instanceof LinkError && error.reason === "refused";
      const closed = { type: "closed", link: id, reason: "unreachable", detail } as const;
      this.#subscriber.happened({ ...closed, deserted });
    }
  }

  /** `call`: the name of the one that it is about, where the link has heard of none yet; a new one otherwise. */
  say(id: LinkId, verb: Verb, call?: string): void {
    const line = this.#lines.get(id);
    if (!line) return;
    line.call ??= call ?? randomBytes(16).toString("hex");
    line.session?.tell({ type: "call", verb, call: line.call });
  }

  /** Lets what was said leave, then closes. */
  close(id: LinkId): void {
    const line = this.#lines.get(id);
    line?.opening.abort();
    line?.session?.close("goodbye");
    if (line) line.closingAt ??= this.#parts.clock.now();
  }

  /** To be called a few times a second. */
  tick(): void {
    const now = this.#parts.clock.now();
    const { busy } = this.#subscriber;
    for (const line of this.#lines) {
      line.session?.tick();
      const aimless = !line.ours && line.call === undefined && busy !== line.id;
      if (aimless && now - line.openedAt >= INVITE_TIMEOUT) this.close(line.id);
      // A link that was asked to close and does not is cut.
      if (now - (line.closingAt ?? now) >= CLOSE_TIMEOUT) void line.session?.destroy();
    }
  }

  /** Nobody can call any more; those who have stay. */
  async deafen(): Promise<void> {
    await this.#listener?.[Symbol.asyncDispose]();
    await this.#home?.[Symbol.asyncDispose]();
  }

  /** Waits until every goodbye has left, within reason, and then for no one. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const line of this.#lines) this.close(line.id);
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    using _patience = this.#parts.clock.after(GOODBYE, () => this.#emptied());
    if (this.#lines.size > 0) await emptied;
    await Promise.all(Array.from(this.#lines, async (line) => line.session?.destroy()));
  }

  async #receive(listener: Listener): Promise<void> {
    for await (const link of listener.links()) {
      // Not a byte: nobody need know whether they are blocked or merely strangers.
      const { door, clock } = this.#parts;
      if (!door.opensTo(link.peer)) {
        void link[Symbol.asyncDispose]();
        continue;
      }
      const origin = door.originOf(link.peer, link.address);
      this.#attend(this.#lines.add(this.newLink(), clock.now(), origin), link);
      this.#lines.makeRoom(this.#subscriber.busy);
    }
  }

  /** Speaks with whoever is at the other end, until it ends. */
  #attend(line: Line, link: Link, target?: Target): void {
    const { clock, limits, manner, coding } = this.#parts;
    const subscriber = this.#subscriber;
    const { id } = line;
    const events: SessionEvents = {
      greeted: (hello) => this.#greet(line, hello, target),
      said: (verb, call) => this.#hear(line, verb, call),
      told: (of) => {
        Object.assign(line, of);
        subscriber.told();
      },
      wrote: (number, text) => subscriber.wrote(line, number, text),
      delivered: (number) => subscriber.delivered(line, number),
      picture: (frame) => subscriber.picture(line, frame),
      sound: (sound) => subscriber.sound(line, sound),
      heard: () => subscriber.happened({ type: "heard", link: id }),
      closed: (reason, detail) => {
        this.#forget(id);
        this.#note("link closed", { link: id, reason, detail });
        subscriber.happened({ type: "closed", link: id, reason, detail });
      },
    };
    line.session =
      link.address.dialect === undefined
        ? new Session(link, subscriber.hello, { clock, events, limits, encoder: coding?.link() })
        : new DialectSession(link, { clock, events, manner, ours: line.ours });
    void line.session.run(); // never rejects: every end is told to `closed`
  }

  #judge(peer: PeerKey, target: Target, key: PeerKey | undefined): Verdict {
    if (!key) return this.#parts.door.judge(target, peer);
    return peer.base64 === key.base64 ? "known" : "changed";
  }

  #greet(line: Line, hello: Hello, target: Target | undefined): void {
    if (!line.session) return;
    const { peer: key, address: source } = line.session.link;
    // A caller's own port is a passing one: the one it listens on is where it can be called back.
    const address = target?.address ?? { ...source, port: hello.port || DEFAULT_PORT };
    const newcomer = { key, run: hello.id, says: hello.name, address };
    const party: Party = {
      ...this.#parts.door.meet(newcomer, target),
      listens: target !== undefined || hello.port > 0,
      reached: target !== undefined,
      resumes: hello.features?.includes("resume") ?? false,
    };
    line.want = hello.want;
    line.hears = hasEars(hello);
    line.mayGoBeside = hello.features?.includes("datagrams");
    line.party = party;
    const from = formatAddress(address);
    this.#note("greeted", { link: line.id, name: hello.name, from, key: key.fingerprint });
    if (!target) return;
    const isShow = hello.features?.includes("show") ?? false;
    if (this.#parts.manner.role === "watch" && !isShow) return this.#missShow(line, target);
    this.#subscriber.happened({ type: "greeted", link: line.id, party, verdict: "known" });
  }

  /** Who only wants to look rings nobody. */
  #missShow({ id }: Line, { name }: Target): void {
    const detail = `${name} shows nothing now - tetatty call ${name} rings there`;
    this.#subscriber.happened({ type: "closed", link: id, reason: "unreachable", detail });
    this.close(id);
  }

  /** Whoever this is, it is not known to be whom we meant: it hears nothing, not even our name. */
  async #turnAway(line: Line, link: Link, target: Target, verdict: Verdict): Promise<void> {
    const { id } = line;
    const party = this.#parts.door.stranger(link.peer, target);
    this.#forget(id);
    this.#note("turned away", { link: id, verdict, key: link.peer.fingerprint });
    this.#subscriber.happened({ type: "greeted", link: id, party, verdict });
    this.#subscriber.happened({ type: "closed", link: id, reason: "lost", detail: "" });
    await link[Symbol.asyncDispose]();
  }

  #hear(line: Line, verb: Verb, call: string): void {
    const { id, party } = line;
    if (verb === "invite" || verb === "resume") {
      // Only whoever opened the link may say so, and only once.
      if (!party || line.call !== undefined || line.ours) return;
      line.call = call;
      if (verb === "resume") return this.#hearResume(line, party);
      if (this.#bell.mayRing(line.origin, this.#parts.clock.now()))
        return this.#invite(line, party);
      // Who rings all the time is not heard, and not written down.
      this.say(id, "busy");
      this.close(id);
    } else if (call === line.call) {
      this.#subscriber.happened({ type: "said", link: id, word: verb });
    }
  }

  #invite({ id, origin }: Line, party: Party): void {
    const { busy, call } = this.#subscriber;
    const rung = busy === undefined ? undefined : this.#lines.get(busy);
    // A stranger who rings does not keep out a friend, and is missed like anybody.
    if (rung && !rung.ours && !rung.origin.isKnown && origin.isKnown && call === undefined) {
      this.say(rung.id, "busy");
      this.close(rung.id);
      this.#subscriber.happened({ type: "closed", link: rung.id, reason: "lost", detail: "" });
    }
    this.#subscriber.happened({ type: "invited", link: id, party });
  }

  /** Who does not know the call's name has no part in it; a show has no secrets from those who may come. */
  #hearResume({ id, call }: Line, party: Party): void {
    if (call === this.#subscriber.call || this.#parts.manner.role === "show")
      return this.#subscriber.happened({ type: "resumed", link: id, party });
    this.say(id, "hang-up");
    this.close(id);
  }

  #forget(id: LinkId): void {
    this.#lines.delete(id);
    if (this.#lines.size === 0) this.#emptied();
  }

  #note(event: string, fields: Readonly<Record<string, string | number>>): void {
    this.#parts.log.note(event, fields);
  }
}

function hasEars({ audio = [] }: Hello): boolean {
  return audio.includes("opus");
}
