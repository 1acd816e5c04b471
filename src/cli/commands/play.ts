import type { Command } from "../command.js";
import type { OptionName } from "../option-table.js";
import { countOf, timeOf } from "../count.js";
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
    const options = runOptions(said, TAKES);
    const { runPlay } = await import("../../app/play.js");
    const loops = said.flags.loop === true;
    const frames = countOf(said.flags, "frames");
    const start = timeOf(said.flags, "start");
    return runPlay(options, said.words[0] ?? "", { loops, start, frames });
  },
};
