/**
 * One person's telephone: owns the call machine, performs what it asks for,
 * and carries pictures both ways while a call is live.
 *
 * It knows nothing of cameras or screens: a local picture is offered with
 * {@link Phone.show}, a remote one arrives at `onPicture`.
 */
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Address, DEFAULT_PORT, formatAddress } from "../call/address.js";
import { Doorbell } from "../call/admission.js";
import type { Verdict } from "../call/key.js";
import { CLOSE_TIMEOUT, IDLE, linkOf, step } from "../call/machine.js";
import type { CallEffect, CallEvent, CallState, LinkId, Target } from "../call/state.js";
import { codecsHere } from "../codec/read.js";
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import type { Link, Listener, Watchable } from "../ports.js";
import { unreachable } from "../util/unreachable.js";
import { Changes } from "../util/changes.js";
import { fitWant, type Hello, type Want } from "../wire/hello.js";
import type { Verb } from "../wire/message.js";
import { CallFigures, type Figures } from "./figures.js";
import { Door } from "./door.js";
import { explained } from "./explained.js";
import { type Line, Lines } from "./line.js";
import type { PhoneParts, PhoneSettings } from "./phone-parts.js";
import { Session, type SessionEvents } from "./session.js";
import { Talk } from "./talk.js";

/** How often time itself is an event, in milliseconds. */
const TICK = 100;
/** How long a link that called may take to invite, in milliseconds. */
const INVITE_TIMEOUT = 5000;
/** How long goodbyes may take when the program ends, in milliseconds. */
const GOODBYE = 500;

export class Phone implements Watchable, AsyncDisposable {
  readonly figures = new CallFigures();
  readonly talk: Talk;
  readonly #parts: PhoneParts;
  readonly #settings: PhoneSettings;
  readonly #door: Door;
  readonly #changes = new Changes();
  readonly #lines = new Lines();
  readonly #bell = new Doorbell();
  readonly #timer: NodeJS.Timeout;
  readonly #events: CallEvent[] = [];
  #state: CallState = IDLE;
  #nextLink = 1;
  #listener: Listener | undefined;
  #shows: Want;
  #camera: boolean;
  #recording = false;
  #dueAt = 0;

