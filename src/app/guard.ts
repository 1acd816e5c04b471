/**
 * What a peer may ask of us: so many words, acks and pictures a second, and
 * pictures no larger than we said that we can show. More ends the call: it is
 * either broken or hostile, and either way it would cost our own pictures.
 */
import { Allowance } from "../call/allowance.js";
import type { Size } from "../frame/frame.js";
import type { Incoming } from "../wire/inbox.js";
import {
  MAX_ACKS,
  MAX_CHAT_BURST,
  MAX_CHATS,
  MAX_SOUND_BURST,
  MAX_SOUNDS,
  MAX_WORDS,
} from "../wire/limits.js";
import type { Want } from "../wire/hello.js";

/** How long after a new want pictures for the old one may still arrive, in milliseconds. */
const EXCUSED = 3000;
/** Pictures may come so much faster than asked for: clocks differ, and lines deliver in bursts. */
const PICTURE_SLACK = 2;

export class Guard {
  readonly #words = new Allowance(MAX_WORDS, 2 * MAX_WORDS);
  readonly #acks = new Allowance(MAX_ACKS, MAX_ACKS);
  readonly #chats = new Allowance(MAX_CHATS, MAX_CHAT_BURST);
  readonly #sounds = new Allowance(MAX_SOUNDS, MAX_SOUND_BURST);
  readonly #pictures: Allowance;
  /** The sizes we said lately, newest last, and until when each counts. */
  #wants: readonly { readonly size: Size; readonly until: number }[];

  constructor(want: Want) {
    this.#pictures = new Allowance(PICTURE_SLACK * want.fps, PICTURE_SLACK * want.fps);
    this.#wants = [{ size: want, until: Number.POSITIVE_INFINITY }];
  }

  /** We said that we can show another size now. */
  told(want: Want, now: number): void {
    const before = this.#wants.map(({ size, until }) => ({
      size,
      until: Math.min(until, now + EXCUSED),
    }));
    this.#wants = [
      ...before.filter(({ until }) => until > now),
      { size: want, until: Number.POSITIVE_INFINITY },
    ];
  }

  /** What is wrong with hearing this `now`; undefined when nothing is. */
  objection(incoming: Incoming, now: number): string | undefined {
    switch (incoming.type) {
      case "ack":
        return this.#acks.take(now) ? undefined : "floods us with acknowledgements";
      case "chat":
        return this.#chats.take(now) ? undefined : "floods us with messages";
      case "sound":
        return this.#sounds.take(now) ? undefined : "floods us with sound";
      case "picture":
        if (!this.#pictures.take(now)) return "sends more pictures than we asked for";
        return this.#fits(incoming.picture, now)
          ? undefined
          : "sends larger pictures than we can show";
      default:
        return this.#words.take(now) ? undefined : "floods us with words";
    }
  }

  #fits({ width, height }: Size, now: number): boolean {
    return this.#wants.some(
      ({ size, until }) => until > now && width <= size.width && height <= size.height,
    );
  }
}
