/**
 * One camera, and any number of people who watch it: everybody who calls is
 * answered at once, is shown pictures of the size they asked for, and is asked
 * for none. Each line is paced by itself, so that a slow viewer, or one that
 * stands still, costs nobody else anything.
 */
import type { Address } from "../call/address.js";
import { isOwnAddress, OPEN_HOUSE, type Origin } from "../call/admission.js";
import { Allowance } from "../call/allowance.js";
import type { CallEvent, LinkId, Party, Target } from "../call/state.js";
import { SILENCE_TIMEOUT } from "../call/timeouts.js";
import { codecsHere } from "../codec/read.js";
import { SharedCoding } from "../codec/shared-coding.js";
import { type Frame, NO_SIZE } from "../frame/frame.js";
import { SizedPictures } from "../frame/sized-pictures.js";
import type { Timing, Watchable } from "../ports.js";
import { Backoff } from "../util/backoff.js";
import { Changes } from "../util/changes.js";
import type { Hello, Want } from "../wire/hello.js";
import { every } from "./clock.js";
import { Door } from "./door.js";
import { Exchange, type Subscriber } from "./exchange.js";
import type { Line } from "./line.js";
import type { PhoneParts, PhoneSettings } from "./phone-parts.js";
import { USUAL_MANNER } from "./speech.js";

/** How often time itself is looked at, in milliseconds. */
const TICK = 100;
/** A camera's clock and ours never quite agree, and a busy machine is late: so many pictures may follow at once. */
const TURNS_AT_ONCE = 3;
/** More than this, and whoever comes hears that we are busy. */
const MAX_VIEWERS = 100;
/** The same of one address that is not this machine's, or of one key. */
const MAX_VIEWERS_FROM_ONE = 50;
/** Who was silent for so long, and may have come back on another line, keeps no place; milliseconds. */
const ABSENT = 4000;

export interface ShowroomSettings extends Pick<
  PhoneSettings,
  "name" | "trustFirst" | "onlyKnown" | "limits" | "manner"
> {
  /** How many may watch at once. */
  readonly places?: number;
  /** How many of them from one address. */
  readonly placesOfOne?: number;
}
export type ShowroomParts = Omit<PhoneParts, "onPicture" | "chance">;

/** Somebody who watches. */
interface Viewer {
  readonly line: Line;
  /** When they were heard last; monotonic milliseconds. */
  heardAt: number;
  /** As many pictures as they want, some of them late and close to the next. */
  turns: { readonly fps: number; readonly left: Allowance };
}

/** Somebody we call ourselves, again and again, to show them what we see. */
interface Guest {
  readonly target: Target;
  readonly backoff: Backoff;
  /** The link to them, opened or being opened; 0 while none is. */
  link: LinkId;
  retry?: Disposable;
}

export class Showroom implements Watchable, AsyncDisposable {
  readonly #settings: ShowroomSettings;
  readonly #clock: Timing;
  readonly #door: Door;
  readonly #exchange: Exchange;
  readonly #changes = new Changes();
  readonly #ticking: Disposable;
  readonly #viewers = new Map<LinkId, Viewer>();
  readonly #sized = new SizedPictures();
  /** Links on which somebody goes on watching whose own broke. */
  readonly #returning = new Set<LinkId>();
  #visits = 0;
  #guest: Guest | undefined;
  #problem: string | undefined;
  #overheard: Address | undefined;

