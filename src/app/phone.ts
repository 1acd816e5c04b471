/**
 * One person's telephone: owns the call machine, performs what it asks for,
 * and gives the link of a live call to those who use it.
 *
 * It knows nothing of cameras or screens: a local picture is offered to
 * {@link Phone.media}, a remote one arrives at `onPicture`.
 */
import { type Address, formatAddress } from "../call/address.js";
import { hushed } from "../call/hush.js";
import { IDLE, linkOf, step } from "../call/machine.js";
import type {
  CallEffect,
  CallEvent,
  CallState,
  Here,
  LinkId,
  Party,
  Target,
  Word,
} from "../call/state.js";
import type { Frame } from "../frame/frame.js";
import { codecsHere } from "../codec/read.js";
import type { Listener, Watchable } from "../ports.js";
import { unreachable } from "../util/unreachable.js";
import { Changes } from "../util/changes.js";
import { recentCall } from "./acquaintances.js";
import type { Hello } from "../wire/hello.js";
import { SOUND_CODECS } from "../wire/sound.js";
import { CallVoice } from "./call-voice.js";
import { every } from "./clock.js";
import { Door } from "./door.js";
import { Exchange, type Subscriber } from "./exchange.js";
import { Media } from "./media.js";
import { named } from "./named.js";
import { Partings } from "./partings.js";
import type { PhoneParts, PhoneSettings } from "./phone-parts.js";
import { USUAL_MANNER } from "./speech.js";
import { SyncedPictures } from "./synced-pictures.js";
import { Talk } from "./talk.js";

/** How often time itself is an event, in milliseconds. */
const TICK = 100;
/** A tick later than this shows that the process was stopped. */
const OVERSLEPT = 1000;

export class Phone implements Watchable, AsyncDisposable {
  readonly media: Media;
  readonly talk: Talk;
  readonly voice: CallVoice | undefined;
  readonly #parts: PhoneParts;
  readonly #settings: PhoneSettings;
  readonly door: Door;
  readonly #pictures: SyncedPictures;
  readonly #exchange: Exchange;
  readonly #partings: Partings;
  readonly #changes = new Changes();
  readonly #ticking: Disposable;
  readonly #events: CallEvent[] = [];
  #state: CallState = IDLE;
  #tickedAt: number;
  #undisturbed: boolean;
  #overheard: Address | undefined;
  /** The random name of the call that is live or reconnecting, or was last. */
  #call: string | undefined;

