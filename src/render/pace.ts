/**
 * What a line can carry of the pictures, decided from how fast it takes bytes.
 *
 * First every picture gets fewer bytes and is painted more coarsely; where even
 * the coarsest is too much there are fewer pictures a second, and in the end
 * fewer colours. All of it comes back, the last thing first, once it looks
 * possible; what turned out to be too much is tried again later each time.
 *
 * Pure and told the time, in monotonic milliseconds.
 */
import { Meter } from "../util/measure.js";

/** Pictures a second worth trying, best first. */
const STEPS = [Infinity, 30, 24, 20, 15, 12, 10, 8, 5, 3, 2, 1] as const;
/** With fewer than these, a picture is too old when it is there: colours go first, if they may. */
const FEWEST = STEPS.indexOf(8);
/** How much of the line's rate the pictures may fill: the rest is for words, and for a picture larger than meant. */
const FILL = 0.8;
/** The longest that one paint may keep the line busy, in milliseconds: a picture larger than that goes in parts. */
const LONGEST = 90;
/** But a picture as large as meant goes whole, and one not much larger. */
const LARGE = 1.5;
/** The least that is worth a paint, in bytes. */
const LEAST = 400;
/** What is believed to arrive before it was counted, in pictures a second. */
const USUAL = 30;

/** As coarse as {@link Painted.coarseness} gets: there fewer pictures look better. */
export const COARSEST = 10;
/** Nearly the coarsest, and so much more than meant on average: too much. */
const COARSE = 8;
const TOO_MUCH = 1.15;
/** Weight of a paint in that average, and the most that one counts: a new scene is no reason. */
const NEWEST = 0.15;
const SCENE = 2;
/** A better step must look possible with so much to spare. */
const SPARE = 0.85;
/** Milliseconds: between steps down; of calm before a step up, doubled after each that failed; within which it has failed. */
const DOWN = 400;
const CALM = 1000;
const MOST_CALM = 16_000;
const TRIAL = 2000;
/** Milliseconds of too much at the last step before colours go, and of calm before they come back. */
const LAST_RESORT = 1500;
const COLOR_CALM = 5000;
/** Colours come back where this many pictures a second are carried, and could be with so small a part of the bytes. */
const COLOR_FPS = 15;
const EASY = 0.45;
/** Pictures coarser than this are limited by the line. */
const LIMITED = 1.5;
/** What no limit means where a number is needed, in pictures a second. */
const MOST = 60;

/** What a paint took. */
export interface Painted {
  readonly bytes: number;
  /** What it should have taken. */
  readonly target: number;
  /** How much coarser than meant it was to get there, 1 to {@link COARSEST}. */
  readonly coarseness: number;
}

export class Pace {
  /** Most bytes a paint, whatever the line can carry. */
  most = Infinity;
  readonly #lossless: boolean;
  readonly #offered = new Meter();
  #offers = 0;
  #since = 0;
  readonly #dueAt: number[] = [];
  #step = 0;
  #fewerColors = false;
  #coarseness = 1;
  /** Bytes taken for bytes meant, on average. */
  #load = 0;
  #changedAt = Number.NEGATIVE_INFINITY;
  /** Since when it was not too much, and since when it was. */
  #calmSince = 0;
  #fullSince: number | undefined;
  #wait = CALM;
  #colorWait = COLOR_CALM;
  #trial = false;

  /** `lossless`: pictures cannot be painted more coarsely, so there is only to paint fewer. */
  constructor(lossless = false) {
    this.#lossless = lossless;
  }