  constructor(settings: ShowroomSettings, parts: ShowroomParts) {
    const { clock, network, log } = parts;
    const { limits, manner = USUAL_MANNER } = settings;
    this.#settings = settings;
    this.#clock = clock;
    this.#door = new Door(parts, settings);
    this.#exchange = new Exchange(
      {
        network,
        clock,
        log,
        limits,
        manner: { ...manner, role: "show" },
        door: this.#door,
        coding: new SharedCoding(),
        bell: OPEN_HOUSE,
      },
      this.#subscriber(),
    );
    this.#ticking = every(clock, TICK, () => this.#tick());
  }

  /** How many watch now, and how many have. */
  get viewers(): number {
    return this.#viewers.size;
  }
  get visits(): number {
    return this.#visits;
  }

  /** Pictures a second that leave, to everybody together. */
  get fps(): number {
    const now = this.#clock.now();
    const rates = Array.from(this.#viewers.values(), ({ line }) => line.session?.out);
    return rates.reduce((sum, out) => sum + (out?.pictures.rate(now) ?? 0), 0);
  }

  /** Where they are, in the order they came. */
  get audience(): readonly Address[] {
    return Array.from(this.#viewers.values(), ({ line }) => line.party?.address ?? NOWHERE);
  }

  /** Where we really listen; undefined when we do not. */
  get listening(): Address | undefined {
    return this.#exchange.listening;
  }

  /** Why whoever we call does not see us, as a sentence. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Who called last in a dialect that is not spoken here, as it seems. */
  get overheard(): Address | undefined {
    return this.#overheard;
  }

  /** What is large and fast enough for everybody; undefined while nobody watches. */
  get wanted(): Want | undefined {
    const wants = Array.from(this.#viewers.values(), ({ line }) => line.want ?? NOTHING);
    if (wants.length === 0) return undefined;
    return {
      width: Math.max(...wants.map(({ width }) => width)),
      height: Math.max(...wants.map(({ height }) => height)),
      fps: Math.max(...wants.map(({ fps }) => fps)),
    };
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** @throws LinkError when the port cannot be had. */
  async listen(address: Address): Promise<void> {
    await this.#exchange.listen(address);
    this.#changes.tell();
  }

  /** Calls `target` and shows it what we see, whenever it can be reached. */
  visit(target: Target): void {
    this.#guest = { target, backoff: new Backoff(), link: 0 };
    this.#call(this.#guest);
  }

  /** Offers a picture to everybody; each gets it when it is their turn and their line has room. */
  show(frame: Frame): void {
    const now = this.#clock.now();
    for (const viewer of this.#viewers.values()) {
      const { session, want = NOTHING } = viewer.line;
      if (!session || want.width === 0 || !isTheirTurn(viewer, want.fps, now)) continue;
      session.show(this.#sized.inside(frame, want), want.fps);
    }
  }

  /** Says goodbye, then lets go of every link. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ticking[Symbol.dispose]();
    this.#guest?.retry?.[Symbol.dispose]();
    this.#guest = undefined;
    await this.#exchange.deafen();
    for (const id of this.#viewers.keys()) this.#exchange.say(id, "hang-up");
    await this.#exchange[Symbol.asyncDispose]();
  }

  #subscriber(): Subscriber {
    const hello = (): Hello => this.#hello;
    return {
      get hello() {
        return hello();
      },
      busy: undefined,
      call: undefined,
      happened: (event) => this.#happened(event),
      told: () => this.#changes.tell(),
      // Nobody reads here: what is written stays unmarked at the other side.
      wrote: () => undefined,
      delivered: () => undefined,
      // Those who cannot be asked to send nothing may; nobody looks.
      picture: () => undefined,
      overheard: (from) => this.#overhear(from),
      sound: () => undefined,
    };
  }

  get #hello(): Hello {
    const { name } = this.#settings;
    const port = this.listening?.port ?? 0;
    const about = { type: "hello", name, id: this.#door.run, app: "tetatty" } as const;
    return { ...about, port, want: NOTHING, codecs: codecsHere(), features: ["show", "resume"] };
  }

  #overhear(from: Address): void {
    // Nobody can be known who has no key to show.
    if (this.#settings.onlyKnown) return;
    this.#overheard = from;
    this.#changes.tell();
  }

  #happened(event: CallEvent): void {
    switch (event.type) {
      case "greeted":
        return this.#exchange.say(event.link, "invite");
      case "invited":
        return this.#welcome(event.link, event.party);
      case "resumed":
        this.#returning.add(event.link);
        return this.#welcome(event.link, event.party);
      case "said":
        if (event.word === "confirm" || event.word === "accept") return this.#admit(event.link);
        return event.word === "hang-up" ? this.#exchange.close(event.link) : undefined;
      case "heard":
        return this.#hear(event.link);
      case "closed":
        return this.#left(event.link, event.detail);
      default:
        return undefined;
    }
  }

  /** Whoever is here already is so no more on the line they had: that place is free, if only for them. */
  #welcome(link: LinkId, { id }: Party): void {
    for (const [old, { line }] of this.#viewers) if (line.party?.id === id) this.#dismiss(old);
    const line = this.#exchange.line(link);
    if (line && this.#hasPlaceFor(line.origin)) return this.#exchange.say(link, "accept");
    this.#exchange.say(link, "busy");
    this.#exchange.close(link);
  }

  #dismiss(link: LinkId): void {
    this.#exchange.close(link);
    this.#viewers.delete(link);
  }

  #hasPlaceFor(origin: Origin): boolean {
    const { places = MAX_VIEWERS, placesOfOne = MAX_VIEWERS_FROM_ONE } = this.#settings;
    const now = this.#clock.now();
    const present = [...this.#viewers.values()].filter(({ heardAt }) => now - heardAt < ABSENT);
    if (present.length >= places) return false;
    const isOne = ({ line }: Viewer): boolean => line.origin.name === origin.name;
    return isOwnAddress(origin) || present.filter(isOne).length < placesOfOne;
  }

  #admit(link: LinkId): void {
    const line = this.#exchange.line(link);
    if (!line || this.#viewers.has(link)) return;
    if (line.ours) this.#exchange.say(link, "confirm");
    line.admitted = true;
    this.#viewers.set(link, { line, heardAt: this.#clock.now(), turns: turnsOf(1) });
    if (!this.#returning.delete(link)) this.#visits++;
    if (link === this.#guest?.link) this.#guest.backoff.reset();
    this.#problem = undefined;
    this.#changes.tell();
  }

  #hear(link: LinkId): void {
    const viewer = this.#viewers.get(link);
    if (viewer) viewer.heardAt = this.#clock.now();
  }

  #left(link: LinkId, detail: string): void {
    this.#viewers.delete(link);
    this.#returning.delete(link);
    const guest = this.#guest;
    if (guest?.link === link) {
      this.#problem = detail || `${guest.target.name} closed the line`;
      guest.link = 0;
      guest.retry = this.#clock.after(guest.backoff.next(), () => this.#call(guest));
    }
    this.#changes.tell();
  }

  #call(guest: Guest): void {
    guest.link = this.#exchange.newLink();
    void this.#exchange.open(guest.link, guest.target); // every outcome becomes an event
  }

  #tick(): void {
    const now = this.#clock.now();
    this.#exchange.tick();
    for (const [link, { heardAt }] of this.#viewers)
      if (now - heardAt >= SILENCE_TIMEOUT) this.#exchange.close(link);
  }
}

function isTheirTurn(viewer: Viewer, fps: number, now: number): boolean {
  if (viewer.turns.fps !== fps) viewer.turns = turnsOf(fps);
  return viewer.turns.left.take(now);
}

function turnsOf(fps: number): Viewer["turns"] {
  return { fps, left: new Allowance(fps, TURNS_AT_ONCE) };
}

const NOTHING: Want = { ...NO_SIZE, fps: 1 };
const NOWHERE: Address = { host: "", port: 0 };
