/** The options of sound; a part of the table in `option-table.ts`. */
import type { SoundWishes } from "../ports.js";
import { aSwitch, type Option } from "./option.js";

type Audio = SoundWishes["audio"];
const AUDIO = ["auto", "off", "null", "tone", "parrot"] as const;

/** Who takes the echo out of the microphone. */
export type Echo = "on" | "off" | "system";
const ECHO: readonly Echo[] = ["on", "off", "system"];

const aDevice = (words: Pick<Option<string | undefined>, "help">): Option<string | undefined> => ({
  ...words,
  group: "sound",
  isSwitch: false,
  why: "the usual one is not always the best",
  initial: undefined,
  wants: "an id or the beginning of a name: see tetatty devices",
  json: ["string"],
  read: (text) => text,
});

export const SOUND_OPTIONS = {
  audio: {
    group: "sound",
    isSwitch: false,
    help: [["--audio <what>", "auto, off, null, tone, parrot, file:x.wav"]],
    why: "some have no microphone, or do not want one; a script has neither",
    initial: undefined,
    wants: "auto, off, null, tone, parrot or file:<x.wav>",
    off: { means: "off" },
    json: ["string", "boolean"],
    choices: AUDIO,
    read: readAudio,
  } as Option<Audio | undefined>,
  mic: aDevice({ help: [["--mic <device>", "the microphone: see tetatty devices"]] }),
  speaker: aDevice({ help: [["--speaker <device>", "the loudspeaker or headphones, likewise"]] }),
  echo: {
    group: "sound",
    isSwitch: false,
    help: [["--echo <how>", "take your speaker's echo out: on, off, system"]],
    why: "headphones make none, and some sound servers take it out themselves",
    initial: "on",
    wants: "on, off or system",
    off: { means: "off" },
    json: ["string", "boolean"],
    choices: ECHO,
    read: (text) => ECHO.find((how) => how === text),
  } as Option<Echo>,
  denoise: aSwitch({
    group: "sound",
    help: [["--denoise", "take fans and hiss out of what you say"]],
    why: "it costs time, and music suffers",
    initial: false,
  }),
} as const;

function readAudio(text: string): Audio | undefined {
  if (/^file:./s.test(text)) return text as Audio;
  return AUDIO.find((audio) => audio === text);
}
