import type { Command } from "../command.js";
import type { OptionName } from "../option-table.js";
import { runOptions } from "../run-options.js";

const TAKES: readonly OptionName[] = [
  "source",
  "fps",
  "mirror",
  "window",
  "color",
  "glyphs",
  "pixels",
  "lossless",
  "mouse",
  "save-to",
  "record-as",
  "flash-log",
  "log",
];

export const preview: Command = {
  name: "preview",
  summary: "show your own picture and nothing else",
  takes: [],
  examples: [
    ["tetatty preview", "your camera; q leaves"],
    ["tetatty preview --source 1", "another camera"],
    ["tetatty preview --source rtsp://…", "whatever OpenCV can open"],
  ],
  options: TAKES,
  switches: [],
  async run(said) {
    const options = runOptions(said, TAKES);
    const { runPreview } = await import("../../app/preview.js");
    return runPreview(options);
  },
};
