import { decodeJpeg } from "../codec/jpeg.js";
import { type Frame, makeFrame, type Size } from "../frame/frame.js";
import { Shrinker } from "../frame/shrink.js";
import type { Want } from "../wire/hello.js";
import { MAX_FPS, MAX_HEIGHT } from "../wire/limits.js";
import { PickleMessages } from "../wire/pickle/messages.js";
import { type Pickled, readPickle } from "../wire/pickle/picture.js";
import { pickleFrame } from "../wire/pickle/write.js";
import type { Manner, Role, Speech, SpeechEvents } from "./speech.js";

/** As wide as the first of these programs made its pictures, in their own aspect. */
const USUAL: Size = { width: 320, height: MAX_HEIGHT };
/** Whoever has a camera sends at once; who is silent for so many milliseconds wants to see ours. */
const PATIENCE = 1000;

/** One-way video with those who pickle numpy arrays. */
export class PickleSpeech implements Speech {
  readonly words = "pickle";
  readonly shows: Want;
  readonly partsRudely = false;
  readonly #events: SpeechEvents;
  readonly #role: Role;
  readonly #messages = new PickleMessages();
  readonly #shrinker = new Shrinker();
  #begunAt: number | undefined;
  #theySend = false;
  #busy = false;

  constructor({ role, sendSize = USUAL }: Manner, events: SpeechEvents) {
    this.#role = role;
    this.shows = { ...sendSize, fps: MAX_FPS };
    this.#events = events;
  }

  begin(now: number): void {
    this.#begunAt = now;
    this.#events.stands();
  }

  take(chunk: Uint8Array): void {
    this.#theySend = true;
    for (const message of this.#messages.push(chunk)) {
      // Read, so that the next one is found, and not looked at before anybody answers.
      if (this.#begunAt !== undefined) this.#read(readPickle(message));
    }
    const { fault } = this.#messages;
    if (fault) this.#events.fault(`${fault.refused}: that is no pickled picture`);
  }

  tick(): void {}

  spell(frame: Frame, now: number): readonly Uint8Array[] | undefined {
    if (this.#role === "watch" || this.#begunAt === undefined) return undefined;
    const isTheirTurn = this.#theySend || now - this.#begunAt < PATIENCE;
    if (this.#role === "either" && isTheirTurn) return undefined;
    return pickleFrame(this.#shrinker.shrink(frame, this.shows));
  }

  #read(pickled: ReturnType<typeof readPickle>): void {
    if ("refused" in pickled)
      this.#events.fault(`sent a pickle that ${pickled.refused}; nothing of it was run`);
    else if (pickled.is === "picture") this.#events.picture(pickled.frame);
    else if (pickled.is === "jpeg") void this.#decode(pickled); // never rejects
  }

  /** One at a time: what comes meanwhile is not worth waiting for. */
  async #decode({ width, height, data }: Extract<Pickled, { is: "jpeg" }>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    const codec = "jpeg" as const;
    const pixels = await decodeJpeg({ width, height, data, codec, key: true, capturedAt: 0 });
    this.#busy = false;
    if (pixels) this.#events.picture(makeFrame(width, height, pixels, Number.NaN));
    else this.#events.fault("sent a JPEG that cannot be read");
  }
}