  constructor(settings: PhoneSettings, parts: PhoneParts) {
    this.#settings = settings;
    this.#parts = parts;
    const { network, clock, log } = parts;
    const { limits, fps, camera, manner = USUAL_MANNER } = settings;
    const changed = (): void => this.#changes.tell();
    this.#pictures = new SyncedPictures(clock, parts.onPicture);
    const onPicture = (frame: Frame): void => this.#pictures.offer(frame, this.voice?.lag);
    this.media = new Media({ clock, fps, camera, onPicture, changed });
    this.talk = new Talk(clock, changed);
    this.voice = parts.engine && new CallVoice(parts.engine, clock, changed);
    this.door = new Door(parts, settings);
    this.#undisturbed = settings.undisturbed;
    this.#exchange = new Exchange(
      { network, clock, log, limits, manner, door: this.door },
      this.#subscriber(),
    );
    this.#partings = new Partings(this.#exchange, clock);
    this.#tickedAt = clock.now();
    this.#ticking = every(clock, TICK, () => this.#tick());
  }

  get state(): CallState {
    return this.#state;
  }

  /** Where we really listen; undefined when we do not. */
  get listening(): Address | undefined {
    return this.#exchange.listening;
  }

  /** Whether callers hear that we are busy, and nothing rings. */
  get undisturbed(): boolean {
    return this.#undisturbed;
  }
  set undisturbed(on: boolean) {
    this.#undisturbed = on;
    this.#changes.tell();
  }

  /** Who called last in a dialect that is not spoken here, as it seems. */
  get overheard(): Address | undefined {
    return this.#overheard;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** @throws LinkError when the port cannot be had. */
  async listen(address: Address): Promise<void> {
    await this.#exchange.listen(address);
    this.#changes.tell();
  }

  /** Takes the calls that come in at `home`, too, and closes it in the end. */
  admit(home: Listener): void {
    this.#exchange.admit(home);
  }

  dial(target: Target): void {
    this.#step({ type: "dial", link: this.#exchange.newLink(), target });
  }

  answer(): void {
    this.#step({ type: "answer" });
  }

  decline(): void {
    this.#step({ type: "decline" });
  }

  /** Answers the question whose key it is. */
  trust(): void {
    this.#step({ type: "trust", link: this.#exchange.newLink() });
  }

  distrust(): void {
    this.#step({ type: "distrust" });
  }

  hangUp(): void {
    this.#step({ type: "hang-up" });
  }

  /** Says goodbye, then lets go of every link. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ticking[Symbol.dispose]();
    await this.#exchange.deafen();
    this.hangUp();
    // What could not be said on the link of the call is said on another, which is let go of in turn.
    await this.#exchange[Symbol.asyncDispose]();
    await this.#partings[Symbol.asyncDispose]();
    await this.#exchange[Symbol.asyncDispose]();
    await this.voice?.[Symbol.asyncDispose]();
  }

  #subscriber(): Subscriber {
    const hello = (): Hello => this.#hello;
    const busy = (): LinkId | undefined => linkOf(this.#state);
    const call = (): string | undefined => (isCall(this.#state) ? this.#call : undefined);
    return {
      get hello() {
        return hello();
      },
      get busy() {
        return busy();
      },
      get call() {
        return call();
      },
      happened: (event) => void (this.#partings.take(event) || this.#step(event)),
      told: () => this.#changes.tell(),
      wrote: ({ session }, number, text) => this.talk.hear(session, number, text),
      delivered: ({ session }, number) => this.talk.arrived(session, number),
      picture: (line, frame) => this.media.take(line, frame),
      overheard: (from) => this.#overhear(from),
      sound: (line, sound) => this.voice?.take(line, sound),
    };
  }

  #overhear(from: Address): void {
    // Nobody can be known who has no key to show.
    if (this.#settings.onlyKnown) return;
    const name = formatAddress(from);
    // Silence is little to go by: it is told, and puts nobody where one key dials them.
    if (from.dialect !== "videostream")
      this.#parts.book.note({ name, address: from, kind: "missed", when: Date.now() });
    this.#overheard = from;
    this.#changes.tell();
  }

  get #hello(): Hello {
    const { name } = this.#settings;
    const port = this.listening?.port ?? 0;
    const about = { type: "hello", name, id: this.door.run, app: "tetatty" } as const;
    const audio = this.voice ? SOUND_CODECS : [];
    const reads = { want: this.media.shows, codecs: codecsHere(), audio };
    return {
      ...about,
      port,
      ...reads,
      features: this.voice ? ["resume", "datagrams"] : ["resume"],
    };
  }

  #tick(): void {
    const now = this.#parts.clock.now();
    const overslept = now - this.#tickedAt >= OVERSLEPT;
    this.#tickedAt = now;
    // Who was stopped could hear nobody: only what comes from now on is silence.
    if (overslept) return this.#wake();
    this.#exchange.tick();
    this.#partings.tick();
    this.talk.tick();
    this.voice?.tick();
    this.#step({ type: "tick" });
  }

  #wake(): void {
    const link = linkOf(this.#state);
    if (link !== undefined) this.#step({ type: "heard", link });
  }

  /** Events that happen while another is being served wait for their turn. */
  #step(event: CallEvent): void {
    this.#events.push(event);
    if (this.#events.length > 1) return;
    for (let next = this.#events[0]; next; next = this.#events[0]) {
      const before = this.#state;
      const after = step(before, next, this.#here);
      const { state, effects } = this.#undisturbed ? hushed(before, after) : after;
      this.#state = state;
      for (const effect of effects) this.#perform(effect);
      if (state.at !== before.at) this.#turn(state, before);
      else if (isSuspect(state) !== isSuspect(before)) this.#changes.tell();
      this.#events.shift();
    }
  }

  get #here(): Here {
    const { clock } = this.#parts;
    const { fresh } = this.#exchange;
    return { now: clock.now(), self: this.door.id, fresh, chance: this.#parts.chance() };
  }

  /** The call has become something else. */
  #turn(state: CallState, before: CallState): void {
    this.#parts.log.note("state", { at: state.at });
    if (state.at === "live") this.#goLive(state.link, state.party, before.at === "reconnecting");
    else if (state.at === "reconnecting") this.voice?.pause();
    else this.#goIdle();
    if (state.at === "dialing" || state.at === "ringing") this.voice?.prepare();
    if (state.at === "ringing" && this.#settings.autoAnswer) this.#step({ type: "answer" });
    this.#changes.tell();
  }

  #goLive(link: LinkId, party: Party, again: boolean): void {
    const line = this.#exchange.line(link);
    this.#call = line?.call;
    if (again) this.talk.resume(line?.session);
    else this.talk.begin(named(party), line?.session);
    if (again) this.media.resume(line);
    else this.media.begin(line);
    this.voice?.begin(line);
  }

  #goIdle(): void {
    this.talk.end();
    this.media.end();
    this.voice?.end();
    this.#pictures.clear();
  }

  /** The name of the call that is taken up again; every other word is said where a name is known, or a new one is given. */
  #named(word: Word): string | undefined {
    return word === "resume" ? this.#call : undefined;
  }

  #perform(effect: CallEffect): void {
    switch (effect.do) {
      case "open":
        return void this.#exchange.open(effect.link, effect.target, effect.key); // every outcome becomes an event
      case "say":
        return this.#exchange.say(effect.link, effect.word, this.#named(effect.word));
      case "close":
        return this.#exchange.close(effect.link);
      case "part":
        return this.#call === undefined ? undefined : this.#partings.add(effect.party, this.#call);
      case "remember":
        return this.door.remember(effect.target, effect.party.key);
      case "note":
        return this.#parts.book.note(recentCall(effect.kind, effect.with, Date.now()));
      default:
        return unreachable(effect);
    }
  }
}

function isCall({ at }: CallState): boolean {
  return at === "live" || at === "reconnecting";
}

function isSuspect(state: CallState): boolean {
  return state.at === "live" && state.suspect;
}
