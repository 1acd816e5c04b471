/**
 * Which picture of a recording comes next, and when none does. Reads nothing,
 * waits for nothing: `reel.ts` does what this says and tells how it went.
 *
 *     playing --pause, step--> paused --pause off--> playing
 *        | no more pictures
 *        +-- loops: from the first again
 *        +-- else: ended --seek, loop--> playing
 */
import type { Playback, PlayOrder } from "../ports.js";

export type Task =
  /** Reads picture `to`, wherever the recording stands, and shows it. */
  | { readonly do: "jump"; readonly to: number }
  /** Reads the next picture: when it is due, or at once. */
  | { readonly do: "read"; readonly atOnce: boolean }
  /** Goes on showing the last picture. */
  | { readonly do: "hold" };

export interface Recording {
  /** Pictures a second. */
  readonly rate: number;
  /** Number of pictures; undefined where nobody knows. */
  readonly length: number | undefined;
}

export class Playhead {
  readonly #recording: Recording;
  /** The picture that a plain read yields. */
  #next = 0;
  #jump: number | undefined;
  #steps = 0;
  #paused = false;
  #ended = false;
  #loops = true;

  constructor(recording: Recording) {
    this.#recording = recording;
  }

  get task(): Task {
    if (this.#jump !== undefined) return { do: "jump", to: this.#jump };
    if (this.#steps > 0) return { do: "read", atOnce: true };
    return this.#paused || this.#ended ? { do: "hold" } : { do: "read", atOnce: false };
  }

  get playback(): Playback {
    const { rate, length } = this.#recording;
    return {
      position: this.#timeOf(Math.max(0, this.#next - 1)),
      duration: length === undefined ? undefined : this.#timeOf(length),
      rate,
      at: this.#ended ? "ended" : this.#paused ? "paused" : "playing",
    };
  }

  obey(order: PlayOrder): void {
    switch (order.do) {
      case "pause":
        this.#paused = order.on;
        this.#steps = 0;
        return;
      case "step":
        if (this.#paused) this.#steps++;
        this.#paused = true;
        return;
      case "loop":
        this.#loops = order.on;
        if (order.on && this.#ended) this.#seek(0);
        return;
      case "seek-to":
        return this.#seek(this.#pictureAt(order.to));
      default:
        return this.#seek((this.#jump ?? this.#next - 1) + this.#pictureAt(order.by));
    }
  }

  /** Picture `index` was read: the next one, or the one jumped to. */
  took(index = this.#next): void {
    this.#next = index + 1;
    this.#jump = undefined;
    this.#steps = Math.max(0, this.#steps - 1);
  }

  /** There was no picture to read. */
  ranOut(): void {
    this.#steps = 0;
    this.#jump = undefined;
    if (this.#loops) this.#jump = 0;
    else if (!this.#paused) this.#ended = true;
  }

  #seek(picture: number): void {
    const { length } = this.#recording;
    this.#jump = Math.max(0, length === undefined ? picture : Math.min(picture, length - 1));
    this.#ended = false;
  }

  #timeOf(picture: number): number {
    return (picture * 1000) / this.#recording.rate;
  }

  #pictureAt(time: number): number {
    return Math.round((time * this.#recording.rate) / 1000);
  }
}
