/**
 * How good the pictures may be for the line to carry them.
 *
 * A ladder of steps, from pixels as they are to small, coarse and few: quality
 * is given up first, then pictures a second, then size. Down at once, as far
 * as the line says; up a step after each calm moment, two where there is room
 * in plenty, and slower after each step that turned out to be too much.
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
  /**
   * How many times over the line must carry the step. Good pictures ask for
   * more: what a line loses in a moment is under way when it does, and a
   * better picture is not worth an older one.
   */
  readonly spare: number;
}

const ANY_FPS = 60;

export const LADDER: readonly Step[] = [
  { codec: "raw", quality: 0, fps: ANY_FPS, scale: 1, share: 1, spare: 2.5 },
  { codec: "delta", quality: 0, fps: ANY_FPS, scale: 1, share: 0.36, spare: 2.5 },
  { codec: "jpeg", quality: 88, fps: ANY_FPS, scale: 1, share: 0.13, spare: 2.5 },
  { codec: "jpeg", quality: 76, fps: ANY_FPS, scale: 1, share: 0.08, spare: 2 },
  { codec: "jpeg", quality: 60, fps: ANY_FPS, scale: 1, share: 0.06, spare: 1.6 },
  { codec: "jpeg", quality: 45, fps: ANY_FPS, scale: 1, share: 0.047, spare: 1.5 },
  { codec: "jpeg", quality: 32, fps: ANY_FPS, scale: 1, share: 0.038, spare: 1.4 },
  { codec: "jpeg", quality: 32, fps: 20, scale: 1, share: 0.038, spare: 1.3 },
  { codec: "jpeg", quality: 32, fps: 15, scale: 1, share: 0.038, spare: 1.3 },
  { codec: "jpeg", quality: 28, fps: 15, scale: 0.75, share: 0.022, spare: 1.3 },
  { codec: "jpeg", quality: 28, fps: 12, scale: 0.5, share: 0.012, spare: 1.3 },
  { codec: "jpeg", quality: 28, fps: 8, scale: 0.5, share: 0.012, spare: 1.3 },
];

/**
 * The same for who has no JPEG, or does not want it: where every pixel of a
 * size is worth more than its size, size is given up before pictures are.
 */
export const LOSSLESS: readonly Step[] = [
  { codec: "raw", quality: 0, fps: ANY_FPS, scale: 1, share: 1, spare: 1.2 },
  { codec: "delta", quality: 0, fps: ANY_FPS, scale: 1, share: 0.36, spare: 1.2 },
  { codec: "delta", quality: 0, fps: ANY_FPS, scale: 0.75, share: 0.22, spare: 1.3 },
  { codec: "delta", quality: 0, fps: ANY_FPS, scale: 0.5, share: 0.1, spare: 1.3 },
  { codec: "delta", quality: 0, fps: 15, scale: 0.5, share: 0.1, spare: 1.3 },
  { codec: "delta", quality: 0, fps: 8, scale: 0.5, share: 0.1, spare: 1.3 },
  { codec: "delta", quality: 0, fps: 4, scale: 0.5, share: 0.1, spare: 1.3 },
  { codec: "raw", quality: 0, fps: ANY_FPS, scale: 0.75, share: 0.5625, spare: 1.3 },
  { codec: "raw", quality: 0, fps: ANY_FPS, scale: 0.5, share: 0.25, spare: 1.3 },
  { codec: "raw", quality: 0, fps: 15, scale: 0.5, share: 0.25, spare: 1.3 },
  { codec: "raw", quality: 0, fps: 8, scale: 0.5, share: 0.25, spare: 1.3 },
  { codec: "raw", quality: 0, fps: 4, scale: 0.5, share: 0.25, spare: 1.3 },
];

/** Where a call begins when the line is not known: good pictures that most lines carry. */
const FIRST_QUALITY = 76;
/** Of what a step asks for, so much is enough to stay; no less than so many times over. */
const STAY = 0.75;
const ENOUGH = 1.1;
/** Pictures that wait although the line should carry them: for so long, in milliseconds, and it does not. */
const PATIENCE = 250;
/** A picture that did not wait for so long ends that. */
const RELIEF = 150;
/** Without trouble for so long, a step up is tried; doubled for a step that failed, up to the most. */
const CALM = 300;
const MOST_CALM = 2400;
/** So much more than enough is plenty. */
const PLENTY = 1.5;
/** Why it is not better, when it is the user who does not want it. */
const LIMITED = "--max-kbps";
/** A line that carries again within this time what it carried before had not failed; after a breath, in milliseconds. */
const HICCUP = 1500;
const BREATH = 100;
/** A step that brings trouble within this time has failed. */
const TRIAL = 1000;

export interface LineState {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Pictures had to wait since the last look. */
  readonly late: boolean;
  /** Bytes a second that the line carries. */
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
  /** Since when there was no trouble, and since when there was nothing else. */
  #calmSince = Number.NEGATIVE_INFINITY;
  #lateSince: number | undefined;
  #lateAt = Number.NEGATIVE_INFINITY;
  #wait = CALM;
  /** From where the last fall began, and when. */
  #fell: { readonly index: number; readonly at: number } | undefined;
  #trial = false;
  #why = "";

  /** `codecs`: what the peer reads. */
  constructor(codecs: readonly Step["codec"][], limits: QualityLimits = {}) {
    const { codec, maxKbps } = limits;
    const readable = ["raw", ...codecs];
    const chosen = codec !== undefined && readable.includes(codec) ? [codec] : readable;
    this.#steps = ladderOf(chosen);
    this.#most = maxKbps === undefined ? Number.POSITIVE_INFINITY : (maxKbps * 1000) / 8;
    const first = this.#steps.findIndex((step) => step.quality === FIRST_QUALITY);
    this.#index = Math.max(first, 0);
  }

