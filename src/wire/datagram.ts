/**
 * What is in a datagram before it is sealed, as few bytes as can be: fifty leave a second.
 *
 *             0        1        5
 *             +--------+--------+---------------------------------------------+
 *     long    | flags  | number | payload of a sound record; nothing: a probe |
 *             +--------+--------+---------------------------------------------+
 *     short   | flags, number   | Opus                                        |
 *             +-----------------+---------------------------------------------+
 *             0                 2
 *
 * Flags are the upper half of the first byte: 1, I hear you; 2, nothing follows; 4, of an odd run; 8, short.
 * A short one has the last twelve bits of its number, and none of what the long ones of its run tell: in a
 * run, numbers and sequences both go up by one.
 */
import { decodeSound, encodeSound, SOUND_HEADER_BYTES, SOUND_MS, type Sound } from "./sound.js";
import { isFault, RECORD_HEADER_BYTES } from "./record.js";

const HEARS = 0x10;
const ENDS = 0x20;
const ODD = 0x40;
const SHORT = 0x80;
const NUMBER_BITS = 0x0f;
const LONG_HEAD_BYTES = 5;
const SHORT_HEAD_BYTES = 2;
/** Short numbers begin anew after so many. */
const ROUND = 4096;
/** Long ones at the beginning of a run, of which one at least should arrive, and how often there is another. */
const FIRST_LONG = 3;
const NEXT_LONG = 32;

export interface Datagram {
  /** Counts from 0, in each direction; 2^32 of them last for years. */
  readonly number: number;
  /** Whether its sender hears the other side. */
  readonly hears: boolean;
  /** None in a probe. */
  readonly sound: Sound | undefined;
}

/** A datagram of which the words are to be sealed, or were. */
export interface Unsealed {
  readonly number: number;
  /** Everybody may read it. */
  readonly head: Uint8Array;
  readonly words: Uint8Array;
}

/** What all sound of a run has in common. */
interface Run {
  readonly isOdd: boolean;
  /** Sequence of a sound less the number of its datagram. */
  readonly offset: number;
}

const flag = (bit: number, isSet: boolean): number => (isSet ? bit : 0);

/** Numbers and writes what one side sends. */
export class DatagramWriter {
  #number = 0;
  #run: Run = { isOdd: true, offset: Number.NaN };
  /** Sounds of this run so far. */
  #count = 0;

  /** Without `sound` it is a probe. */
  write(hears: boolean, sound: Sound | undefined): Unsealed {
    const number = this.#number++;
    if (sound && sound.sequence - number !== this.#run.offset) {
      this.#run = { isOdd: !this.#run.isOdd, offset: sound.sequence - number };
      this.#count = 0;
    }
    const flags = flag(HEARS, hears) | flag(ODD, this.#run.isOdd);
    const count = sound ? this.#count++ : 0;
    if (!sound || sound.begins || count < FIRST_LONG || count % NEXT_LONG === 0)
      return { number, head: longHead(flags, number), words: sound ? payload(sound) : NOTHING };
    const head = shortHead(flags | SHORT | flag(ENDS, sound.ends), number);
    return { number, head, words: sound.data };
  }
}

const NOTHING = new Uint8Array(0);

const payload = (sound: Sound): Uint8Array => encodeSound(sound).subarray(RECORD_HEADER_BYTES);

function longHead(flags: number, number: number): Uint8Array {
  const head = new Uint8Array(LONG_HEAD_BYTES);
  head[0] = flags;
  new DataView(head.buffer).setUint32(1, number);
  return head;
}

const shortHead = (flags: number, number: number): Uint8Array =>
  Uint8Array.of(flags | ((number % ROUND) >> 8), number & 0xff);

/** Reads what the other side wrote, lost and overtaken ones in between. */
export class DatagramReader {
  #newest = -1;
  /** The newest even and the newest odd run of which a long sound came. */
  readonly #runs: [KnownRun?, KnownRun?] = [];

  /** `bytes` with the seal still on; undefined where they are too few. The words are a view of them. */
  split(bytes: Uint8Array): Unsealed | undefined {
    const isShort = ((bytes[0] ?? 0) & SHORT) !== 0;
    const length = isShort ? SHORT_HEAD_BYTES : LONG_HEAD_BYTES;
    if (bytes.length < length) return undefined;
    const head = bytes.subarray(0, length);
    const number = isShort ? this.#wholeNumber(head) : viewOf(head).getUint32(1);
    return number < 0 ? undefined : { number, head, words: bytes.subarray(length) };
  }

  /** What the other end certainly wrote; undefined where its run is not known, or it makes no sense. */
  take({ number, head, words }: Unsealed): Datagram | undefined {
    this.#newest = Math.max(this.#newest, number);
    const flags = head[0] as number;
    const hears = (flags & HEARS) !== 0;
    const which = (flags & ODD) === 0 ? 0 : 1;
    if ((flags & SHORT) !== 0) {
      const run = this.#runOf(number, which);
      const sound = run && soundOf(run, number, (flags & ENDS) !== 0, words);
      return sound && { number, hears, sound };
    }
    if (words.length === 0) return { number, hears, sound: undefined };
    if (words.length < SOUND_HEADER_BYTES) return undefined;
    const sound = decodeSound(words);
    if (isFault(sound)) return undefined;
    const offset = sound.sequence - number;
    const known = this.#runs[which];
    const first = known?.offset === offset ? known.first : number;
    this.#runs[which] = { first, offset, number, capturedAt: sound.capturedAt };
    return { number, hears, sound };
  }

  /** None if another has begun since the one that looks like it: all that was long got lost. */
  #runOf(number: number, which: 0 | 1): KnownRun | undefined {
    const run = this.#runs[which];
    const other = this.#runs[which === 0 ? 1 : 0];
    const isOver = run && other && run.number < other.first && other.first < number;
    return isOver ? undefined : run;
  }

  /** The one nearest to what is due that ends in these twelve bits. */
  #wholeNumber(head: Uint8Array): number {
    const low = (((head[0] as number) & NUMBER_BITS) << 8) | (head[1] as number);
    const due = this.#newest + 1;
    const ahead = (low - (due % ROUND) + ROUND) % ROUND;
    return due + (ahead < ROUND / 2 ? ahead : ahead - ROUND);
  }
}

/** What a run's long sounds told. */
interface KnownRun {
  /** Number of the first long one that came, and of the last, which was captured so many milliseconds by its sender's clock. */
  readonly first: number;
  readonly number: number;
  readonly capturedAt: number;
  readonly offset: number;
}

/** A short one of `run`. */
function soundOf(
  run: KnownRun,
  number: number,
  ends: boolean,
  data: Uint8Array,
): Sound | undefined {
  const sequence = number + run.offset;
  const capturedAt = run.capturedAt + (number - run.number) * SOUND_MS;
  if (sequence < 0 || capturedAt < 0) return undefined;
  return { type: "sound", sequence, capturedAt, begins: false, ends, data: data.slice() };
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset);
