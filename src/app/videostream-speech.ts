import type { Address } from "../call/address.js";
import type { Frame, Size } from "../frame/frame.js";
import { Letterbox } from "../frame/letterbox.js";
import { encodePicture } from "../wire/videostream/header.js";
import { type Outcome, type Role, VideostreamTalk } from "../wire/videostream/talk.js";
import type { Manner, Speech, SpeechEvents } from "./speech.js";

/**
 * On this machine: 65472 bytes, a little more than the tutorial's reader takes
 * at once, so that it cannot reach into the next picture; and with the header
 * less than the 65483 that loopback carries in one segment. Measured: 1800 of
 * 1800 pictures arrived; of 160x120 and of 320x180, none did in some runs.
 */
const NEAR: Size = { width: 176, height: 124 };
/** Over a network: two segments of Ethernet; of anything larger, its reader loses a part and dies. */
const FAR: Size = { width: 40, height: 24 };

/** The size of what we send to `address` that its reader is most likely to survive. */
export function fragileSize({ host }: Address): Size {
  return host === "" || host === "localhost" || host === "::1" || host.startsWith("127.")
    ? NEAR
    : FAR;
}

/** Two-way video with the program of the "VideoStream" tutorial. */
export class VideostreamSpeech implements Speech {
  readonly shows: Size;
  readonly partsRudely = true;
  readonly #talk: VideostreamTalk;
  readonly #events: SpeechEvents;
  readonly #box: Letterbox;
  readonly #isMute: boolean;

  constructor(role: Role, shows: Size, { role: wish }: Manner, events: SpeechEvents) {
    this.shows = shows;
    this.#talk = new VideostreamTalk(role, shows);
    this.#events = events;
    this.#box = new Letterbox(shows);
    this.#isMute = wish === "watch";
  }

  get words(): string {
    return `videostream ${this.shows.width}x${this.shows.height}`;
  }

  begin(): void {
    this.#perform(this.#talk.open());
  }

  take(chunk: Uint8Array, now: number): void {
    this.#perform(this.#talk.take(chunk, now));
    const { fault } = this.#talk;
    if (fault) this.#events.fault(`does not speak videostream (${fault.kind})`);
  }

  tick(now: number): void {
    this.#perform(this.#talk.tick(now));
  }

  spell(frame: Frame, now: number): readonly Uint8Array[] | undefined {
    if (this.#isMute || !this.#talk.maySend(now)) return undefined;
    return [encodePicture(this.#box.fit(frame))];
  }

  #perform(outcomes: Iterable<Outcome>): void {
    for (const outcome of outcomes) {
      if (outcome.do === "write") this.#events.write(outcome.bytes);
      else if (outcome.do === "begin") this.#events.stands();
      else this.#events.picture(outcome.frame);
    }
  }
}
