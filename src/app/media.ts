/**
 * What is seen in a call: our pictures on the link that carries it, and
 * theirs. Outside a call it keeps what the user wants for the next one.
 */
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import type { Clock } from "../ports.js";
import { fitWant, type Want } from "../wire/hello.js";
import { CallFigures, type Figures } from "./figures.js";
import type { Line } from "./line.js";

export interface MediaParts {
  readonly clock: Clock;
  /** Pictures a second we can show. */
  readonly fps: number;
  /** Whether we send pictures at first. */
  readonly camera: boolean;
  /** Given every remote picture of a call, stamped in our own clock. */
  readonly onPicture: (frame: Frame) => void;
  /** Something is worth reading again. */
  readonly changed: () => void;
}

export class Media {
  readonly figures = new CallFigures();
  readonly #parts: MediaParts;
  /** Carries the call, while there is one. */
  #line: Line | undefined;
  #shows: Want;
  #camera: boolean;
  #recording = false;
  #dueAt = 0;
  /** Pictures dropped on links that carried the call before this one. */
  #droppedBefore = 0;

  constructor(parts: MediaParts) {
    this.#parts = parts;
    this.#camera = parts.camera;
    this.#shows = { ...NO_SIZE, fps: parts.fps };
  }

  /** The call is live on `line`: its other end learns how things stand here. */
  begin(line: Line | undefined): void {
    this.figures.reset();
    this.#droppedBefore = 0;
    this.#use(line);
  }

  /** The call goes on on `line`; until they say otherwise, things stand there as they stood. */
  resume(line: Line | undefined): void {
    this.#droppedBefore = this.read().droppedOut;
    const { camera = true, recording = false } = this.#line ?? {};
    if (line) Object.assign(line, { camera, recording, ...line });
    this.#use(line);
  }

  #use(line: Line | undefined): void {
    this.#line = line;
    this.#dueAt = 0;
    line?.session?.admitPictures?.();
    line?.session?.tell({ type: "want", want: this.#shows });
    if (!this.#camera) line?.session?.tell({ type: "camera", on: false });
    if (this.#recording) line?.session?.tell({ type: "recording", on: true });
  }

  /** The call is over. */
  end(): void {
    this.#line = undefined;
  }

  /** Whether we send pictures, and whether the peer does. */
  get camera(): boolean {
    return this.#camera;
  }
  get peerCamera(): boolean {
    return this.#line?.camera ?? true;
  }

  /** Whether the peer records what it sees of us, as far as it says. */
  get peerRecording(): boolean {
    return this.#line?.recording ?? false;
  }

  /** The largest pictures we can show, and how many a second. */
  get shows(): Want {
    return this.#shows;
  }

  /** What the peer of a call can show; undefined without one, or while our camera is off. */
  get wanted(): Want | undefined {
    return this.#camera ? this.#line?.want : undefined;
  }

  /** How our pictures are coded now, and why not better; empty outside a call. */
  get sending(): string {
    return this.#line?.session?.out.sending ?? "";
  }

  setCamera(on: boolean): void {
    this.#camera = on;
    if (!on) this.#line?.session?.clear();
    this.#line?.session?.tell({ type: "camera", on });
    this.#parts.changed();
  }

  /** Whether what we see is being recorded; a peer in a call is told at once. */
  setRecording(on: boolean): void {
    if (on === this.#recording) return;
    this.#recording = on;
    this.#line?.session?.tell({ type: "recording", on });
  }

  /** The largest pictures we can show now, and how many a second at most; a peer in a call is told at once. */
  setShows({ width, height }: Size, fps = Infinity): void {
    const shows = fitWant({ width, height, fps: Math.min(fps, this.#parts.fps) });
    if (JSON.stringify(shows) === JSON.stringify(this.#shows)) return;
    this.#shows = shows;
    this.#line?.session?.tell({ type: "want", want: shows });
  }

  /** Offers a local picture, already small enough for {@link wanted}, to the peer of a call. */
  show(frame: Frame): void {
    const line = this.#line;
    if (!line?.session || !this.#camera || !line.want || line.want.width === 0) return;
    const now = this.#parts.clock.now();
    // Half a picture of slack: a camera's clock and ours never quite agree.
    const interval = 1000 / line.want.fps;
    if (now < this.#dueAt - interval / 2) return;
    this.#dueAt = Math.max(this.#dueAt + interval, now);
    line.session.show(frame, line.want.fps);
  }

  /** A picture came on `line`. */
  take(line: Line, frame: Frame): void {
    // Before the call is live nobody may show us anything; after it, what was under way may arrive.
    if (line.closingAt !== undefined) return;
    if (line !== this.#line) return line.session?.reject("shows pictures outside a call");
    this.figures.arrived(frame, this.#parts.clock.now());
    this.#parts.onPicture(frame);
  }

  /** The figures of the call as they are now. */
  read(): Figures {
    const figures = this.figures.read(this.#parts.clock.now(), this.#line?.session);
    return { ...figures, droppedOut: figures.droppedOut + this.#droppedBefore };
  }
}
