/**
 * How good the pictures may be for the line to carry them.
 *
 * A ladder of steps, from pixels as they are to small, coarse and few: quality
 * is given up first, then pictures a second, then size. Down at once, as far
 * as the measured line says; up one step at a time after a calm moment, and
 * slower after each step that turned out to be too much.
 */

export interface Step {
  readonly codec: "raw" | "delta" | "jpeg";
  /** JPEG quality, 1 to 100; 0 for the lossless codecs. */
  readonly quality: number;
  /** Most pictures a second. */
  readonly fps: number;
  /** Part of the wanted width and height. */
  readonly scale: number;
  /** Bytes a picture needs, as a part of its raw size at full scale: what a webcam's pictures usually take. */
  readonly share: number;
}

const ANY_FPS = 60;

export const LADDER: readonly Step[] = [
  { codec: "raw", quality: 0, fps: ANY_FPS, scale: 1, share: 1 },
  { codec: "delta", quality: 0, fps: ANY_FPS, scale: 1, share: 0.4 },
  { codec: "jpeg", quality: 88, fps: ANY_FPS, scale: 1, share: 0.13 },
  { codec: "jpeg", quality: 76, fps: ANY_FPS, scale: 1, share: 0.08 },
  { codec: "jpeg", quality: 60, fps: ANY_FPS, scale: 1, share: 0.06 },
  { codec: "jpeg", quality: 45, fps: ANY_FPS, scale: 1, share: 0.047 },
  { codec: "jpeg", quality: 32, fps: ANY_FPS, scale: 1, share: 0.038 },
  { codec: "jpeg", quality: 32, fps: 20, scale: 1, share: 0.038 },
  { codec: "jpeg", quality: 32, fps: 15, scale: 1, share: 0.038 },
  { codec: "jpeg", quality: 28, fps: 15, scale: 0.75, share: 0.022 },
  { codec: "jpeg", quality: 28, fps: 12, scale: 0.5, share: 0.012 },
  { codec: "jpeg", quality: 28, fps: 8, scale: 0.5, share: 0.012 },
];

/** Where a call begins when the line is not known: good pictures that most lines carry. */
const FIRST_QUALITY = 76;
/** Between steps down, in milliseconds. */
const DOWN_INTERVAL = 120;
/** Steps down at a time: a moment of trouble that is not the line's must not cost everything. */
const DOWN_STEPS = 3;
/** Without trouble for so long, a step up is tried; doubled for a step that failed, up to the most. */
const CALM = 300;
const MOST_CALM = 2400;
/** A step that brings trouble within this time has failed. */
const TRIAL = 1000;
/** How much of the line's rate pictures may fill. */
const FILL = 0.8;
/** A step up must look possible on a line so much better than it last showed itself when full; that memory fades. */
const HOPE = 1.3;
const FADE = 1.25;

export interface LineState {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Pictures had to wait since the last look. */
  readonly late: boolean;
  /** Bytes a second that the line delivered lately. */
  readonly rate: number;
  /** Bytes of a raw picture at full size, and pictures a second, as wanted. */
  readonly raw: number;
  readonly fps: number;
}

/** Limits the user set. */
export interface QualityLimits {
  /** Only this codec. */
  readonly codec?: Step["codec"];
  /** Thousand bits a second that pictures may fill. */
  readonly maxKbps?: number;
}

export class Quality {
  readonly #steps: readonly Step[];
  readonly #most: number;
  #index: number;
  /** How much more (or less) than the ladder says pictures really take, for each codec's steps alike. */
  #appetite = 1;
  #changedAt = Number.NEGATIVE_INFINITY;
  #calmSince = 0;
  /** What the line delivered when it was last too full; unknown: no limit. */
  #capacity = Number.POSITIVE_INFINITY;
  #wait = CALM;
  #trial = false;
  #why = "";

  /** `codecs`: what the peer reads. */
  constructor(codecs: readonly Step["codec"][], limits: QualityLimits = {}) {
    const { codec, maxKbps } = limits;
    const usable = LADDER.filter((step) => step.codec === "raw" || codecs.includes(step.codec));
    const chosen = usable.filter((step) => codec === undefined || step.codec === codec);
    this.#steps = chosen.length > 0 ? chosen : usable;
    this.#most = maxKbps === undefined ? Number.POSITIVE_INFINITY : (maxKbps * 1000) / 8;
    const first = this.#steps.findIndex((step) => step.quality === FIRST_QUALITY);
    this.#index = first < 0 ? this.#steps.length - 1 : first;
  }

  get step(): Step {
    return this.#steps[this.#index] as Step;
  }

  /** Why it is not better, in a few words; empty when it could not be. */
  get why(): string {
    return this.#index === 0 ? "" : this.#why;
  }

  /** A picture of `raw` pixel bytes at full size took `bytes` at `step`. */
  took(bytes: number, raw: number, step: Step): void {
    if (step.codec === "raw") return;
    const factor = bytes / (raw * step.share);
    this.#appetite += (Math.min(4, Math.max(0.2, factor)) - this.#appetite) / 8;
  }

  /** To be called for each picture that is offered; gives the step it should be coded at. */
  look(line: LineState): Step {
    const { now, late } = line;
    if (this.#need(this.#index, line) > this.#most) this.#descend(line, "limit");
    else if (late) this.#complain(line);
    else if (now - this.#calmSince >= this.#wait) this.#tryBetter(line);
    return this.step;
  }

  #complain(line: LineState): void {
    const { now } = line;
    this.#calmSince = now;
    if (now - this.#changedAt < DOWN_INTERVAL) return;
    if (this.#trial && now - this.#changedAt < TRIAL)
      this.#wait = Math.min(MOST_CALM, this.#wait * 2);
    this.#capacity = line.rate;
    this.#descend(line, "line");
  }

  /** Goes down at least one step, and as far as the line's rate asks. */
  #descend(line: LineState, why: "line" | "limit"): void {
    const last = this.#steps.length - 1;
    const budget = Math.min(
      this.#most,
      why === "line" ? line.rate * FILL : Number.POSITIVE_INFINITY,
    );
    const lowest = why === "limit" ? last : Math.min(last, this.#index + DOWN_STEPS);
    let index = Math.min(last, this.#index + 1);
    while (index < lowest && this.#need(index, line) > budget) index++;
    this.#move(index, line.now);
    this.#trial = false;
    this.#why =
      why === "limit" ? "--max-kbps" : `line ${Math.round((line.rate * 8) / 1000)} kbit/s`;
  }

  #tryBetter(line: LineState): void {
    const { now } = line;
    // A whole trial without trouble: the step has proved itself.
    if (this.#trial && now - this.#changedAt >= TRIAL) this.#wait = CALM;
    const better = this.#index - 1;
    this.#calmSince = now;
    if (better < 0 || this.#need(better, line) > this.#most) return;
    this.#capacity *= FADE;
    if (this.#need(better, line) > this.#capacity * HOPE) return;
    this.#move(better, now);
    this.#trial = true;
  }

  #move(index: number, now: number): void {
    this.#index = index;
    this.#changedAt = now;
  }

  /** Bytes a second that a step would take. */
  #need(index: number, { raw, fps }: LineState): number {
    const step = this.#steps[index] as Step;
    const size = raw * step.share * (step.codec === "raw" ? 1 : this.#appetite);
    return size * Math.min(fps, step.fps);
  }
}
