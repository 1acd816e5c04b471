import { closeSync, writeSync } from "node:fs";
import { type Frame, NO_SIZE } from "../frame/frame.js";
import {
  flashAt,
  paintPattern,
  PATTERN_SIZE,
  type PatternName,
  patternSize,
} from "../frame/pattern.js";
import type { FrameSource, SourceStatus, Wanted, Timing } from "../ports.js";
import { Outlet } from "./outlet.js";
import { Pace } from "./pace.js";

export interface PatternOptions {
  readonly timing: Timing;
  /** Pictures a second at most. */
  readonly fps: number;
  /** Why this is shown and not a camera, for the user. */
  readonly notice?: string | undefined;
  /** An open file that gets `<monotonic ns> <0|1>` at each turn of the flash; owned by the source. */
  readonly flashLog?: number | undefined;
}

/** A test picture, drawn when it is due and stamped with that moment. */
export class PatternSource implements FrameSource {
  readonly label: string;
  readonly #name: PatternName;
  readonly #options: PatternOptions;
  readonly #outlet = new Outlet();
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #pace: Pace | undefined;
  #timer: Disposable | undefined;
  #flash: 0 | 1 | undefined;
  #disposed = false;

  constructor(name: PatternName, options: PatternOptions) {
    this.label = `pattern:${name}`;
    this.#name = name;
    this.#options = options;
    const { notice } = options;
    this.#outlet.report({ at: "live", native: PATTERN_SIZE, ...(notice ? { notice } : {}) });
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
    if (this.#disposed) return;
    const sameRate = wanted.fps === this.#wanted.fps && this.#pace !== undefined;
    this.#wanted = wanted;
    if (patternSize(wanted).width === 0) return this.#stop();
    if (sameRate) return;
    this.#stop();
    const fps = Math.max(0.1, Math.min(wanted.fps, this.#options.fps));
    this.#pace = new Pace(1000 / fps, this.#options.timing.now());
    this.#tick(this.#pace);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#stop();
    this.#outlet.end();
    const { flashLog } = this.#options;
    if (flashLog !== undefined) closeSync(flashLog);
  }

  #stop(): void {
    this.#timer?.[Symbol.dispose]();
    this.#pace = undefined;
    this.#outlet.forget();
  }

  #tick(pace: Pace): void {
    const { timing } = this.#options;
    const now = timing.now();
    const size = patternSize(this.#wanted);
    this.#outlet.put({
      ...size,
      pixels: paintPattern(this.#name, size, now),
      capturedAt: now,
    });
    this.#noteFlash(now);
    const delay = pace.next(now) - timing.now();
    this.#timer = timing.after(Math.max(0, delay), () => this.#tick(pace));
  }

  #noteFlash(now: number): void {
    const { flashLog } = this.#options;
    if (flashLog === undefined || this.#name !== "flash") return;
    const flash = flashAt(now);
    const turned = this.#flash !== undefined && flash !== this.#flash;
    this.#flash = flash;
    if (turned) writeSync(flashLog, `${Math.round(now * 1e6)} ${flash}\n`);
  }
}