  get step(): Step {
    return this.#steps[this.#index] as Step;
  }

  /** Why it is not better, in a few words; empty when it could not be. */
  get why(): string {
    return this.#index === 0 && this.#why !== LIMITED ? "" : this.#why;
  }

  /** A picture of `raw` pixel bytes at full size took `bytes` at `step`. */
  took(bytes: number, raw: number, step: Step): void {
    if (step.codec === "raw") return;
    const factor = bytes / (raw * step.share);
    this.#appetite += (Math.min(4, Math.max(0.2, factor)) - this.#appetite) / 8;
  }

  /** To be called for each picture that is offered; gives the step it should be coded at. */
  look(line: LineState): Step {
    const { now } = line;
    const stuck = this.#isStuck(line);
    if (stuck || !this.#carries(this.#index, line, Math.max(ENOUGH, STAY * this.step.spare)))
      this.#descend(line, stuck);
    else if (this.#wasHiccup(line)) this.#return(line);
    else if (now - this.#calmSince >= this.#patience(line)) this.#tryBetter(line);
    return this.#limited(line);
  }

  /** The step, with as few pictures as the user's limit asks for where no step is small enough. */
  #limited(line: LineState): Step {
    const { step } = this;
    const need = this.#need(this.#index, line);
    if (need <= this.#most) return step;
    return { ...step, fps: (Math.min(line.fps, step.fps) * this.#most) / need };
  }

  /** Whether the line that just failed carries again what it carried before: somebody was busy for a moment. */
  #wasHiccup(line: LineState): boolean {
    const { now } = line;
    if (!this.#fell || now - this.#calmSince < BREATH) return false;
    if (now - this.#fell.at > HICCUP) this.#fell = undefined;
    return this.#fell !== undefined && this.#carries(this.#fell.index, line);
  }

  #return(line: LineState): void {
    const { index } = this.#fell as { readonly index: number };
    this.#fell = undefined;
    if (index < this.#index) this.#move(index, line);
  }

  /** Whether pictures have been waiting for a while, whatever the line is said to carry. */
  #isStuck({ now, late }: LineState): boolean {
    if (late) {
      this.#lateAt = now;
      this.#calmSince = now;
      this.#lateSince ??= now;
    } else if (now - this.#lateAt > RELIEF) {
      this.#lateSince = undefined;
    }
    return late && now - (this.#lateSince ?? now) >= PATIENCE;
  }

  /** To the best step that the line carries with something to spare; one step when it is said to carry this one. */
  #descend(line: LineState, stuck: boolean): void {
    const { now } = line;
    const last = this.#steps.length - 1;
    this.#calmSince = now;
    this.#lateSince = undefined;
    if (this.#trial && now - this.#changedAt < TRIAL)
      this.#wait = Math.min(MOST_CALM, this.#wait * 2);
    let index = Math.min(last, this.#index + (stuck ? 1 : 0));
    while (index < last && !this.#carries(index, line)) index++;
    if (index === this.#index) return this.#explain(line);
    if (!stuck && !(this.#fell && now - this.#fell.at <= HICCUP))
      this.#fell = { index: this.#index, at: now };
    this.#move(index, line);
    this.#trial = false;
  }

  /** How long it must be calm before a step up. What failed before does not count where there is room in plenty. */
  #patience(line: LineState): number {
    return this.#hasPlenty(this.#index - 1, line) ? CALM : this.#wait;
  }

  #hasPlenty(index: number, line: LineState): boolean {
    const step = this.#steps[index];
    return step !== undefined && this.#carries(index, line, PLENTY * step.spare);
  }

  #tryBetter(line: LineState): void {
    const { now } = line;
    // A whole trial without trouble: the step has proved itself.
    if (this.#trial && now - this.#changedAt >= TRIAL) this.#wait = CALM;
    this.#calmSince = now;
    const better = this.#index - (this.#hasPlenty(this.#index - 2, line) ? 2 : 1);
    if (better < 0 || !this.#carries(better, line)) return this.#explain(line);
    this.#move(better, line);
    this.#trial = true;
  }

  #move(index: number, line: LineState): void {
    this.#index = index;
    this.#changedAt = line.now;
    this.#explain(line);
  }

  /** Whether the line, and the user, have room for a step, `spare` times over. */
  #carries(index: number, line: LineState, spare?: number): boolean {
    const need = this.#need(index, line);
    return need <= this.#most && need * (spare ?? this.#steps[index]!.spare) <= line.rate;
  }

  /** Bytes a second that a step would take. */
  #need(index: number, { raw, fps }: LineState): number {
    const step = this.#steps[index] as Step;
    const size = raw * step.share * (step.codec === "raw" ? 1 : this.#appetite);
    return size * Math.min(fps, step.fps);
  }

  #explain(line: LineState): void {
    const better = this.#index - 1;
    const isLimited = this.#need(Math.max(0, better), line) > this.#most;
    this.#why = isLimited ? LIMITED : `line ${bitsWords(line.rate * 8)}`;
  }
}

/** What there is in `codecs`: small pictures in the last of them only. */
function ladderOf(codecs: readonly string[]): readonly Step[] {
  if (codecs.includes("jpeg")) return LADDER.filter(({ codec }) => codecs.includes(codec));
  const last = codecs.includes("delta") ? "delta" : "raw";
  return LOSSLESS.filter(
    ({ codec, scale }) => codec === last || (scale === 1 && codecs.includes(codec)),
  );
}

/** Two digits are all that such a figure is good for. */
function bitsWords(bits: number): string {
  const kilo = Number((bits / 1000).toPrecision(2));
  return kilo < 1000 ? `${kilo} kbit/s` : `${kilo / 1000} Mbit/s`;
}
