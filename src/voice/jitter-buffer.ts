/**
 * Packets in, as the network brings them; speech out, as the speaker asks for it.
 *
 * The speaker sets the pace and is always answered in full, with speech, with what conceals a loss, or
 * with silence. So nothing can pile up between here and the ear, and the delay is decided here alone:
 *
 *                 the oldest packet is old enough
 *      resting  --------------------------------->  playing
 *               <---------------------------------
 *         the sender pauses, or nothing came for a second
 */
import { DelayTarget } from "./delay-target.js";
import { FRAME, FRAME_MS, PER_MS } from "./sound.js";
import { lengthen, shorten } from "./stretch.js";

/** One packet as its sender made it. */
export interface VoicePacket {
  /** Frames of 20 ms since the sender began, those that were never sent included. */
  readonly sequence: number;
  /** When its first sample was heard, in milliseconds of the sender's clock. */
  readonly capturedAt: number;
  /** The frames before it were not sent, since nothing was said. */
  readonly begins: boolean;
  /** The frames after it will not be sent. */
  readonly ends: boolean;
  /** Opus; empty for a frame without sound: the microphone was muted. */
  readonly data: Uint8Array;
}

/** Opus, or whatever a test takes for it. Every answer is `FRAME` samples unless a count is given. */
export interface SpeechDecoder {
  /** Undefined where the bytes are no speech. */
  decode(packet: Uint8Array): Int16Array | undefined;
  /** The frame before `packet`, from what that repeats of it. */
  recover(packet: Uint8Array): Int16Array | undefined;
  /** `count` samples, whole multiples of 10 ms, that go on as the last ones ended. */
  conceal(count: number): Int16Array;
}

/** What became of the packets, since the beginning. */
export interface JitterFigures {
  readonly received: number;
  readonly played: number;
  /** Lost packets that the next one made good, and those that were guessed. */
  readonly recovered: number;
  readonly concealed: number;
  /** Pulled frames for which there was nothing at all, although the sender had not paused. */
  readonly starved: number;
  /** Packets of no use: twice, too late, out of all order, or not decodable. */
  readonly refused: number;
  readonly shortened: number;
  readonly lengthened: number;
  /** Times that speech was left out to catch up. */
  readonly jumps: number;
}

/** Before the first packet. */
export const NO_FIGURES: JitterFigures = {
  received: 0,
  played: 0,
  recovered: 0,
  concealed: 0,
  starved: 0,
  refused: 0,
  shortened: 0,
  lengthened: 0,
  jumps: 0,
};

/** Packets that may wait: two seconds. */
export const MAX_WAITING = 100;
/** A packet this many milliseconds from where it belongs is not believed, until many of them agree. */
const STRANGE_MS = 2000;
const STRANGE_PACKETS = 10;
/** Frames that concealment can stretch over; what comes after is silence. */
const MAX_CONCEALED = 5;
/** Frames without anything after which playing starts afresh. */
const MAX_STARVED = 50;
/** Speech may be this many milliseconds older or younger than the target before anything is done about it. */
const OLDER = 15;
const YOUNGER = 10;
/** Milliseconds between two stretches, unless speech is this much too old: then every frame is cut. */
const STRETCH_GAP = 60;
const HURRY = 60;
/** So much older than the target is beyond stretching: speech is left out. */
const HOPELESS = 250;
/** What is said while resting, in samples: short, so that playing begins on time. */
const REST = 10 * PER_MS;

type Playout =
  /** `comfort`: with the noise of the other room, as Opus remembers it. */
  | { readonly at: "resting"; readonly comfort: boolean }
  /** `missed`: frames in a row that were neither played nor recovered. */
  | { readonly at: "playing"; readonly next: number; readonly missed: number };

const SILENCE = new Int16Array(FRAME);

