import type { Frame } from "../frame/frame.js";
import type { Clock, Screen } from "../ports.js";
import { Cast } from "./cast.js";
import type { RecordAs } from "./options.js";
import { VideoFile } from "./video-file.js";

export interface RecordingOptions {
  readonly screen: Screen;
  /** Without the ending, which each kind has its own of. */
  readonly path: string;
  readonly as: RecordAs;
  readonly title: string;
  readonly clock: Clock;
  /** A file cannot be written any further; nothing is recorded any more. */
  readonly onFault: (error: Error) => void;
}

/** The endings of a recording's files. */
export const endingsOf = (as: RecordAs): readonly string[] =>
  as === "both" ? [".cast", ".avi"] : [as === "cast" ? ".cast" : ".avi"];

/** What is on the screen, or the pictures alone, or both, from now on. */
export class Recording implements AsyncDisposable {
  readonly #cast: Cast | undefined;
  readonly #video: VideoFile | undefined;

  constructor(options: RecordingOptions) {
    const { screen, path, as, title, clock } = options;
    const onFault = (error: Error): void => {
      void this[Symbol.asyncDispose](); // What is left of it; the fault is what is told.
      options.onFault(error);
    };
    if (as !== "video")
      this.#cast = new Cast(screen, { path: `${path}.cast`, title, clock, onFault });
    if (as !== "cast") this.#video = new VideoFile({ path: `${path}.avi`, clock, onFault });
  }

  /** The endings of the files that there are. */
  get endings(): readonly string[] {
    const video = this.#video?.hasPicture ? [".avi"] : [];
    return this.#cast ? [".cast", ...video] : video;
  }

  see(frame: Frame): void {
    this.#video?.see(frame);
  }

  /** Ends it, and resolves when it is on disk. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#cast?.[Symbol.asyncDispose](), this.#video?.[Symbol.asyncDispose]()]);
  }
}
