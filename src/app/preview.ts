/**
 * `tetatty preview`: one local picture and nothing else, as the first of the
 * tutorials had it.
 */
import { openSource } from "../camera/open.js";
import type { Frame } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import type { FrameSource, Screen } from "../ports.js";
import type { ScreenModel } from "../render/screen-model.js";
import { openScreen } from "../view/screen.js";
import { clock } from "./clock.js";
import { NO_LOG, openLog } from "./log.js";
import type { Options } from "./options.js";
import { sourceWords } from "./words.js";

/** How often the words are brought up to date although nothing happened, in milliseconds. */
const REFRESH = 1000;

/** Runs until the user leaves; resolves to the exit code. */
export async function runPreview(options: Options): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  const source = openSource(options.source, { fps: options.fps, flashLog: options.flashLog, log });
  await using screen = openScreen({
    input: process.stdin,
    output: process.stdout,
    colors: options.colors,
    tmux: options.tmux,
    mouse: options.mouse,
    bell: false,
    now: () => clock.now(),
  });
  await using _source = source;
  const over = new AbortController();
  const refresh = (): void => {
    source.want({ ...screen.remoteSize, fps: options.fps });
    screen.show(modelOf(source));
  };
  using _size = screen.onChange(refresh);
  using _status = source.onChange(refresh);
  const timer = setInterval(refresh, REFRESH);
  refresh();
  void showPictures(source, { screen, mirrored: options.mirror }, over.signal); // ends with the signal
  const code = await untilLeft(screen);
  over.abort();
  clearInterval(timer);
  return code;
}

async function showPictures(
  source: FrameSource,
  { screen, mirrored }: { readonly screen: Screen; readonly mirrored: boolean },
  signal: AbortSignal,
): Promise<void> {
  const shown = (frame: Frame): Frame => (mirrored ? mirror(frame) : frame);
  for await (const frame of source.frames(signal)) screen.showRemote(shown(frame));
}

async function untilLeft(screen: Screen): Promise<number> {
  for await (const command of screen.commands())
    if (command.type === "quit") return command.code ?? 0;
  return 0;
}

function modelOf({ label, status }: FrameSource): ScreenModel {
  const notice = sourceWords(label, status, clock.now());
  const size = status.at === "live" ? `${status.native.width}x${status.native.height}` : "";
  return {
    title: `tetatty: ${label}`,
    status: {
      tone: status.at === "waiting" ? "trouble" : "calm",
      state: label,
      figures: size === "" ? [] : [size],
      ...(notice === undefined ? {} : { notice }),
    },
    peers: [],
    remote: { label, note: [status.at === "waiting" ? "no picture" : "opening ..."] },
    preview: { label: "", note: [] },
    alone: true,
    phase: "idle",
  };
}
