import type { Playback, Player, PlayOrder } from "../ports.js";
import { Changes } from "../util/changes.js";
import type { PictureListener } from "./picture-pipe.js";

/**
 * A recording as its user sees it: outlives the process that plays it, and
 * tells the next one where to go on.
 */
export class Tape implements Player {
  readonly #changes = new Changes();
  #send: (order: PlayOrder) => void = () => {};
  #playback: Playback | undefined;
  #paused = false;
  readonly #start: number;
  #loops: boolean;

  /** `start`: where it begins at first, in milliseconds. */
  constructor({ loops, start }: { readonly loops: boolean; readonly start: number }) {
    this.#loops = loops;
    this.#start = start;
  }

  get playback(): Playback | undefined {
    return this.#playback;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get loops(): boolean {
    return this.#loops;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  order(order: PlayOrder): void {
    if (order.do === "pause") this.#paused = order.on;
    if (order.do === "step") this.#paused = true;
    if (order.do === "loop") this.#loops = order.on;
    this.#send(order);
    this.#changes.tell();
  }

  /** A process begins to play; `send` tells it what to do, from now on. */
  play(send: (order: PlayOrder) => void): void {
    this.#send = send;
    send({ do: "loop", on: this.#loops });
    if (this.#paused) send({ do: "pause", on: true });
    const from = this.#playback?.position ?? this.#start;
    if (from > 0) send({ do: "seek-to", to: from });
  }

  /** The same listener, with an ear on where the recording stands. */
  listening(listener: PictureListener): PictureListener {
    return {
      opened: (native) => listener.opened(native),
      picture: (frame, native, playback) => {
        listener.picture(frame, native, playback);
        this.#playback = playback;
        this.#changes.tell();
      },
    };
  }
}
