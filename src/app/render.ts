/**
 * `tetatty render`: pictures in, what a terminal needs to show them out. A
 * plain Unix filter: it keeps one picture at most, waits for whoever reads,
 * and leaves the terminal it may be writing to as it was.
 */
import { writeSync } from "node:fs";
import type { Size } from "../frame/frame.js";
import { timing } from "../camera/timing.js";
import { Film, type FilmOptions, LAST_WORDS } from "../render/film.js";
import { clock } from "./clock.js";
import { Downstream } from "./downstream.js";
import { rawPictures, sourcePictures, stdinToRead, type Pictures } from "./render-input.js";
import { RenderFigures } from "./render-figures.js";
import { onSignal } from "./signals.js";

export interface RenderOptions extends FilmOptions {
  /** Raw BGR pictures of one size on stdin, or what a source may be. */
  readonly from: Size | string;
  /** Pictures a second at most; undefined: as many as come. */
  readonly fps: number | undefined;
  /** Where in a recording to begin, in milliseconds. */
  readonly start: number;
  /** How many pictures to show; undefined: all. */
  readonly frames: number | undefined;
  /** How to tell on stderr what it took. */
  readonly stats: "text" | "json" | undefined;
}

const FAILED = 1;

/**
 * Runs until the pictures end, the reader leaves or a signal comes; resolves to the exit code.
 *
 * @throws RenderError or PlayError when no picture came at all.
 */
export async function runRender(options: RenderOptions): Promise<number> {
  const stop = new AbortController();
  let code = 0;
  using signals = onSignal((left) => {
    code = left;
    stop.abort();
  });
  const film = new Film(options);
  const figures = new RenderFigures(options.stats !== undefined);
  using words = new LastWords();
  await using out = new Downstream(process.stdout, stop.signal);
  const pictures = openPictures(options, film, stop.signal);
  const { frames = Infinity } = options;
  const isAlone = pictures.still || frames === 1;
  // It is one long piece of work, in which we would hear no signal, and leaves nothing to be restored.
  if (isAlone) signals[Symbol.dispose]();
  await show(pictures, { film, figures, out, words, signal: stop.signal, frames, isAlone });
  if (out.fault) throw out.fault;
  const complaint = stop.signal.aborted || !out.open ? undefined : pictures.complaint;
  if (complaint !== undefined) process.stderr.write(`tetatty: ${complaint}\n`);
  if (complaint !== undefined) code = FAILED;
  if (options.stats) process.stderr.write(`${figures.tell(film.stats, options.stats)}\n`);
  return code;
}

/** Asked of a source whose pictures are made smaller here and not where they come from: enough light to mix. */
const LARGE: Size = { width: 1920, height: 1080 };

function openPictures(options: RenderOptions, film: Film, signal: AbortSignal): Pictures {
  const { from, fps, start, stats, linear } = options;
  if (typeof from !== "string")
    return rawPictures(stdinToRead(), { size: from, fps, signal, timing });
  const whole = fps === undefined && !process.stdout.isTTY;
  const wanted = linear ? LARGE : stats ? film.wantedToJudge : film.wanted;
  return sourcePictures(from, { wanted, whole, fps, start, signal });
}

interface Showing {
  readonly film: Film;
  readonly figures: RenderFigures;
  readonly out: Downstream;
  readonly words: LastWords;
  readonly signal: AbortSignal;
  readonly frames: number;
  /** There is one picture, which is text and no film. */
  readonly isAlone: boolean;
}

async function show(pictures: Pictures, showing: Showing): Promise<void> {
  const { film, figures, out, words, signal, frames, isAlone } = showing;
  try {
    for await (const picture of pictures) {
      film.take(picture);
      if (!isAlone && !words.due) {
        words.due = true;
        await out.write(film.opening());
      }
      const since = clock.now();
      const bytes = isAlone ? film.text() : film.update();
      figures.encoded(clock.now() - since, film);
      if (!(await out.write(bytes)) || film.stats.frames >= frames) return;
    }
  } finally {
    if (words.due) await out.write(film.closing(!signal.aborted));
  }
}

/** Whoever insists on our leaving gets the cursor back all the same. */
class LastWords implements Disposable {
  /** Whether the cursor is hidden. */
  due = false;

  constructor() {
    process.once("exit", this.#say);
  }

  [Symbol.dispose](): void {
    process.off("exit", this.#say);
  }

  readonly #say = (): void => {
    if (!this.due) return;
    try {
      writeSync(process.stdout.fd, LAST_WORDS);
    } catch {
      // Nobody is there to read them.
    }
  };
}
