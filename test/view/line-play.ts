/**
 * Pictures through a simulated line, a millisecond at a time: the painter steers
 * its coarseness as the real one does, fences and pace are the real ones.
 */
import { COARSEST, Pace } from "../../src/render/pace.js";
import { Fences } from "../../src/view/fences.js";

/** What pictures cost and how the line behaves. */
export interface World {
  /** Bytes a second that the line takes at `time`. */
  readonly rate: (time: number) => number;
  /** Milliseconds there and back. */
  readonly distance?: number;
  /** So many milliseconds' worth of bytes are taken at once after a pause. */
  readonly burst?: number;
  /** Pictures a second that come. */
  readonly fps?: number;
  /** Bytes of a picture painted as meant. */
  readonly bytes: number;
  /** By what share pictures are larger and smaller than that. */
  readonly spread?: number;
  /** Bytes of the words that stand on the screen before the first picture. */
  readonly words?: number;
  readonly lossless?: boolean;
  /** Most bytes a paint: the terminal is tmux. */
  readonly most?: number;
}

export interface Shown {
  readonly at: number;
  /** From its arrival to its last byte. */
  readonly age: number;
  readonly bytes: number;
  readonly coarseness: number;
  readonly fewerColors: boolean;
}

/** What was written and has not been answered. */
interface UnderWay {
  readonly arrives: number;
  readonly bytes: number;
  /** The picture of which this is the last part. */
  readonly whole?: Omit<Shown, "at" | "age"> & { readonly came: number };
}

/** What 256 colours take, as a part of what all take. */
export const FEWER_COLORS = 0.6;
const ANSWER = "\x1b[0n";
/** What the line holds before it takes nothing more. */
const QUEUE = 65_536;

class Play {
  readonly shown: Shown[] = [];
  readonly #world: World;
  readonly #pace: Pace;
  readonly #fences: Fences;
  readonly #underWay: UnderWay[] = [];
  #freeAt = 0;
  /** Bytes written since the last fence. */
  #unfenced = 0;
  #coarseness = 1;
  /** When the picture came that waits to be painted, and the one that is. */
  #waiting: number | undefined;
  #came = 0;
  #count = 0;
  /** Bytes of the latter still to be painted. */
  #left = 0;

  constructor(world: World) {
    this.#world = world;
    this.#pace = new Pace(world.lossless);
    this.#pace.most = world.most ?? Infinity;
    this.#fences = new Fences(world.most !== undefined);
    this.#probe(0);
    this.#write(world.words ?? 0, 0);
  }

  tick(now: number): void {
    this.#arrive(now);
    if (comes(now, Math.min(this.#world.fps ?? 20, this.#pace.fps))) {
      this.#pace.offered(now);
      this.#waiting = now;
      this.#paintIfTaken(now);
    } else if (this.#left > 0 || this.#isDue(now)) this.#paintIfTaken(now);
  }

  #arrive(now: number): void {
    const { distance = 1 } = this.#world;
    while (this.#underWay.length > 0 && this.#underWay[0]!.arrives + distance <= now) {
      const { arrives, whole } = this.#underWay.shift()!;
      this.#fences.take(ANSWER, now);
      if (whole) this.shown.push({ at: arrives, age: arrives - whole.came, ...whole });
      if (this.#fences.mustProbe(now)) this.#probe(now);
      this.#paintIfTaken(now);
      this.#probe(now);
    }
  }

  #isDue(now: number): boolean {
    return this.#waiting !== undefined && this.#pace.dueAt(0) <= now;
  }

  #paintIfTaken(now: number): void {
    const queued = this.#underWay.filter(({ arrives }) => arrives > now);
    if (queued.reduce((sum, { bytes }) => sum + bytes, 0) > QUEUE) return;
    if (this.#fences.ready(now)) this.#paint(now);
  }

  #paint(now: number): void {
    const { fewerColors } = this.#pace;
    const { rate } = this.#fences.drain;
    const fresh = this.#isDue(now);
    if (fresh) this.#begin(now);
    if (this.#left <= 0) return;
    if (this.#unfenced === 0 && this.#fences.check(now) !== "") this.#fence(now);
    const target = this.#pace.target(rate, now);
    const bytes = Math.min(this.#left, this.#pace.budget(rate, now));
    this.#left -= bytes;
    if (fresh) this.#steer(bytes, target);
    this.#write(bytes, now);
    this.#fences.mark(now, this.#unfenced);
    const coarseness = this.#coarseness;
    const whole = { came: this.#came, bytes, coarseness, fewerColors };
    this.#fence(now, this.#left <= 0 ? whole : undefined);
    if (fresh) this.#pace.painted({ bytes, target, coarseness }, now);
  }

  #begin(now: number): void {
    const { bytes, spread = 0 } = this.#world;
    this.#pace.begin(0, now);
    this.#came = this.#waiting!;
    this.#waiting = undefined;
    const larger = 1 + spread * Math.sin(2.4 * this.#count++);
    this.#left = (larger * bytes) / Math.sqrt(this.#coarseness);
    if (this.#pace.fewerColors) this.#left *= FEWER_COLORS;
  }

  #steer(bytes: number, target: number): void {
    if (this.#world.lossless) return;
    const change = Math.min(1.6, Math.max(0.75, Math.sqrt((bytes + 1) / (target + 1))));
    this.#coarseness = Math.min(COARSEST, Math.max(1, this.#coarseness * change));
  }

  #write(bytes: number, now: number): void {
    const { rate, burst = 0 } = this.#world;
    this.#unfenced += bytes;
    this.#freeAt = Math.max(this.#freeAt, now - burst) + (1000 * bytes) / rate(now);
  }

  #probe(now: number): void {
    if (this.#unfenced === 0 && this.#fences.probe(now) !== "") this.#fence(now);
  }

  #fence(now: number, whole?: UnderWay["whole"]): void {
    const arrives = Math.max(now, this.#freeAt);
    const fence = { arrives, bytes: this.#unfenced };
    this.#underWay.push(whole ? { ...fence, whole } : fence);
    this.#unfenced = 0;
  }
}

/** What is shown in so many seconds. */
export function play(world: World, seconds: number): readonly Shown[] {
  const played = new Play(world);
  for (let now = 0; now < seconds * 1000; now++) played.tick(now);
  return played.shown;
}

const comes = (now: number, fps: number): boolean =>
  Math.floor((now * fps) / 1000) !== Math.floor(((now - 1) * fps) / 1000);

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;

/** What was shown between two moments, in seconds. */
export function between(shown: readonly Shown[], from: number, to: number) {
  const those = shown.filter(({ at }) => at >= from * 1000 && at < to * 1000);
  const ages = those.map(({ age }) => age);
  const coarse = those.map(({ coarseness }) => coarseness);
  return {
    fps: those.length / (to - from),
    p50: quantile(ages, 0.5),
    p95: quantile(ages, 0.95),
    /** Bytes a second. */
    used: those.reduce((sum, { bytes }) => sum + bytes, 0) / (to - from),
    coarseness: quantile(coarse, 0.5),
    coarsest: Math.max(...coarse),
    finest: Math.min(...coarse),
    fewerColors: those.at(-1)?.fewerColors ?? false,
    /** The longest time without a new picture, in milliseconds. */
    gap: Math.max(...those.slice(1).map(({ at }, n) => at - those[n]!.at)),
  };
}
