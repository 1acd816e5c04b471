/**
 * One opened `cv.VideoCapture`: what is read, when, and what becomes of it.
 *
 * A recording is played as {@link Reel} says; a live source is read as fast as
 * it delivers, so that the newest picture is never behind an older one. The
 * binding has no `grab`: a picture left out is decoded all the same, but
 * neither made smaller nor sent.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fitInside } from "../frame/fit.js";
import type { Size } from "../frame/frame.js";
import type { Mat, OpenCv, VideoCapture } from "../native/opencv.js";
import type { Playback, Wanted } from "../ports.js";
import { RateLimit } from "./pace.js";
import type { PictureHeader } from "./picture-pipe.js";
import { Reel } from "./reel.js";
import { timing } from "./timing.js";
import type { Wish } from "./wish.js";

/** Where OpenCV reads from: a device by number, or a path or url. */
export interface CaptureSource {
  readonly kind: "camera" | "file" | "url";
  readonly name: string;
}

export interface CaptureParts {
  readonly cv: OpenCv;
  readonly wish: Wish;
  /** Takes the pixels over: BGR, row-major. */
  readonly send: (header: PictureHeader, pixels: Uint8Array) => void;
}

/** `cv::CAP_V4L2`: without it OpenCV tries GStreamer first, which takes longer and fails more often. */
const CAP_V4L2 = 200;
/** A live source that nobody looked at for so long is closed: its lamp goes out, others may use it. */
const CLOSE_AFTER = 3000;

const now = (): number => timing.now();

export class Capture {
  readonly #source: CaptureSource;
  readonly #parts: CaptureParts;
  readonly #limit = new RateLimit();
  #capture: VideoCapture;
  #seen = 0;

  /** @throws what OpenCV throws when it cannot open the source. */
  constructor(source: CaptureSource, parts: CaptureParts) {
    this.#source = source;
    this.#parts = parts;
    this.#capture = this.#open();
  }

  /** Pictures read so far. */
  get seen(): number {
    return this.#seen;
  }

  /**
   * Reads until there is nothing more to read.
   *
   * @throws what OpenCV throws when a source closed meanwhile cannot be opened again.
   */
  async run(): Promise<void> {
    const { cv, send } = this.#parts;
    send({ width: 0, height: 0, native: this.#native(), capturedAt: now() }, new Uint8Array(0));
    const { kind } = this.#source;
    const frames = kind === "camera" ? 0 : this.#capture.get(cv.CAP_PROP_FRAME_COUNT);
    await (kind === "file" || frames > 0 ? this.#play() : this.#follow());
  }

  #open(): VideoCapture {
    const { cv } = this.#parts;
    const { kind, name } = this.#source;
    if (kind !== "camera") return new cv.VideoCapture(name);
    const index = Number(name);
    const capture =
      process.platform === "linux"
        ? new cv.VideoCapture(index, CAP_V4L2)
        : new cv.VideoCapture(index);
    // Not every driver understands; those that do have no old picture to give.
    capture.set(cv.CAP_PROP_BUFFERSIZE, 1);
    return capture;
  }

  #native(): Size {
    const { cv } = this.#parts;
    return {
      width: Math.max(0, this.#capture.get(cv.CAP_PROP_FRAME_WIDTH)),
      height: Math.max(0, this.#capture.get(cv.CAP_PROP_FRAME_HEIGHT)),
    };
  }

  async #play(): Promise<void> {
    const reel = new Reel({
      ...this.#parts,
      capture: this.#capture,
      read: () => this.#read(),
      show: (picture, playback, must) => {
        if (this.#passes(must)) this.#offer(picture, playback);
      },
    });
    await reel.run();
  }

  /** A camera or a stream: whatever comes, when it comes. */
  async #follow(): Promise<void> {
    const { wish } = this.#parts;
    for (;;) {
      if (wish.isPaused) {
        await this.#rest();
        (await this.#read())?.release(); // Old: it waited in the driver while nobody looked.
      }
      const picture = await this.#read();
      if (!picture) return;
      if (this.#passes(false)) this.#offer(picture);
      picture.release();
    }
  }

  /** Waits until pictures are wanted again; closes the device meanwhile if that takes long. */
  async #rest(): Promise<void> {
    const { wish } = this.#parts;
    const resumed = wish.resumed();
    const timer = new AbortController();
    const soon = await Promise.race([
      resumed.then(() => true),
      sleep(CLOSE_AFTER, false, { signal: timer.signal }),
    ]);
    timer.abort();
    if (soon) return;
    this.#capture.release();
    await resumed;
    this.#capture = this.#open();
  }

  async #read(): Promise<Mat | undefined> {
    const picture = await new Promise<Mat | undefined>((resolve) => {
      // On another thread: a device that hangs must not keep us from noticing that our parent is gone.
      this.#capture.readAsync((error, mat) => resolve(error ? undefined : mat));
    });
    if (!picture || picture.empty) return undefined;
    this.#seen++;
    return picture;
  }

  /** Whether a picture may pass now without exceeding the rate wanted. */
  #passes(must: boolean): boolean {
    return this.#limit.allows(now(), 1000 / this.#parts.wish.wanted.fps) || must;
  }

  /** Sends `picture` in the size wanted. */
  #offer(picture: Mat, playback?: Playback): void {
    const { cv, wish, send } = this.#parts;
    const wanted: Wanted = wish.wanted;
    const native = { width: picture.cols, height: picture.rows };
    const { width, height } = fitInside(native, wanted);
    if (width === 0 || picture.channels !== 3) return;
    const header = { width, height, native, capturedAt: now(), ...(playback ? { playback } : {}) };
    if (width === native.width && height === native.height) {
      send(header, picture.getData());
      return;
    }
    const small = picture.resize(height, width, 0, 0, cv.INTER_AREA);
    send(header, small.getData());
    small.release();
  }
}