  /** Pictures a second that the line carries at most; more need not come. */
  get fps(): number {
    return STEPS[this.#step]!;
  }

  /** Whether 256 colours have to do. */
  get fewerColors(): boolean {
    return this.#fewerColors;
  }

  /** Whether the pictures would be better on a better line. */
  get limits(): boolean {
    return this.#step > 0 || this.#fewerColors || this.#coarseness > LIMITED;
  }

  /** A picture came in, of the pane that gets the most of them. */
  offered(now: number): void {
    if (this.#offers++ === 0) this.#since = now;
    this.#offered.count(now);
  }

  /** When the next picture of the n-th pane may be painted; a time that has passed means now. */
  dueAt(pane: number): number {
    // half a picture of slack: a source's clock and ours never quite agree
    return (this.#dueAt[pane] ?? Number.NEGATIVE_INFINITY) - 500 / this.fps;
  }

  /** A picture of the n-th pane is painted: the next one is due a while later. */
  begin(pane: number, now: number): void {
    const before = this.#dueAt[pane] ?? Number.NEGATIVE_INFINITY;
    this.#dueAt[pane] = Math.max(before + 1000 / this.fps, now);
  }

  /** Bytes that the pictures of all panes should take together each time, on a line that takes `rate` bytes a second. */
  target(rate: number, now: number): number {
    const share = (FILL * rate) / this.#pictures(now);
    return Math.min(Math.max(LEAST, share), this.most * FILL);
  }

  /** Bytes that one paint may take at most, on that line. */
  budget(rate: number, now: number): number {
    return Math.min(this.most, Math.max((rate * LONGEST) / 1000, LARGE * this.target(rate, now)));
  }

  /** A new picture was painted. */
  painted({ bytes, target, coarseness }: Painted, now: number): void {
    const load = Math.min(SCENE, bytes / target);
    this.#load += NEWEST * (load - this.#load);
    this.#coarseness = coarseness;
    if (this.#load > TOO_MUCH && (this.#lossless || coarseness >= COARSE)) this.#complain(now);
    else this.#enjoy(now);
  }

  get #last(): number {
    return this.#lossless ? STEPS.length - 1 : FEWEST;
  }

  /** Pictures a second that there are to paint. */
  #pictures(now: number): number {
    const counted = this.#offers > 1 && now - this.#since >= 1000;
    const coming = counted ? Math.max(1, this.#offered.rate(now)) : USUAL;
    return Math.min(this.fps, coming);
  }

  /** The part of the bytes meant that would do, were the pictures as coarse as can be: bytes fall about as the square root of that rises. */
  get #need(): number {
    return this.#load * Math.sqrt((this.#lossless ? COARSEST : this.#coarseness) / COARSEST);
  }

  #complain(now: number): void {
    this.#calmSince = now;
    this.#fullSince ??= now;
    if (now - this.#changedAt < DOWN) return;
    if (this.#trial && now - this.#changedAt < TRIAL) this.#fail();
    if (this.#step < this.#last) {
      this.#trial = false;
      this.#move(Math.max(this.#step + 1, firstBelow(this.#pictures(now))), now);
    } else if (!this.#fewerColors && !this.#lossless && now - this.#fullSince >= LAST_RESORT) {
      this.#fewerColors = true;
      this.#restart(now);
    }
  }

  #fail(): void {
    this.#wait = Math.min(MOST_CALM, 2 * this.#wait);
    this.#colorWait = Math.min(MOST_CALM, 2 * this.#colorWait);
  }

  #enjoy(now: number): void {
    this.#fullSince = undefined;
    const calm = now - this.#calmSince;
    if (this.#fewerColors && this.fps >= COLOR_FPS && this.#need <= EASY) {
      if (calm < this.#colorWait) return;
      this.#fewerColors = false;
      this.#trial = true;
      this.#restart(now);
    } else if (this.#step > 0 && calm >= this.#wait) this.#tryBetter(now);
  }

  #tryBetter(now: number): void {
    if (this.#trial && now - this.#changedAt >= TRIAL) this.#wait = CALM;
    const better = STEPS[this.#step - 1]!;
    const more = Math.min(better, MOST) / this.fps;
    if (!this.#fewerColors) this.#calmSince = now;
    if (this.#need * more > SPARE) return;
    this.#move(this.#step - 1, now);
    this.#trial = true;
  }

  #move(step: number, now: number): void {
    this.#step = Math.min(this.#last, step);
    this.#restart(now);
  }

  #restart(now: number): void {
    this.#changedAt = now;
    this.#calmSince = now;
    this.#fullSince = undefined;
    this.#load = 1;
  }
}

/** The first step that means clearly fewer than `fps` pictures a second. */
const firstBelow = (fps: number): number => {
  const step = STEPS.findIndex((most) => most < 0.95 * fps);
  return step < 0 ? STEPS.length : step;
};
