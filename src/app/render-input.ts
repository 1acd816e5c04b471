/** Where the pictures of `tetatty render` come from: a pipe, or any source. */
import { fstatSync } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { openPlayable, type Playable } from "../camera/open.js";
import { Pace } from "../camera/pace.js";
import type { Timing } from "../ports.js";
import type { Frame, Size } from "../frame/frame.js";
import { RawFrames } from "../frame/raw-frames.js";
import { ending } from "./ending.js";

/** There was nothing to show; the message says why. */
export class RenderError extends Error {
  override readonly name = "RenderError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Pictures, each waiting until the last was taken. One reader. */
export interface Pictures extends AsyncIterable<Frame> {
  /** There is one, and never another. */
  readonly still: boolean;
  /** What was wrong with them, as a sentence; to be read when they have ended. */
  readonly complaint: string | undefined;
}

export interface RawOptions {
  readonly size: Size;
  /** Pictures a second; undefined: as fast as they come. */
  readonly fps: number | undefined;
  readonly signal: AbortSignal;
  readonly timing: Timing;
}

const HINT = "is --size right?";
const OTHERS = "pipe raw BGR pictures in, or name a file";

/**
 * The process's stdin, to be read as pictures.
 *
 * @throws RenderError for a folder, which node takes for something empty.
 */
export function stdinToRead(): Readable {
  if (fstatSync(0).isDirectory()) throw new RenderError("stdin is a folder", OTHERS);
  return process.stdin;
}

/** Raw BGR pictures out of a pipe; none is left out. */
export function rawPictures(input: Readable, { size, fps, signal, timing }: RawOptions): Pictures {
  const frames = new RawFrames(size);
  const { width, height } = size;
  const wants = `a picture of ${width}x${height} has ${width * height * 3}`;
  let complaint: string | undefined;
  async function* read(): AsyncGenerator<Frame, void, undefined> {
    const pace = fps === undefined ? undefined : new Pace(1000 / fps, timing.now());
    let count = 0;
    for await (const chunk of untilAborted(input, signal)) {
      for (const frame of frames.push(chunk)) {
        if (pace) await pause(pace, timing, signal);
        if (signal.aborted) return;
        count++;
        yield frame;
      }
    }
    if (signal.aborted) return;
    const { begun } = frames;
    if (count === 0 && begun === 0) throw new RenderError("nothing came on stdin", OTHERS);
    if (count === 0) throw new RenderError(`${begun} bytes came, and ${wants}`, HINT);
    if (begun > 0)
      complaint = `the last picture is cut off: ${begun} bytes, and ${wants} - ${HINT}`;
  }
  return {
    [Symbol.asyncIterator]: read,
    still: false,
    get complaint() {
      return complaint;
    },
  };
}

/** Resolves when the next picture is due; once aborted, the caller sees that. */
async function pause(pace: Pace, timing: Timing, signal: AbortSignal): Promise<void> {
  const wait = Math.max(0, pace.due - timing.now());
  if (wait > 0) await passed(wait, timing, signal);
  pace.take(timing.now());
}

async function passed(wait: number, timing: Timing, signal: AbortSignal): Promise<void> {
  await new Promise<void>((done) => {
    const finish = (): void => {
      alarm[Symbol.dispose]();
      signal.removeEventListener("abort", finish);
      done();
    };
    const alarm = timing.after(wait, finish);
    signal.addEventListener("abort", finish);
  });
}

async function* untilAborted(
  input: Readable,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* addAbortSignal(signal, input) as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (signal.aborted) return;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new RenderError(`stdin cannot be read: ${message}`, OTHERS);
  }
}

export interface SourceOptions {
  /** The largest pictures that are of use. */
  readonly wanted: Size;
  /** Nobody watches: a file is read picture by picture, as fast as they are taken, and none is left out. */
  readonly whole: boolean;
  readonly fps: number | undefined;
  /** Where in a recording to begin, in milliseconds. */
  readonly start: number;
  readonly signal: AbortSignal;
}

/** More pictures a second than terminals show. */
const MOST_FPS = 60;

/**
 * Pictures of a camera, a file, a stream or a pattern at its own speed, the newest when the reader is late;
 * of a still one.
 *
 * @throws SourceError when `what` can be none; PlayError, while they are read, when there is no picture.
 */
export function sourcePictures(what: string, options: SourceOptions): Pictures {
  const { wanted, whole, fps = MOST_FPS, start, signal } = options;
  const playable = openPlayable(what, { loops: false, start }, { fps });
  async function* read(): AsyncGenerator<Frame, void, undefined> {
    const { source } = playable;
    const over = new AbortController();
    const stop = AbortSignal.any([signal, over.signal]);
    await using _source = source;
    let failure: unknown;
    ending(playable).catch((error: unknown) => {
      failure = error;
      over.abort();
    });
    source.want({ ...wanted, fps });
    yield* whole && playable.file ? everyPicture(playable, stop) : newestPictures(playable, stop);
    if (failure !== undefined) throw failure;
  }
  return { [Symbol.asyncIterator]: read, still: playable.still, complaint: undefined };
}

async function* newestPictures(
  { source, player, still }: Playable,
  signal: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  for await (const frame of source.frames(signal)) {
    const { playback } = player ?? {};
    yield frame;
    // The last picture comes once more when a recording has ended.
    if (playback?.at === "ended" || still) return;
  }
}

/** A picture that is held comes again and again. One repeat may have waited, and one been on its way, when a step was asked for. */
const LAST_REPEATS = 4;

/** Steps from picture to picture, until nothing but repeats come. */
async function* everyPicture(
  { source, player }: Playable,
  signal: AbortSignal,
): AsyncGenerator<Frame, void, undefined> {
  player?.order({ do: "pause", on: true });
  player?.order({ do: "step" });
  let shown = -1;
  let repeats = 0;
  for await (const frame of source.frames(signal)) {
    const position = player?.playback?.position ?? 0;
    if (position !== shown) {
      shown = position;
      repeats = 0;
      yield frame;
      player?.order({ do: "step" });
    } else if (++repeats === LAST_REPEATS) return;
  }
}
