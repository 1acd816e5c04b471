import type { Address } from "../call/address.js";
import type { Frame, Size } from "../frame/frame.js";
import { Letterbox } from "../frame/letterbox.js";
import type { Want } from "../wire/hello.js";
import { MAX_FPS } from "../wire/limits.js";
import { encodeLoosePicture, encodePicture } from "../wire/videostream/header.js";
import { type Outcome, type Role, VideostreamTalk } from "../wire/videostream/talk.js";
import type { Manner, Speech, SpeechEvents } from "./speech.js";

/** How pictures are sent. */
interface Way {
  readonly size: Size;
  /** Most pictures a second. */
  readonly fps: number;
  /** Each says its own height, so that they can be shown however the network glues them. */
  readonly loose: boolean;
}

/**
 * On this machine: 65472 bytes, a little more than the tutorial's reader takes
 * at once, so that it cannot reach into the next picture; and with the header
 * less than the 65483 that loopback carries in one segment. Measured: 1800 of
 * 1800 pictures arrived; of 160x120 and of 320x180, none did in some runs.
 */
const NEAR: Way = { size: { width: 176, height: 124 }, fps: MAX_FPS, loose: false };
/**
 * Over a network: 1224 bytes with the header, one segment wherever IP comes
 * through in packets of 1280, so that it is never cut. While their reader does
 * nothing, as for 2.3 s when its window opens, 53 can wait before it takes a
 * part of one.
 */
const FAR: Way = { size: { width: 24, height: 16 }, fps: 10, loose: true };

/** What their reader on `address` is most likely to survive; `wish` is what the user says instead. */
function wayTo({ host }: Address, wish: Size | undefined): Way {
  if (wish) return { size: wish, fps: MAX_FPS, loose: false };
  return host === "" || host === "localhost" || host === "::1" || host.startsWith("127.")
    ? NEAR
    : FAR;
}

/** Two-way video with the program of the "VideoStream" tutorial. */
export class VideostreamSpeech implements Speech {
  readonly shows: Want;
  readonly partsRudely = true;
  readonly #talk: VideostreamTalk;
  readonly #events: SpeechEvents;
  readonly #box: Letterbox;
  readonly #isLoose: boolean;
  readonly #isMute: boolean;

  constructor(address: Address, role: Role, manner: Manner, events: SpeechEvents) {
    const { size, fps, loose } = wayTo(address, manner.sendSize);
    this.shows = { ...size, fps };
    this.#talk = new VideostreamTalk(role, loose ? { ...size, height: undefined } : size);
    this.#events = events;
    this.#box = new Letterbox(size);
    this.#isLoose = loose;
    this.#isMute = manner.role === "watch";
  }

  get words(): string {
    return `videostream ${this.shows.width}x${this.shows.height}`;
  }

  begin(): void {
    this.#perform(this.#talk.open());
  }

  take(chunk: Uint8Array, now: number): void {
    this.#perform(this.#talk.take(chunk, now));
  }

  tick(now: number): void {
    this.#perform(this.#talk.tick(now));
  }

  spell(frame: Frame, now: number): readonly Uint8Array[] | undefined {
    if (this.#isMute || !this.#talk.maySend(now)) return undefined;
    const fitted = this.#box.fit(frame);
    return [this.#isLoose ? encodeLoosePicture(fitted) : encodePicture(fitted)];
  }

  #perform(outcomes: Iterable<Outcome>): void {
    for (const outcome of outcomes) {
      if (outcome.do === "write") this.#events.write(outcome.bytes);
      else if (outcome.do === "begin") this.#events.stands();
      else this.#events.picture(outcome.frame);
    }
    const { fault } = this.#talk;
    if (fault) this.#events.fault(`does not speak videostream (${fault.kind})`);
  }
}
