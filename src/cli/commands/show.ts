/** One-way pictures: `tetatty show` and `tetatty watch`. */
import type { Options } from "../../app/options.js";
import type { Address } from "../../call/address.js";
import type { Command, Said } from "../command.js";
import { UsageError } from "../exit.js";
import type { OptionName } from "../option-table.js";
import { runOptions } from "../run-options.js";
import { refuseTwoTongues, whoIs } from "./talk.js";

/** What both take, in the order of their help. */
const PICTURE: readonly OptionName[] = [
  "window",
  "color",
  "glyphs",
  "lossless",
  "mouse",
  "save-to",
];
const SCRIPTED: readonly OptionName[] = ["log", "headless", "json"];

const SHOW_TAKES: readonly OptionName[] = [
  "source",
  "fps",
  "codec",
  "max-kbps",
  "mirror",
  "name",
  "listen",
  "dialect",
  "send-size",
  "trust-first",
  "only-known",
  ...PICTURE,
  ...SCRIPTED,
  "flash-log",
];

export const show: Command = {
  name: "show",
  summary: "show your camera to everybody who comes to watch",
  takes: ["[peer]"],
  examples: [
    ["tetatty show", "tetatty watch sees it, from anywhere"],
    ["tetatty show --source cat.mp4", "a video instead of the camera"],
    ["tetatty show --dialect pickle", "for old programs: not encrypted"],
    ["tetatty show pickle://host:9999", "to one that waits for a camera"],
  ],
  options: SHOW_TAKES,
  switches: [],
  async run(said) {
    const options = runOptions(said, SHOW_TAKES);
    const [peer] = said.words;
    const guest = peer === undefined ? undefined : whoIs(peer, options);
    if (guest) refuseTwoTongues(said, guest);
    refuseIdleSize(said, guest?.address ?? options.listen);
    if (guest && guest.address.dialect === undefined) {
      throw new UsageError(
        `${guest.name} would have to come and watch`,
        "tetatty show waits for viewers, tetatty call rings",
      );
    }
    if (!guest && !options.listen)
      throw new UsageError("without --listen nobody can come and watch", "leave out --no-listen");
    const { runShow } = await import("../../app/show.js");
    return runShow(options, guest);
  },
};

/** Among our own kind each viewer says how large its pictures are. */
function refuseIdleSize({ flags }: Said, at: Address | undefined): void {
  if (flags["send-size"] === undefined || at?.dialect !== undefined) return;
  throw new UsageError("--send-size has no effect without a dialect", "add --dialect pickle");
}

const WATCH_TAKES: readonly OptionName[] = [
  "fps",
  "name",
  "listen",
  "dialect",
  "trust-first",
  ...PICTURE,
  ...SCRIPTED,
  "size",
  "frames",
  "save-frames",
  "save-every",
];

/** Who only watches sends nothing, and hears nothing: what shows has no sound. */
const SILENT = { video: false, watches: true, voice: undefined } as const;

export const watch: Command = {
  name: "watch",
  summary: "watch what somebody shows, and send nothing",
  takes: ["[peer]"],
  examples: [
    ["tetatty watch alice", "what tetatty show shows there"],
    ["tetatty watch pickle://host:9999", "an old program: not encrypted"],
    ["tetatty watch --dialect pickle", "wait for one that calls"],
  ],
  options: WATCH_TAKES,
  switches: [],
  async run(said) {
    const options: Options = { ...runOptions(said, WATCH_TAKES), ...SILENT };
    const [peer] = said.words;
    const { runCall } = await import("../../app/run.js");
    if (peer !== undefined) {
      const target = whoIs(peer, options);
      refuseTwoTongues(said, target);
      return runCall({ ...options, listen: undefined }, target);
    }
    if (options.listen?.dialect === undefined)
      throw new UsageError("whom to watch?", "name a peer, or wait for a camera: --dialect pickle");
    return runCall({ ...options, autoAnswer: true }, undefined);
  },
};
