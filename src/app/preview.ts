/**
 * `tetatty preview`: one local picture and nothing else, as the first of the
 * tutorials had it.
 */
import type { Frame } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import type { FrameSource } from "../ports.js";
import { CloseUp } from "./close-up.js";
import { ending } from "./ending.js";
import { NO_LOG, openLog } from "./log.js";
import { openAnySource } from "./open-source.js";
import type { Options } from "./options.js";
import { screenStage, windowStage } from "./stage.js";

/** How often the words are brought up to date although nothing happened, in milliseconds. */
const REFRESH = 1000;

/**
 * Runs until the user leaves; resolves to the exit code.
 *
 * @throws WindowError without a display, PlayError when there is no first picture for a window.
 */
export async function runPreview(options: Options): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  const { fps } = options;
  await using source = openAnySource(options, log);
  const closeUp = new CloseUp(source);
  const ask = (): void => {
    const most = Math.min(fps, stage.painting?.fps ?? fps);
    source.want(closeUp.wanted({ ...stage.remoteSize, fps: most }));
  };
  const picture = async (): Promise<Frame | undefined> => closeUp.take(ask);
  await using stage =
    options.face === "window" ? await windowStage(log) : screenStage(options, picture);
  const over = new AbortController();
  const refresh = (): void => {
    ask();
    stage.say(source);
  };
  using _size = stage.onChange(refresh);
  using _status = source.onChange(refresh);
  const timer = setInterval(refresh, REFRESH);
  refresh();
  const shown = (frame: Frame): Frame => (options.mirror ? mirror(frame) : frame);
  const show = (frame: Frame): void => {
    if (!closeUp.see(frame)) stage.showRemote(shown(frame));
  };
  void showPictures(source, show, over.signal); // ends with the signal
  // The terminal goes on saying what is wrong until it is not; a window that shows nothing is no use.
  const failing = options.face === "window" ? [ending({ source, player: undefined })] : [];
  try {
    return (await Promise.race([stage.left(), ...failing])) ?? 0;
  } finally {
    over.abort();
    clearInterval(timer);
  }
}

async function showPictures(
  source: FrameSource,
  show: (frame: Frame) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const frame of source.frames(signal)) show(frame);
}
