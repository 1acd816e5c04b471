/**
 * Every option, once: its default, what it accepts, and why there is one at all.
 *
 * Flags, `TETATTY_*` variables, the config file, the help, the completion and
 * the README's table all follow from this table.
 */
import { DEFAULT_PORT, DIALECTS, parsePlace, type Address, type Dialect } from "../call/address.js";
import type { Bell } from "../render/notification.js";
import type { RecordAs } from "../app/options.js";
import type { Colors } from "../render/pane-painter.js";
import type { PixelsChoice } from "../render/pixels/detect-pixels.js";
import { GLYPHS } from "../render/glyphs/glyph-set.js";
import type { Size } from "../frame/frame.js";
import { isPatternName, PATTERN_NAMES } from "../frame/pattern.js";
import { nameFault } from "../store/peer-name.js";
import { aChoice, aNumber, aPath, aSwitch, type Option } from "./option.js";
import { SOUND_OPTIONS } from "./sound-options.js";
import { MAX_HEIGHT, MAX_WIDTH } from "../wire/limits.js";
import { type Codec, CODECS } from "../wire/picture.js";

/** How colours reach the terminal; `auto` asks the environment. */
type ColorChoice = Colors | "auto";
const COLORS: readonly ColorChoice[] = ["auto", "truecolor", "256", "16", "mono"];

/** How pictures are coded for the line; `auto` follows it. */
type CodecChoice = Codec | "auto";
const CODEC_CHOICES: readonly CodecChoice[] = ["auto", ...CODECS];

/** What is spoken where nothing else is said. */
type DialectName = "native" | Dialect;
const DIALECT_NAMES: readonly DialectName[] = ["native", ...DIALECTS];

const BELLS: readonly Bell[] = ["away", "always", "silent", "off"];
const PIXELS: readonly PixelsChoice[] = ["auto", "off", "kitty", "sixel"];
const RECORD_AS: readonly RecordAs[] = ["cast", "video", "both"];

