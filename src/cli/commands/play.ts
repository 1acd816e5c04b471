import type { Command } from "../command.js";
import type { OptionName } from "../option-table.js";
import { countOf, timeOf } from "../count.js";
import { UsageError } from "../exit.js";
import { runOptions } from "../run-options.js";

const TAKES: readonly OptionName[] = [
  "color",
  "glyphs",
  "pixels",
  "lossless",
  "mouse",
  "save-to",
  "record-as",
  "log",
];

/** What moves over and over wherever else it is seen. */
const MOVING = /\.gif$/i;

export const play: Command = {
  name: "play",
  summary: "play a video, stream or picture in the terminal",
  takes: ["<source>"],
  examples: [
    ["tetatty play clip.mp4", "space pauses, ← → seek, q leaves"],
    ["tetatty play clip.mp4 --loop", "over and over"],
    ["tetatty play https://…", "whatever OpenCV can open"],
    ["tetatty play me.png", "a still picture"],
  ],
  options: TAKES,
  switches: [
    ["loop", "begin again after the end"],
    ["start", "where to begin: 90, 1:30, 1:02:03.5"],
    ["frames", "leave after so many pictures"],
  ],
  async run(said) {
    const [source = ""] = said.words;
    // Otherwise we would say that there is no terminal, which is true, and no help.
    if (source === "-")
      throw new UsageError("play takes its keys from stdin", "save the video, and give the file");
    const options = runOptions(said, TAKES);
    const { runPlay } = await import("../../app/play.js");
    const loops = said.flags.loop === undefined ? MOVING.test(source) : said.flags.loop === true;
    const frames = countOf(said.flags, "frames");
    const start = timeOf(said.flags, "start");
    return runPlay(options, source, { loops, start, frames });
  },
};
