/**
 * Plays a recording at its own rate from absolute deadlines, and obeys. While it
 * holds a picture it shows it over and over: silence is taken for a fault, and
 * whoever wants another size meanwhile must get it.
 */
import type { Mat, OpenCv, VideoCapture } from "../native/opencv.js";
import type { Playback } from "../ports.js";
import { Pace } from "./pace.js";
import { Playhead } from "./playhead.js";
import { timing } from "./timing.js";
import type { Wish } from "./wish.js";

export interface ReelParts {
  readonly cv: OpenCv;
  readonly wish: Wish;
  readonly capture: VideoCapture;
  /** The next picture, or undefined when there is none. */
  readonly read: () => Promise<Mat | undefined>;
  /** Shows a picture; it may be left out to keep to the rate wanted, unless it `must` be seen. */
  readonly show: (picture: Mat, playback: Playback, must: boolean) => void;
}

/** Recordings whose header claims another rate are played at 30. */
const PLAUSIBLE_FPS = { from: 1, to: 240 };
const USUAL_FPS = 30;
/** Between the times that a held picture is shown again, in milliseconds. */
const HOLD = 200;

const now = (): number => timing.now();

export class Reel {
  readonly #parts: ReelParts;
  readonly #head: Playhead;
  readonly #interval: number;
  #pace: Pace;
  /** The last picture, owned. */
  #picture: Mat | undefined;
  /** There is nothing to read, not even from the start. */
  #empty = false;

  constructor(parts: ReelParts) {
    const { cv, capture } = parts;
    const claimed = capture.get(cv.CAP_PROP_FPS);
    const plausible = claimed >= PLAUSIBLE_FPS.from && claimed <= PLAUSIBLE_FPS.to;
    const rate = plausible ? claimed : USUAL_FPS;
    const length = capture.get(cv.CAP_PROP_FRAME_COUNT);
    this.#parts = parts;
    this.#head = new Playhead({ rate, length: length > 0 ? length : undefined });
    this.#interval = 1000 / rate;
    this.#pace = new Pace(this.#interval, now());
  }

  /** Plays until there is nothing more to read, not even from the start. */
  async run(): Promise<void> {
    const { wish, read } = this.#parts;
    while (!this.#empty) {
      if (wish.isPaused) {
        await wish.resumed();
        this.#restart();
      }
      for (const order of wish.takeOrders()) this.#head.obey(order);
      const { task } = this.#head;
      if (task.do === "hold") await this.#hold();
      else if (task.do === "jump") await this.#jump(task.to);
      else if (task.atOnce) await this.#took(await read(), true);
      else await this.#play();
    }
  }

  /** The next picture once it is due, unless something else is wanted before. */
  async #play(): Promise<void> {
    const { wish, read } = this.#parts;
    const wait = this.#pace.due - now();
    if (wait > 0) await wish.heard(wait);
    if (this.#pace.due > now()) return;
    const worthShowing = this.#pace.take(now());
    await this.#took(await read(), false, worthShowing);
  }

  async #hold(): Promise<void> {
    if (this.#picture) this.#show(true);
    await this.#parts.wish.heard(HOLD);
    this.#restart();
  }

  async #jump(to: number): Promise<void> {
    await this.#wind(to);
    if (this.#picture) this.#show(true);
    this.#restart();
  }

  /** Reads picture `to`, or the last there is. */
  async #wind(to: number): Promise<void> {
    const { cv, capture, read } = this.#parts;
    const wound = capture.set(cv.CAP_PROP_POS_FRAMES, to);
    const picture = wound ? await read() : undefined;
    if (picture) this.#keep(picture);
    this.#head.took(picture ? to : await this.#readUpTo(to));
  }

  /** What cannot be wound can be opened again, and read up to there; the number of the picture where that ended. */
  async #readUpTo(to: number): Promise<number> {
    const { capture, read } = this.#parts;
    capture.reset();
    for (let at = 0; at <= to; at++) {
      const picture = await read();
      this.#empty = at === 0 && !picture;
      if (!picture) return at - 1;
      this.#keep(picture);
    }
    return to;
  }

  /** The picture that was read, or none: then the first again, in its place, where the recording loops. */
  async #took(picture: Mat | undefined, must: boolean, worthShowing = true): Promise<void> {
    if (picture) {
      this.#keep(picture);
      this.#head.took();
    } else {
      this.#empty = this.#picture === undefined;
      this.#head.ranOut();
      const { task } = this.#head;
      if (this.#empty || task.do !== "jump") return;
      await this.#wind(task.to);
    }
    if (worthShowing) this.#show(must);
  }

  #keep(picture: Mat): void {
    this.#picture?.release();
    this.#picture = picture;
  }

  #show(must: boolean): void {
    this.#parts.show(this.#picture as Mat, this.#head.playback, must);
  }

  /** The picture shown now was due now: the next one follows at its distance. */
  #restart(): void {
    this.#pace = new Pace(this.#interval, now() + (this.#picture ? this.#interval : 0));
  }
}
