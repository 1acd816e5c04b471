/** The commands that hold calls: `tetatty`, `tetatty call` and `tetatty demo`. */
import type { Target } from "../../call/state.js";
import type { Options } from "../../app/options.js";
import { findTarget } from "../../app/target.js";
import type { Command, Said } from "../command.js";
import { UsageError } from "../exit.js";
import { OPTION_NAMES, type OptionName } from "../option-table.js";
import { passOn } from "../pass-on.js";
import { runOptions } from "../run-options.js";
import { checkInvite } from "../whom.js";

export const idle: Command = {
  name: "",
  summary: "see yourself, wait for calls, dial",
  takes: [],
  examples: [
    ["tetatty", "see yourself, wait for calls; c dials"],
    ["tetatty call alice", "call a saved peer, a host or host:port"],
    ["tetatty demo", "a whole call with a simulated peer"],
    ["tetatty --source cat.mp4", "show a video instead of the camera"],
  ],
  options: OPTION_NAMES,
  switches: [["stdio", "pass a call on to the tetatty that waits here; for ssh to run"]],
  async run(said) {
    if (said.flags.stdio === true) return passOn(said.world);
    const options = runOptions(said, OPTION_NAMES);
    const { runCall } = await import("../../app/run.js");
    return runCall(options, undefined);
  },
};

export const call: Command = {
  name: "call",
  summary: "open the screen and dial at once",
  takes: ["<peer>"],
  examples: [
    ["tetatty call alice", "a saved peer: see tetatty peers"],
    ["tetatty call 192.168.1.20", "a host, at the usual port"],
    ["tetatty call '[fe80::1]:9000'", "a host, at a port of its own"],
    ["tetatty call ssh://bob@example.org", "whoever waits there, through ssh"],
    ["tetatty call 'tetatty://…#SHA256:…'", "an invite: no question whose key it is"],
    ["tetatty call alice --no-video", "see without being seen"],
    ["tetatty call videostream://host:1234", "a tutorial's program: not encrypted"],
  ],
  options: OPTION_NAMES,
  switches: [],
  async run(said) {
    const options = runOptions(said, OPTION_NAMES);
    const target = whoIs(said.words[0] ?? "", options);
    refuseTwoTongues(said, target);
    const { runCall } = await import("../../app/run.js");
    return runCall(options, target);
  },
};

/** It listens nowhere and has a screen: the rest would mean nothing. */
const DEMO_TAKES: readonly OptionName[] = [
  "source",
  "video",
  "fps",
  "mirror",
  "name",
  "color",
  "glyphs",
  "pixels",
  "lossless",
  "mouse",
  "bell",
  "audio",
  "mic",
  "speaker",
  "echo",
  "denoise",
  "save-to",
  "record-as",
  "log",
];

export const demo: Command = {
  name: "demo",
  summary: "a whole call with a simulated peer",
  takes: [],
  examples: [
    ["tetatty demo", "needs no camera, no network and nobody else"],
    ["tetatty demo --source pattern", "leaves your camera alone, too"],
  ],
  options: DEMO_TAKES,
  switches: [],
  async run(said) {
    const options = runOptions(said, DEMO_TAKES);
    const { runDemo } = await import("../../app/demo.js");
    return runDemo(options);
  },
};

/** @throws UsageError where the text names nobody. */
export function whoIs(text: string, { book, dialect }: Options): Target {
  const target = findTarget(text, book, dialect);
  if (target) return target;
  checkInvite(text);
  throw new UsageError(
    `nobody can be reached at "${text}"`,
    "name a saved peer, host, host:port, [v6]:port or ssh://[user@]host",
  );
}

/** @throws UsageError where `--dialect` was typed and `target` speaks something else. */
export function refuseTwoTongues({ flags }: Said, { name, address }: Target): void {
  const { dialect = "native" } = address;
  if (flags.dialect === undefined || flags.dialect === dialect) return;
  const what = dialect === "native" ? "is called natively" : `speaks ${dialect}`;
  throw new UsageError(
    `${name} ${what}, and --dialect says ${flags.dialect}`,
    "leave out --dialect, or name the address in full: pickle://host:port",
  );
}
