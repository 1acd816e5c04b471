/** From what `--source` says to something that yields pictures. */
import { existsSync, openSync } from "node:fs";
import { loadSharp, openCvAvailable } from "../native/load.js";
import type { FrameSource, Log, Player, Timing } from "../ports.js";
import { isMovingGif } from "./gif.js";
import { openCvPlayer, openCvSource } from "./opencv-source.js";
import { PatternSource } from "./pattern-source.js";
import { labelOf, parseSource, type SourceSpec } from "./source-spec.js";
import { StillSource } from "./still.js";
import { Tape } from "./tape.js";
import { timing as systemTiming } from "./timing.js";

/** `--source` or `--flash-log` makes no sense: the message says why. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly hint: string;

  constructor(
    message: string,
    hint = "give a camera number, file, URL, image or pattern",
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.hint = hint;
  }
}

export interface SourceOptions {
  /** Pictures a second that a pattern makes at most. */
  readonly fps: number;
  /** A file to which `pattern:flash` appends `<monotonic ns> <0|1>` at each turn. */
  readonly flashLog?: string | undefined;
  readonly timing?: Timing;
  readonly log?: Log;
}

const FIRST_CAMERA = { kind: "camera", index: 0, device: "/dev/video0" } as const;

/**
 * Opens what `text` names; undefined is the first camera, or a test pattern
 * where there is none. Whatever goes wrong later is the source's status.
 *
 * @throws SourceError when `text` cannot be a source or the flash log cannot be written.
 */
export function openSource(text: string | undefined, options: SourceOptions): FrameSource {
  if (text === undefined) return openUsual(options);
  const spec = readSpec(text);
  if (typeof spec === "string") throw new SourceError(`--source: ${spec}`);
  return openSpec(spec, options);
}

/** What is named, as it will be read: pictures that move are recordings where somebody can play them. */
function readSpec(text: string): SourceSpec | string {
  const spec = parseSource(text);
  if (typeof spec === "string" || spec.kind !== "image" || !/\.gif$/i.test(spec.path)) return spec;
  return openCvAvailable() && isMovingGif(spec.path) ? { kind: "file", path: spec.path } : spec;
}

/** Something to play. */
export interface Playable {
  readonly source: FrameSource;
  /** Undefined where there is nothing to tell: cameras, stills and patterns. */
  readonly player: Player | undefined;
  /** There is one picture, and never another. */
  readonly still: boolean;
  /** It has an end, and nothing else sets its pace. */
  readonly file: boolean;
}

/** How something is to be played. */
export interface Playing {
  /** Over and over, or once. */
  readonly loops: boolean;
  /** Where in a recording to begin, in milliseconds. */
  readonly start: number;
}

/**
 * Opens what `text` names to be played.
 *
 * @throws SourceError when `text` cannot be a source, or has no place to start at.
 */
export function openPlayable(text: string, playing: Playing, options: SourceOptions): Playable {
  const { timing = systemTiming, log = { note: () => {} } } = options;
  const spec = readSpec(text);
  if (typeof spec === "string") throw new SourceError(spec);
  if (spec.kind !== "file" && spec.kind !== "url") {
    if (playing.start > 0) throw notRecorded(labelOf(spec));
    return {
      source: openSpec(spec, options),
      player: undefined,
      still: spec.kind === "image",
      file: false,
    };
  }
  const tape = new Tape(playing);
  return {
    source: openCvPlayer(spec, tape, { timing, log }),
    player: tape,
    still: false,
    file: spec.kind === "file",
  };
}

/** Where `--start` can mean nothing. */
export const notRecorded = (label: string): SourceError =>
  new SourceError(`--start is for recordings, and ${label} is none`, "leave --start out");

function openSpec(spec: SourceSpec, options: SourceOptions): FrameSource {
  const { timing = systemTiming, log = { note: () => {} }, fps } = options;
  switch (spec.kind) {
    case "pattern":
      return new PatternSource(spec.name, {
        timing,
        fps,
        flashLog: openFlashLog(options.flashLog),
      });
    case "image":
      return new StillSource({ label: labelOf(spec), path: spec.path, timing, loadSharp });
    default:
      return openCvSource(spec, timing, log);
  }
}

function openUsual(options: SourceOptions): FrameSource {
  const { timing = systemTiming, log = { note: () => {} }, fps } = options;
  const notice = whyNoCamera();
  if (notice === undefined) return openCvSource(FIRST_CAMERA, timing, log);
  return new PatternSource("ball", { timing, fps, notice });
}

/** Why the first camera cannot be tried; only Linux tells without opening it. */
function whyNoCamera(): string | undefined {
  if (!openCvAvailable()) {
    return "no camera without OpenCV: this is a test pattern - type: tetatty setup";
  }
  if (process.platform !== "linux" || existsSync(FIRST_CAMERA.device)) return undefined;
  return "no camera found: this is a test pattern - plug one in and start again";
}

function openFlashLog(path: string | undefined): number | undefined {
  if (path === undefined) return undefined;
  try {
    return openSync(path, "a");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError(`--flash-log cannot be written: ${reason}`, "choose another file", {
      cause,
    });
  }
}
