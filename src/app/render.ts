/**
 * `tetatty render`: pictures in, what a terminal needs to show them out. A
 * plain Unix filter: it keeps one picture at most, waits for whoever reads,
 * and leaves the terminal it may be writing to as it was.
 */
import type { Size } from "../frame/frame.js";
import { timing } from "../camera/timing.js";
import { Film, type FilmOptions } from "../render/film.js";
import { clock } from "./clock.js";
import { Downstream } from "./downstream.js";
import { rawPictures, sourcePictures, type Pictures } from "./render-input.js";
import { RenderFigures } from "./render-figures.js";
import { onSignal } from "./signals.js";

export interface RenderOptions extends FilmOptions {
  /** Raw BGR pictures of one size on stdin, or what a source may be. */
  readonly from: Size | string;
  /** Pictures a second at most; undefined: as many as come. */
  readonly fps: number | undefined;
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
  using _signals = onSignal((left) => {
    code = left;
    stop.abort();
  });
  const film = new Film(options);
  const figures = new RenderFigures(options.stats !== undefined);
  await using out = new Downstream(process.stdout);
  const pictures = openPictures(options, film, stop.signal);
  try {
    await show(pictures, { film, figures, out, frames: options.frames ?? Infinity });
    if (out.fault) throw out.fault;
    const complaint = stop.signal.aborted || !out.open ? undefined : pictures.complaint;
    if (complaint !== undefined) process.stderr.write(`tetatty: ${complaint}\n`);
    if (complaint !== undefined) code = FAILED;
  } finally {
    if (film.stats.frames > 0) await out.write(film.closing());
  }
  if (options.stats) process.stderr.write(`${figures.tell(film.stats, options.stats)}\n`);
  return code;
}

/** Asked of a source whose pictures are made smaller here and not where they come from: enough light to mix. */
const LARGE: Size = { width: 1920, height: 1080 };

function openPictures(
  { from, fps, linear }: RenderOptions,
  film: Film,
  signal: AbortSignal,
): Pictures {
  if (typeof from !== "string")
    return rawPictures(process.stdin, { size: from, fps, signal, timing });
  const whole = fps === undefined && !process.stdout.isTTY;
  return sourcePictures(from, { wanted: linear ? LARGE : film.wanted, whole, fps, signal });
}

interface Showing {
  readonly film: Film;
  readonly figures: RenderFigures;
  readonly out: Downstream;
  readonly frames: number;
}

async function show(pictures: Pictures, { film, figures, out, frames }: Showing): Promise<void> {
  for await (const picture of pictures) {
    if (film.stats.frames === 0) await out.write(film.opening());
    const since = clock.now();
    const update = film.next(picture);
    figures.encoded(clock.now() - since, film);
    if (!(await out.write(update)) || film.stats.frames >= frames) return;
  }
}