export const OPTIONS = {
  source: {
    group: "picture",
    isSwitch: false,
    help: [["--source <what>", "camera number, file, URL, image, or pattern[:name]"]],
    why: "people have several cameras, or none",
    initial: undefined,
    wants: `a camera number, file, URL, image, or pattern:${PATTERN_NAMES.join("|")}`,
    json: ["string", "number"],
    choices: PATTERN_NAMES.map((name) => `pattern:${name}`),
    read: readSource,
  } as Option<string | undefined>,
  video: aSwitch({
    group: "picture",
    help: [["--no-video", "capture and send nothing"]],
    why: "some want to see without being seen",
    initial: true,
  }),
  fps: aNumber(1, 60, {
    group: "picture",
    help: [["--fps <n>", "pictures a second to offer, 1 to 60 (default: 30)"]],
    why: "a slow machine or line is better off with fewer",
    initial: 30,
  }),
  codec: {
    ...aChoice(CODEC_CHOICES, {
      group: "picture",
      help: [["--codec <which>", "auto, raw, delta or jpeg (default: auto)"]],
      why: "to measure one, or to have pixels as they are, however few and small the pictures",
      initial: "auto",
    }),
  } as Option<CodecChoice>,
  "max-kbps": {
    ...aNumber(10, 100_000, {
      group: "picture",
      help: [["--max-kbps <n>", "thousand bits a second that pictures may fill"]],
      why: "a line may be paid by what it carries, or be somebody else's too",
      initial: 0,
    }),
    initial: undefined,
  } as Option<number | undefined>,
  mirror: aSwitch({
    group: "picture",
    help: [["--no-mirror", "show the preview as peers see it"]],
    why: "text held into the camera can only be read unmirrored",
    initial: true,
  }),
  ...SOUND_OPTIONS,
  name: {
    group: "call",
    isSwitch: false,
    help: [["--name <name>", "what peers see you as (default: user@host)"]],
    why: "user@host says little to a friend, or too much",
    initial: undefined,
    wants: "1 to 32 letters, digits and . _ @ -",
    json: ["string"],
    read: (text) =>
      nameFault(text.normalize("NFC")) === undefined ? text.normalize("NFC") : undefined,
  } as Option<string | undefined>,
  listen: {
    group: "call",
    isSwitch: false,
    help: [
      ["--listen <where>", "[host:]port to wait for calls at (default: 7887)"],
      ["--no-listen", "do not wait for calls"],
    ],
    why: "ports are taken, and networks differ in whom they can be trusted with",
    initial: { host: "", port: DEFAULT_PORT },
    wants: "a port, host:port or [v6]:port",
    off: { means: false },
    json: ["string", "number"],
    read: readListen,
  } as Option<Address | false>,
  dialect: {
    group: "call",
    isSwitch: false,
    help: [["--dialect <which>", "native, or unencrypted: videostream, pickle"]],
    why: "the programs of old tutorials speak no other: docs/DIALECTS.md",
    initial: "native",
    wants: "native, videostream or pickle",
    json: ["string"],
    choices: DIALECT_NAMES,
    read: (text) => DIALECT_NAMES.find((name) => name === text),
  } as Option<DialectName>,
  "send-size": {
    group: "call",
    isSwitch: false,
    help: [["--send-size <w>x<h>", "pixels of the pictures sent in such a dialect"]],
    why: "some of those programs die of sizes that others live by",
    initial: undefined,
    wants: `<width>x<height> in pixels, 2x2 to ${MAX_WIDTH}x${MAX_HEIGHT}`,
    json: ["string"],
    read: readSize,
  } as Option<Size | undefined>,
  "auto-answer": aSwitch({
    group: "call",
    help: [["--auto-answer", "answer every call at once"]],
    why: "a door camera has nobody to press a key",
    initial: false,
  }),
  "only-known": aSwitch({
    group: "call",
    help: [["--only-known", "let nobody ring whose key you do not know"]],
    why: "some wait for friends on an open network, some for anybody",
    initial: false,
  }),
  dnd: aSwitch({
    group: "call",
    help: [["--dnd", "do not disturb: callers hear busy; D turns it off"]],
    why: "a service may want to start quietly",
    initial: false,
  }),
  "remote-command": {
    group: "call",
    isSwitch: false,
    help: [["--remote-command <c>", "what ssh runs on the far side (default: tetatty)"]],
    why: "what ssh runs has a shorter PATH than people, at the far side",
    initial: "tetatty",
    wants: "a command of the far side's shell, on one line",
    json: ["string"],
    read: (text) => (/^[^\n\0]+$/.test(text) ? text : undefined),
  } as Option<string>,
  "trust-first": {
    ...aSwitch({
      group: "call",
      help: [["--trust-first", "trust whoever answers a first call, unasked"]],
      why: "a script cannot compare fingerprints, so --headless does; a person can, so the screen asks",
      initial: false,
    }),
    initial: undefined,
  } as Option<boolean | undefined>,
  window: aSwitch({
    group: "screen",
    help: [["--window", "show pictures in windows instead of the terminal"]],
    why: "a desktop can show every pixel",
    initial: false,
  }),
  color: {
    ...aChoice(COLORS, {
      group: "screen",
      help: [["--color <how>", "auto, truecolor, 256, 16 or mono (default: auto)"]],
      why: "not every terminal tells the truth about its colours",
      initial: "auto",
    }),
    json: ["string", "number"],
  } as Option<ColorChoice>,
  glyphs: aChoice(GLYPHS, {
    group: "screen",
    help: [["--glyphs <which>", "half, quadrant, sextant, octant, braille or ascii"]],
    why: "finer ones are sharper, and not every font has them",
    initial: "half",
  }),
  pixels: aChoice(PIXELS, {
    group: "screen",
    help: [["--pixels <how>", "for one picture alone: auto, off, kitty or sixel"]],
    why: "not every terminal that can show pixels says so, and not every line carries them",
    initial: "auto",
  }),
  bell: {
    ...aChoice(BELLS, {
      group: "screen",
      help: [["--bell <when>", "away, always, silent or off (default: away)"]],
      why: "some leave the desk with the window in front, some share an office",
      initial: "away",
    }),
    off: { means: "off" },
    json: ["string", "boolean"],
  } as Option<Bell>,
  lossless: aSwitch({
    group: "screen",
    help: [["--lossless", "show pictures exactly, on a slow terminal fewer"]],
    why: "what suits a face does not suit an X-ray",
    initial: false,
  }),
  mouse: aSwitch({
    group: "screen",
    help: [["--no-mouse", "leave the mouse to the terminal, to select text"]],
    why: "some want to click, some to select",
    initial: true,
  }),
  "save-to": aPath("folder", {
    group: "screen",
    help: [["--save-to <folder>", "for snapshots and recordings (default: ~/Pictures)"]],
    why: "pictures have another place on many machines",
  }),
  "record-as": aChoice(RECORD_AS, {
    group: "screen",
    help: [["--record-as <kind>", "what r makes: cast, video or both (default: cast)"]],
    why: "a cast is small and has the words; a video is what others can watch",
    initial: "cast",
  }),
  log: aPath("file", {
    group: "screen",
    help: [["--log <file>", "append what happens to a file"]],
    why: "only somebody who looks for a fault wants one",
  }),
  headless: aSwitch({
    group: "headless",
    help: [["--headless", "no picture at all"]],
    why: "a script has no eyes",
    initial: false,
  }),
  json: aSwitch({
    group: "headless",
    help: [["--json", "events as JSON lines on stdout, commands on stdin"]],
    why: "a person reads lines more easily than JSON",
    initial: false,
  }),
  size: {
    group: "headless",
    isSwitch: false,
    help: [["--size <w>x<h>", "pixels to ask the peer for (default: 160x90)"]],
    why: "without a pane, nothing else says how much is wanted",
    initial: { width: 160, height: 90 },
    wants: `<width>x<height> in pixels, 2x2 to ${MAX_WIDTH}x${MAX_HEIGHT}`,
    json: ["string"],
    read: readSize,
  } as Option<Size>,
  frames: {
    ...aNumber(1, 9999, {
      group: "headless",
      help: [["--frames <n>", "leave after so many received pictures"]],
      why: "a measurement has an end",
      initial: 0,
    }),
    initial: undefined,
  } as Option<number | undefined>,
  "save-frames": aPath("folder", {
    group: "headless",
    help: [["--save-frames <folder>", "write received pictures there as PNG"]],
    why: "only somebody who examines pictures wants them on disk",
  }),
  "save-every": aNumber(1, 9999, {
    group: "headless",
    help: [["--save-every <n>", "write only every n-th of them"]],
    why: "thirty files a second soon are too many",
    initial: 1,
  }),
  "flash-log": aPath("file", {
    group: "headless",
    help: [["--flash-log <file>", "note the flips of --source pattern:flash"]],
    why: "it is for measuring delays only",
  }),
} as const;

