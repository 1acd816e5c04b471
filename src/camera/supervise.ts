/**
 * Keeps a picture source alive that runs in a process of its own:
 *
 *                      first picture
 *     opening --------------------------> live
 *        |                                 |  ended, crashed,
 *        | could not open,                 |  silent for 3 s (killed)
 *        | silent for 3 s (killed)         v
 *        +-------------------------> waiting ---> tried again after 0.5, 1, 2, ... 15 s;
 *                                                 live with its first picture
 */
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import type { FrameSource, Log, SourceStatus, Wanted, Timing } from "../ports.js";
import { Backoff } from "../util/backoff.js";
import { Outlet } from "./outlet.js";
import type { PictureListener } from "./picture-pipe.js";
import type { Ending, Trouble } from "./trouble.js";

/** One run of the process. */
export interface Run {
  want(wanted: Wanted): void;
  /** At once and for certain (SIGKILL). */
  kill(): void;
  /** Resolves when the process is gone; never rejects. */
  readonly over: Promise<Ending>;
}

export interface Supervision {
  readonly label: string;
  readonly launch: (listener: PictureListener) => Run;
  readonly explain: (ending: Ending) => Trouble;
  readonly timing: Timing;
  readonly log: Log;
}

/** Without a picture for so long, a source hangs. */
const PATIENCE = 3000;
/** A source that worked for so long failed for the first time, and not again. */
const STEADY = 5000;
/** A timer this late means that we ourselves were stopped (ctrl-z, a closed lid), and not the source. */
const OVERSLEPT = 1000;

export class SupervisedSource implements FrameSource {
  readonly label: string;
  readonly #supervision: Supervision;
  readonly #outlet = new Outlet();
  readonly #backoff = new Backoff();
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #run: Run | undefined;
  /** Set when we kill the run for its silence. */
  #hung: Ending | undefined;
  #patience = PATIENCE;
  #lastSign = 0;
  #firstPicture: number | undefined;
  #watch: Disposable | undefined;
  #retry: Disposable | undefined;
  #disposed = false;

  constructor(supervision: Supervision) {
    this.label = supervision.label;
    this.#supervision = supervision;
    this.#start(0);
  }

  get status(): SourceStatus {
    return this.#outlet.status;
  }

  onChange(listener: () => void): Disposable {
    return this.#outlet.onChange(listener);
  }

  frames(signal: AbortSignal): AsyncIterable<Frame> {
    return this.#outlet.frames(signal);
  }

  want(wanted: Wanted): void {
    const before = this.#wanted;
    const same =
      wanted.width === before.width && wanted.height === before.height && wanted.fps === before.fps;
    if (same || this.#disposed) return;
    this.#wanted = wanted;
    this.#run?.want(wanted);
    if (isPaused(wanted)) {
      this.#outlet.forget();
      this.#unwatch();
    } else if (isPaused(before) && this.#run) {
      this.#watchFrom(this.#supervision.timing.now());
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#unwatch();
    this.#retry?.[Symbol.dispose]();
    this.#outlet.end();
    this.#run?.kill();
    await this.#run?.over;
  }

  /** `waited`: milliseconds since the last failure. Patience grows with it: what opens slowly gets its time in the end. */
  #start(waited: number): void {
    const { launch, timing, log } = this.#supervision;
    log.note("source-start", { source: this.label });
    this.#patience = PATIENCE + waited;
    this.#firstPicture = undefined;
    this.#hung = undefined;
    const run = launch({
      opened: (native) => this.#opened(run, native),
      picture: (frame, native) => this.#picture(run, frame, native),
    });
    this.#run = run;
    if (!isPaused(this.#wanted)) {
      run.want(this.#wanted);
      this.#watchFrom(timing.now());
    }
    void run.over.then((ending) => this.#over(this.#hung ?? ending)); // `over` never rejects
  }

  /** While nothing is wanted, open is as good as live. */
  #opened(run: Run, native: Size): void {
    if (run !== this.#run || this.#disposed || !isPaused(this.#wanted)) return;
    this.#outlet.report({ at: "live", native });
  }

  #picture(run: Run, frame: Frame, native: Size): void {
    if (run !== this.#run || this.#disposed || isPaused(this.#wanted)) return;
    this.#lastSign = this.#supervision.timing.now();
    this.#firstPicture ??= this.#lastSign;
    this.#patience = PATIENCE;
    this.#outlet.put(frame);
    const { status } = this;
    if (status.at === "live" && isSame(status.native, native)) return;
    this.#outlet.report({ at: "live", native });
  }

  #over(ending: Ending): void {
    this.#run = undefined;
    this.#unwatch();
    if (this.#disposed) return;
    const { timing, log, explain } = this.#supervision;
    const now = timing.now();
    if (this.#firstPicture !== undefined && this.#lastSign - this.#firstPicture >= STEADY) {
      this.#backoff.reset();
    }
    const delay = this.#backoff.next();
    const trouble = explain(ending);
    log.note("source-failed", { source: this.label, how: ending.how, ...trouble });
    this.#outlet.report({ at: "waiting", ...trouble, retryAt: now + delay });
    this.#retry = timing.after(delay, () => this.#start(delay));
  }

  #watchFrom(now: number): void {
    this.#lastSign = now;
    this.#watchOn(now);
  }

  /** One timer for many pictures: it looks when it fires whether there was one meanwhile. */
  #watchOn(now: number): void {
    this.#unwatch();
    const { timing } = this.#supervision;
    const deadline = this.#lastSign + this.#patience;
    this.#watch = timing.after(Math.max(0, deadline - now), () => {
      const then = timing.now();
      if (then > deadline + OVERSLEPT) this.#watchFrom(then);
      else if (then < this.#lastSign + this.#patience) this.#watchOn(then);
      else this.#giveUp(this.#patience);
    });
  }

  #giveUp(silence: number): void {
    this.#hung = { how: "hung", silence };
    this.#run?.kill();
  }

  #unwatch(): void {
    this.#watch?.[Symbol.dispose]();
    this.#watch = undefined;
  }
}

function isPaused({ width, height }: Size): boolean {
  return width < 1 || height < 1;
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
