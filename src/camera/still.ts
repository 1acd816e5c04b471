/**
 * A picture from a file, shown over and over: peers take silence for a fault,
 * and a late one must see something too.
 */
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import { swapRedAndBlue } from "../frame/swap.js";
import type { Sharp } from "../native/sharp.js";
import type { FrameSource, SourceStatus, Wanted, Timing } from "../ports.js";
import { Backoff } from "../util/backoff.js";
import { Outlet } from "./outlet.js";
import { Pace } from "./pace.js";
import { explainImage } from "./trouble.js";

/** Pictures a second: often enough to tell a still from a stall. */
const REPEATS = 5;

export interface StillOptions {
  readonly label: string;
  readonly path: string;
  readonly timing: Timing;
  /** @throws NativeError where there is none. */
  readonly loadSharp: () => Sharp;
}

interface Picture extends Size {
  readonly pixels: Uint8Array;
}

export class StillSource implements FrameSource {
  readonly label: string;
  readonly #options: StillOptions;
  readonly #outlet = new Outlet();
  readonly #backoff = new Backoff();
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #native: Size | undefined;
  #picture: Picture | undefined;
  /** The size that is being made, or was made last. */
  #box: Size = NO_SIZE;
  #making = false;
  #timer: Disposable | undefined;
  #disposed = false;

  constructor(options: StillOptions) {
    this.label = options.label;
    this.#options = options;
    void this.#make(); // Reports its own trouble.
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
    const { fps } = this.#wanted;
    if (isSame(wanted, this.#wanted) && wanted.fps === fps) return;
    this.#wanted = wanted;
    if (this.status.at !== "waiting") void this.#make(); // Reports its own trouble.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#timer?.[Symbol.dispose]();
    this.#outlet.end();
  }

  /** Reads the file for the size wanted now, and again if another was wanted meanwhile. */
  async #make(): Promise<void> {
    if (this.#making || this.#disposed) return;
    this.#making = true;
    try {
      this.#native ??= await this.#measure();
      while (!this.#disposed && !isSame(this.#box, this.#wanted)) {
        const box = { width: this.#wanted.width, height: this.#wanted.height };
        this.#picture = box.width > 0 && box.height > 0 ? await this.#read(box) : undefined;
        this.#box = box;
      }
      this.#making = false;
      if (!this.#disposed) this.#go(this.#native);
    } catch (error) {
      this.#making = false;
      if (!this.#disposed) this.#fail(error);
    }
  }

  #go(native: Size): void {
    this.#backoff.reset();
    if (this.status.at !== "live") this.#outlet.report({ at: "live", native });
    this.#timer?.[Symbol.dispose]();
    this.#outlet.forget();
    const { timing } = this.#options;
    const rate = Math.max(0.1, Math.min(REPEATS, this.#wanted.fps));
    if (this.#picture) this.#show(this.#picture, new Pace(1000 / rate, timing.now()));
  }

  #show(picture: Picture, pace: Pace): void {
    const { timing } = this.#options;
    const now = timing.now();
    this.#outlet.put({ ...picture, capturedAt: now });
    this.#timer = timing.after(Math.max(0, pace.next(now) - now), () => this.#show(picture, pace));
  }

  #fail(error: unknown): void {
    const { timing, path } = this.#options;
    const delay = this.#backoff.next();
    this.#native = undefined;
    this.#box = NO_SIZE;
    this.#picture = undefined;
    this.#timer?.[Symbol.dispose]();
    this.#outlet.report({
      at: "waiting",
      ...explainImage(path, error),
      retryAt: timing.now() + delay,
    });
    this.#timer = timing.after(delay, () => void this.#make()); // Reports its own trouble.
  }

  async #measure(): Promise<Size> {
    const { loadSharp, path } = this.#options;
    const { width, height } = (await loadSharp()(path).metadata()).autoOrient;
    return { width, height };
  }

  async #read(box: Size): Promise<Picture> {
    const { loadSharp, path } = this.#options;
    const { data, info } = await loadSharp()(path)
      .autoOrient()
      .resize({ ...box, fit: "inside", withoutEnlargement: true })
      .flatten({ background: "#000000" })
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: swapRedAndBlue(data, data) };
  }
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