export type OptionName = keyof typeof OPTIONS;

/** Every option's value, settled. */
export type Settings = {
  readonly [K in OptionName]: (typeof OPTIONS)[K] extends Option<infer T> ? T : never;
};

export const OPTION_NAMES = Object.keys(OPTIONS) as readonly OptionName[];

export const isOptionName = (name: string): name is OptionName => Object.hasOwn(OPTIONS, name);

/** The option of that name, whatever its type. */
export const optionOf = (name: OptionName): Option<unknown> => OPTIONS[name];

/** Only patterns are known beforehand; whether anything else can be opened is found out by opening it. */
function readSource(text: string): string | undefined {
  const [, pattern] = /^pattern:(.*)$/s.exec(text) ?? [];
  return pattern === undefined || isPatternName(pattern) ? text : undefined;
}

function readListen(text: string): Address | undefined {
  return parsePlace(/^\d+$/.test(text) ? `:${text}` : text);
}

/** Two numbers as in `160x90`. */
export function readPair(text: string): readonly [number, number] | undefined {
  const [, first, second] = /^(\d{1,4})x(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  return first === undefined || second === undefined ? undefined : [first, second];
}

function readSize(text: string): Size | undefined {
  const [width = 0, height = 0] = readPair(text) ?? [];
  const fits = width >= 2 && height >= 2 && width <= MAX_WIDTH && height <= MAX_HEIGHT;
  return fits ? { width, height } : undefined;
}