  constructor(settings: PhoneSettings, parts: PhoneParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#door = new Door(parts, settings.trustFirst);
    this.#camera = settings.camera;
    this.#shows = { ...NO_SIZE, fps: settings.fps };
    this.talk = new Talk(parts.clock, () => this.#changes.tell());
    this.#timer = setInterval(() => this.#tick(), TICK);
  }

  get state(): CallState {
    return this.#state;
  }

  /** Where we really listen; undefined when we do not. */
  get listening(): Address | undefined {
    return this.#listener?.address;
  }

  /** Whether we send pictures, and whether the peer does. */
  get camera(): boolean {
    return this.#camera;
  }
  get peerCamera(): boolean {
    return this.#live?.camera ?? true;
  }

  /** Whether the peer records what it sees of us, as far as it says. */
  get peerRecording(): boolean {
    return this.#live?.recording ?? false;
  }

  /** What the peer of a live call can show; undefined without one, or while our camera is off. */
  get wanted(): Want | undefined {
    return this.#camera ? this.#live?.want : undefined;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** @throws LinkError when the port cannot be had. */
  async listen(address: Address): Promise<void> {
    this.#listener = await this.#parts.network.listen(address);
    void this.#receive(this.#listener); // ends when the listener is disposed
    this.#changes.tell();
  }

  dial(target: Target): void {
    this.#step({ type: "dial", link: this.#nextLink++, target });
  }

  answer(): void {
    this.#step({ type: "answer" });
  }

  decline(): void {
    this.#step({ type: "decline" });
  }

  /** Answers the question whose key it is. */
  trust(): void {
    this.#step({ type: "trust", link: this.#nextLink++ });
  }

  distrust(): void {
    this.#step({ type: "distrust" });
  }

  hangUp(): void {
    this.#step({ type: "hang-up" });
  }

  setCamera(on: boolean): void {
    this.#camera = on;
    if (!on) this.#live?.session?.clear();
    this.#live?.session?.tell({ type: "camera", on });
    this.#changes.tell();
  }

  /** Whether what we see is being recorded; a peer in a call is told at once. */
  setRecording(on: boolean): void {
    if (on === this.#recording) return;
    this.#recording = on;
    this.#live?.session?.tell({ type: "recording", on });
  }

  /** The largest pictures we can show now, and how many a second at most; a peer in a call is told at once. */
  setShows({ width, height }: Size, fps = Infinity): void {
    const shows = fitWant({ width, height, fps: Math.min(fps, this.#settings.fps) });
    if (JSON.stringify(shows) === JSON.stringify(this.#shows)) return;
    this.#shows = shows;
    this.#live?.session?.tell({ type: "want", want: this.#shows });
  }

  /** Offers a local picture, already small enough for {@link wanted}, to the peer of a live call. */
  show(frame: Frame): void {
    const live = this.#live;
    if (!live?.session || !this.#camera || !live.want || live.want.width === 0) return;
    const now = this.#parts.clock.now();
    // Half a picture of slack: a camera's clock and ours never quite agree.
    const interval = 1000 / live.want.fps;
    if (now < this.#dueAt - interval / 2) return;
    this.#dueAt = Math.max(this.#dueAt + interval, now);
    live.session.show(frame, live.want.fps);
  }

  /** The figures of the call as they are now. */
  read(): Figures {
    return this.figures.read(this.#parts.clock.now(), this.#live?.session);
  }

  /** How our pictures are coded now, and why not better; empty outside a call. */
  get sending(): string {
    return this.#live?.session?.sending ?? "";
  }

  /** Says goodbye, then lets go of every link. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await this.#listener?.[Symbol.asyncDispose]();
    this.hangUp();
    await this.#farewell();
    const left = Array.from(this.#lines, async (line) => line.session?.destroy());
    await Promise.all(left);
  }

  get #live(): Line | undefined {
    return this.#state.at === "live" ? this.#lines.get(this.#state.link) : undefined;
  }

  get #hello(): Hello {
    const { name } = this.#settings;
    const port = this.listening?.port ?? 0;
    const about = { type: "hello", name, id: this.#door.run, app: "tetatty" } as const;
    return { ...about, port, want: this.#shows, codecs: codecsHere() };
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    for (const line of this.#lines) {
      line.session?.tick();
      const aimless = line.call === undefined && linkOf(this.#state) !== line.id;
      if (aimless && now - line.openedAt >= INVITE_TIMEOUT) this.#close(line.id);
      // A link that was asked to close and does not is cut.
      if (now - (line.closingAt ?? now) >= CLOSE_TIMEOUT) void line.session?.destroy();
    }
    this.talk.tick();
    this.#step({ type: "tick" });
  }

  async #receive(listener: Listener): Promise<void> {
    for await (const link of listener.links()) {
      // The blocked meet no answer at all: nobody need know that they are.
      if (this.#door.isClosedTo(link.peer)) void link[Symbol.asyncDispose]();
      else this.#attend(this.#lines.add(this.#nextLink++, false, this.#parts.clock.now()), link);
      this.#lines.makeRoom(linkOf(this.#state));
    }
  }

  /** Speaks with whoever is at the other end, until it ends. */
  #attend(line: Line, link: Link, target?: Target): void {
    const events: SessionEvents = {
      greeted: (hello) => this.#greet(line, hello, target),
      said: (verb, call) => this.#hear(line, verb, call),
      told: (of) => {
        Object.assign(line, of);
        this.#changes.tell();
      },
      wrote: (number, text) => this.talk.hear(line.session, number, text),
      delivered: (number) => this.talk.arrived(line.session, number),
      picture: (frame) => {
        // Before the call is live nobody may show us anything; after it, what was under way may arrive.
        if (line.closingAt !== undefined) return;
        if (line !== this.#live) return line.session?.reject("shows pictures outside a call");
        this.figures.arrived(frame, this.#parts.clock.now());
        this.#parts.onPicture(frame);
      },
      heard: () => this.#step({ type: "heard", link: line.id }),
      closed: (reason, detail) => {
        this.#lines.delete(line.id);
        this.#note("link closed", { link: line.id, reason, detail });
        this.#step({ type: "closed", link: line.id, reason, detail });
      },
    };
    const { clock } = this.#parts;
    const { limits } = this.#settings;
    line.session = new Session(link, this.#hello, { clock, events, limits });
    void line.session.run(); // never rejects: every end is told to `closed`
  }

  #greet(line: Line, hello: Hello, target: Target | undefined): void {
    if (!line.session) return;
    const { peer: key, address: source } = line.session.link;
    // A caller's own port is a passing one: the one it listens on is where it can be called back.
    const address = target?.address ?? { host: source.host, port: hello.port || DEFAULT_PORT };
    const party = this.#door.meet({ key, run: hello.id, says: hello.name, address }, target);
    line.want = hello.want;
    line.party = party;
    const from = formatAddress(address);
    this.#note("greeted", { link: line.id, name: hello.name, from, key: key.fingerprint });
    if (target) this.#step({ type: "greeted", link: line.id, party, verdict: "known" });
  }

  /** Whoever this is, it is not known to be whom we meant: it hears nothing, not even our name. */
  async #turnAway(line: Line, link: Link, target: Target, verdict: Verdict): Promise<void> {
    const party = this.#door.stranger(link.peer, target);
    this.#lines.delete(line.id);
    this.#note("turned away", { link: line.id, verdict, key: link.peer.fingerprint });
    this.#step({ type: "greeted", link: line.id, party, verdict });
    this.#step({ type: "closed", link: line.id, reason: "lost", detail: "" });
    await link[Symbol.asyncDispose]();
  }

  #hear(line: Line, verb: Verb, call: string): void {
    if (verb === "invite") {
      // Only whoever called may invite, and only once.
      if (!line.party || line.call !== undefined || line.ours) return;
      line.call = call;
      const { host } = line.session?.link.address ?? { host: "" };
      // Who rings all the time is not heard, and not written down.
      if (this.#bell.mayRing(host, this.#parts.clock.now()))
        return this.#step({ type: "invited", link: line.id, party: line.party });
      this.#say(line.id, "busy");
      this.#close(line.id);
    } else if (call === line.call) {
      this.#step({ type: "said", link: line.id, word: verb });
    }
  }

  /** Events that happen while another is being served wait for their turn. */
  #step(event: CallEvent): void {
    this.#events.push(event);
    if (this.#events.length > 1) return;
    for (let next = this.#events[0]; next; next = this.#events[0]) {
      const before = this.#state;
      const { state, effects } = step(before, next, {
        now: this.#parts.clock.now(),
        self: this.#door.id,
      });
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
      if (state.at !== before.at) this.#turn(state);
      this.#events.shift();
    }
  }

  /** The call has become something else. */
  #turn(state: CallState): void {
    this.#note("state", { at: state.at });
    this.talk.end();
    if (state.at === "live") {
      this.figures.reset();
      this.talk.begin(state.party.name, this.#live?.session);
      this.#dueAt = 0;
      this.#live?.session?.tell({ type: "want", want: this.#shows });
      if (!this.#camera) this.#live?.session?.tell({ type: "camera", on: false });
      if (this.#recording) this.#live?.session?.tell({ type: "recording", on: true });
    }
    if (state.at === "ringing" && this.#settings.autoAnswer) this.#step({ type: "answer" });
    this.#changes.tell();
  }

  #perform(effect: CallEffect): void {
    switch (effect.do) {
      case "open":
        return void this.#open(effect.link, effect.target); // every outcome becomes an event
      case "say":
        return this.#say(effect.link, effect.word);
      case "close":
        return this.#close(effect.link);
      case "remember":
        return this.#door.remember(effect.target, effect.party.key);
      case "note":
        return this.#parts.book.note({ ...effect.with, kind: effect.kind, when: Date.now() });
      default:
        return unreachable(effect);
    }
  }

  async #open(id: LinkId, target: Target): Promise<void> {
    const line = this.#lines.add(id, true, this.#parts.clock.now());
    try {
      const link = await this.#parts.network.dial(target.address, line.opening.signal);
      const verdict = this.#door.judge(target, link.peer);
      if (verdict === "known") this.#attend(line, link, target);
      else await this.#turnAway(line, link, target, verdict);
    } catch (error) {
      this.#lines.delete(id);
      this.#step({ type: "closed", link: id, reason: "unreachable", detail: explained(error) });
    }
  }

  #say(id: LinkId, verb: Verb): void {
    const line = this.#lines.get(id);
    if (!line) return;
    line.call ??= randomBytes(16).toString("hex");
    line.session?.tell({ type: "call", verb, call: line.call });
  }

  #close(id: LinkId): void {
    const line = this.#lines.get(id);
    line?.opening.abort();
    line?.session?.close("goodbye");
    if (line) line.closingAt ??= this.#parts.clock.now();
  }

  #note(event: string, fields: Readonly<Record<string, string | number>>): void {
    this.#parts.log.note(event, fields);
  }

  /** Waits until every goodbye has left, within reason. */
  async #farewell(): Promise<void> {
    const until = this.#parts.clock.now() + GOODBYE;
    for (const line of this.#lines) this.#close(line.id);
    while (this.#lines.size > 0 && this.#parts.clock.now() < until) await sleep(10);
  }
}
