import type { Command } from "../command.js";
import type { OptionName } from "../option-table.js";
import { runOptions } from "../run-options.js";

const TAKES: readonly OptionName[] = ["color", "glyphs", "lossless", "mouse", "save-to", "log"];

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
  switches: [["loop", "begin again after the end"]],
  async run(said) {
    const options = runOptions(said, TAKES);
    const { runPlay } = await import("../../app/play.js");
    return runPlay(options, said.words[0] ?? "", said.flags.loop === true);
  },
};