export class JitterBuffer {
  readonly #decoder: SpeechDecoder;
  readonly #target = new DelayTarget();
  readonly #waiting = new Map<number, VoicePacket>();
  readonly #figures: { -readonly [name in keyof JitterFigures]: number } = { ...NO_FIGURES };
  #playout: Playout = { at: "resting", comfort: false };
  /** Decoded and not yet pulled. */
  #ready: Int16Array = SILENCE.subarray(0, 0);
  /** The first frame that was not played yet, also while resting. */
  #past = 0;
  #strange = 0;
  #stretchedAt = -Infinity;
  /** Where the sender's clock stands at the end of what is ready. */
  #readyUntil: number | undefined;

  constructor(decoder: SpeechDecoder) {
    this.#decoder = decoder;
  }

  get figures(): JitterFigures {
    return this.#figures;
  }

  /** Packets that wait; at most {@link MAX_WAITING}. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Milliseconds that speech shall wait here, judging by the line. */
  get target(): number {
    return this.#target.target;
  }

  /** Milliseconds that the sample pulled next has waited beyond the fastest packet; undefined while nobody speaks. */
  delay(now: number): number | undefined {
    if (this.#playout.at === "resting") return undefined;
    const age = this.#target.age(this.#playout.next, now);
    return age === undefined ? undefined : age + this.#ready.length / PER_MS;
  }

  /** When the sample pulled next was captured, in milliseconds of the sender's clock; undefined while nobody speaks. */
  get position(): number | undefined {
    if (this.#playout.at === "resting" || this.#readyUntil === undefined) return undefined;
    return this.#readyUntil - this.#ready.length / PER_MS;
  }

  /** Takes a packet that came at `now`; whatever its numbers say, this neither throws nor holds more than it may. */
  put(packet: VoicePacket, now: number): void {
    this.#figures.received++;
    if (!this.#believable(packet.sequence, now)) {
      this.#figures.refused++;
      return;
    }
    this.#target.arrived(packet.sequence, now);
    if (packet.sequence < this.#past || this.#waiting.has(packet.sequence)) {
      this.#figures.refused++;
      return;
    }
    this.#waiting.set(packet.sequence, packet);
    if (this.#waiting.size > MAX_WAITING) this.#waiting.delete(this.#oldest() as number);
  }

  /** The next `count` samples for the speaker, always that many, until the next call. */
  pull(count: number, now: number): Int16Array {
    if (this.#ready.length < count) {
      const pieces = [this.#ready];
      let have = this.#ready.length;
      while (have < count) {
        this.#ready = SILENCE.subarray(0, 0);
        const piece = this.#next(now + have / PER_MS);
        pieces.push(piece);
        have += piece.length;
      }
      this.#ready = joined(pieces, have);
    }
    const pulled = this.#ready.subarray(0, count);
    this.#ready = this.#ready.subarray(count);
    return pulled;
  }

  /** A sender that starts its count anew is believed after a while, a stray packet never. */
  #believable(sequence: number, now: number): boolean {
    const age = this.#target.age(sequence, now);
    if (age === undefined || Math.abs(age) <= STRANGE_MS) {
      this.#strange = 0;
      return true;
    }
    if (++this.#strange < STRANGE_PACKETS) return false;
    this.#strange = 0;
    this.#target.rebase();
    this.#waiting.clear();
    this.#past = 0;
    this.#rest(false);
    return true;
  }

  /** Some samples more, to be heard at `now`: a frame as a rule. */
  #next(now: number): Int16Array {
    if (this.#playout.at === "resting" && !this.#begin(now)) {
      return this.#playout.comfort ? this.#decoder.conceal(REST) : SILENCE.subarray(0, REST);
    }
    return this.#play(this.#playout as Playout & { at: "playing" }, now);
  }

  /** Whether the oldest packet has waited long enough to be played. */
  #begin(now: number): boolean {
    const oldest = this.#oldest();
    if (oldest === undefined || (this.#target.age(oldest, now) as number) < this.target) {
      return false;
    }
    this.#playout = { at: "playing", next: oldest, missed: 0 };
    return true;
  }

  #play(playout: Playout & { at: "playing" }, now: number): Int16Array {
    const oldest = this.#oldest();
    if (oldest === undefined) return this.#starve(playout);
    if (oldest > playout.next && (this.#waiting.get(oldest) as VoicePacket).begins) {
      this.#rest(true);
      return this.#next(now);
    }
    const next = this.#caughtUp(playout.next, now);
    const packet = this.#waiting.get(next);
    return packet ? this.#playPacket(packet, now) : this.#playGap(next, playout.missed);
  }

  #playPacket(packet: VoicePacket, now: number): Int16Array {
    this.#waiting.delete(packet.sequence);
    this.#advance(packet.sequence, 0);
    this.#readyUntil = packet.capturedAt + FRAME_MS;
    if (packet.data.length === 0) {
      this.#rest(false);
      return SILENCE;
    }
    const speech = this.#decoder.decode(packet.data);
    if (packet.ends) this.#rest(true);
    if (!speech) {
      this.#figures.refused++;
      return this.#decoder.conceal(FRAME);
    }
    this.#figures.played++;
    return this.#stretched(speech, packet.sequence, now);
  }

  /** A frame is missing that later ones show to be lost. */
  #playGap(sequence: number, missed: number): Int16Array {
    const after = this.#waiting.get(sequence + 1);
    const recovered = after && this.#decoder.recover(after.data);
    this.#advance(sequence, recovered ? 0 : missed + 1);
    if (this.#readyUntil !== undefined) this.#readyUntil += FRAME_MS;
    if (recovered) {
      this.#figures.recovered++;
      return recovered;
    }
    this.#figures.concealed++;
    return missed < MAX_CONCEALED ? this.#decoder.conceal(FRAME) : SILENCE;
  }

  /** Nothing has come: time stands still, so that what is merely late is heard. */
  #starve({ next, missed }: Playout & { at: "playing" }): Int16Array {
    this.#figures.starved++;
    if (missed >= MAX_STARVED) this.#rest(false);
    else this.#playout = { at: "playing", next, missed: missed + 1 };
    return missed < MAX_CONCEALED ? this.#decoder.conceal(FRAME) : SILENCE;
  }

  /** Where to go on: `next`, or further if that is hopelessly old by now. */
  #caughtUp(next: number, now: number): number {
    const excess = (this.#target.age(next, now) ?? 0) - this.target;
    const newest = Math.max(...this.#waiting.keys());
    if (excess < HOPELESS || newest <= next) return next;
    const to = Math.min(newest, next + Math.floor(excess / FRAME_MS));
    for (const sequence of this.#waiting.keys()) {
      if (sequence < to) this.#waiting.delete(sequence);
    }
    this.#figures.jumps++;
    return to;
  }

  /** `speech`, a pitch period shorter or longer if frame `sequence` is far from as old as it should be. */
  #stretched(speech: Int16Array, sequence: number, now: number): Int16Array {
    const excess = (this.#target.age(sequence, now) ?? this.target) - this.target;
    if (now - this.#stretchedAt < STRETCH_GAP && excess < HURRY) return speech;
    const changed =
      excess > OLDER ? shorten(speech) : excess < -YOUNGER ? lengthen(speech) : undefined;
    if (!changed) return speech;
    this.#stretchedAt = now;
    this.#figures[changed.length < speech.length ? "shortened" : "lengthened"]++;
    return changed;
  }

  #advance(sequence: number, missed: number): void {
    this.#past = sequence + 1;
    this.#playout = { at: "playing", next: sequence + 1, missed };
  }

  #rest(comfort: boolean): void {
    this.#playout = { at: "resting", comfort };
    this.#readyUntil = undefined;
  }

  #oldest(): number | undefined {
    let oldest: number | undefined;
    for (const sequence of this.#waiting.keys()) {
      if (oldest === undefined || sequence < oldest) oldest = sequence;
    }
    return oldest;
  }
}

function joined(pieces: readonly Int16Array[], length: number): Int16Array {
  const whole = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
