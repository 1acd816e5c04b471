import type { RenderOptions } from "../../app/render.js";
import { detectColors } from "../../render/detect-colors.js";
import type { Command, Said } from "../command.js";
import { countOf, timeOf } from "../count.js";
import { TerminalError, UsageError, dumbTerminal } from "../exit.js";
import { readPair, type OptionName } from "../option-table.js";
import { settingsOf } from "../run-options.js";
import type { Flags } from "../words.js";

const TAKES: readonly OptionName[] = ["source", "color", "glyphs", "lossless"];

/** Where there is no terminal to ask. */
const USUAL_CELLS = [80, 24] as const;
/** Larger than any terminal, and a picture of it takes no more than a second or two. */
const MOST_CELLS = 1000;
/** Larger than any picture that OpenCV delivers. */
const MOST_PIXELS = 9999;

export const render: Command = {
  name: "render",
  summary: "turn pictures into what a terminal shows",
  takes: ["[source]"],
  examples: [
    ["tetatty render clip.mp4", "a film, and the prompt after it"],
    ["tetatty render me.png > me.ans", "for cat, or a login message"],
    ["tetatty render --size 320x180 < raw.bgr", "raw pictures, from ffmpeg, say"],
  ],
  options: TAKES,
  switches: [
    ["size", "of the raw BGR pictures on stdin"],
    ["cells", "room for them (default: the terminal, or 80x24)"],
    ["start", "where in a recording to begin: 90, 1:30"],
    ["fps", "pictures a second at most (default: as they come)"],
    ["frames", "stop after so many"],
    ["linear-light", "mix light when making smaller; slower"],
    ["stats", "say on stderr what it took"],
  ],
  async run(said) {
    const options = renderOptions(said);
    const { runRender } = await import("../../app/render.js");
    return runRender(options);
  },
};

function renderOptions(said: Said): RenderOptions {
  const { flags, world } = said;
  const { source, color, glyphs, lossless } = settingsOf(said, TAKES);
  if (world.dumb && world.cells && color === "auto") throw dumbTerminal("render elsewhere");
  const { cols, rows } = cellsOf(said);
  // Before anything else is missed: it may have taken the source for its value.
  const stats = statsOf(flags);
  return {
    from: sourceOf(said, source) ?? sizeOf(said),
    fps: countOf(flags, "fps", 1000),
    start: timeOf(flags, "start"),
    frames: countOf(flags, "frames"),
    stats,
    colors: detectColors({ flag: color, env: world.environment }),
    glyphs,
    lossless,
    linear: flags["linear-light"] === true,
    cols,
    rows,
  };
}

/**
 * What is named by a word or by `--source`; what other commands are told to show otherwise is not meant.
 *
 * @throws UsageError for both, and where the pictures on stdin are described, too.
 */
function sourceOf({ words, flags }: Said, source: string | undefined): string | undefined {
  const [word] = words;
  const named = word ?? (flags.source === undefined ? undefined : source);
  if (named === undefined) return undefined;
  if (word !== undefined && flags.source !== undefined)
    throw new UsageError(`"${word}" and --source are two sources`, ONE);
  if (flags.size !== undefined)
    throw new UsageError(`--size is for raw pictures on stdin, and "${named}" has others`, ONE);
  return named;
}

const ONE = "leave one of them out";

/** @throws TerminalError where nothing can come, UsageError where nobody says how large it is. */
function sizeOf({ flags, world }: Said): RenderOptions["from"] {
  const another = "name a file, a camera or a stream";
  if (flags.start !== undefined)
    throw new UsageError("--start is for recordings, and stdin is none", "leave it out");
  if (world.typed) throw new TerminalError("no pictures can come from a terminal", another);
  const [width, height] = pairOf(flags, "size", MOST_PIXELS) ?? [];
  if (width === undefined || height === undefined)
    throw new UsageError(
      "render cannot know how large pictures on stdin are",
      "add --size <w>x<h>",
    );
  return { width, height };
}

/** @throws UsageError for more than the terminal has: what does not fit would scroll away while it is drawn. */
function cellsOf({ flags, world }: Said): { readonly cols: number; readonly rows: number } {
  // A terminal that nobody has told its size has none.
  const here = world.cells && world.cells.cols > 0 ? world.cells : undefined;
  const asked = pairOf(flags, "cells", MOST_CELLS);
  // The prompt needs a row of its own.
  const [cols, rows] = asked ?? (here ? [here.cols, Math.max(1, here.rows - 1)] : USUAL_CELLS);
  if (here && (cols > here.cols || rows > here.rows))
    throw new UsageError(
      `--cells ${cols}x${rows} does not fit this terminal, which has ${here.cols}x${here.rows}`,
      "leave --cells out to fill it",
    );
  return { cols, rows };
}

function pairOf(flags: Flags, name: "size" | "cells", most: number) {
  const text = flags[name];
  if (text === undefined) return undefined;
  const pair = readPair(String(text));
  if (pair?.every((number) => number > 0 && number <= most)) return pair;
  const unit = name === "size" ? "pixels" : "cells";
  throw new UsageError(
    `--${name} wants two numbers of ${unit}, 1x1 to ${most}x${most}, and got "${String(text)}"`,
  );
}

function statsOf({ stats }: Flags): RenderOptions["stats"] {
  if (stats === undefined) return undefined;
  if (stats === "") return "text";
  if (stats === "json") return "json";
  throw new UsageError(
    `--stats wants nothing or json, and got "${String(stats)}"`,
    "name the source before it",
  );
}
