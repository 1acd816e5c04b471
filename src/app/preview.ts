/**
 * `tetatty preview`: one local picture and nothing else, as the first of the
 * tutorials had it.
 */
import { openSource } from "../camera/open.js";
import type { Frame, Size } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import type { FrameSource, Log, Painting, Watchable } from "../ports.js";
import type { ScreenModel } from "../render/screen-model.js";
import { openScreen } from "../view/screen.js";
import { Album } from "./album.js";
import { clock } from "./clock.js";
import { CloseUp } from "./close-up.js";
import { NO_LOG, openLog } from "./log.js";
import type { Options } from "./options.js";
import { Mailbox } from "../util/mailbox.js";
import type { WindowKey } from "../view/window.js";
import { screenOptions } from "./screen-options.js";
import { onSignal } from "./signals.js";
import { type Keeping, keepingWords } from "./terminal-words.js";
import { limitWords, sourceTrouble, sourceWords } from "./words.js";

/** How often the words are brought up to date although nothing happened, in milliseconds. */
const REFRESH = 1000;

/** Where one picture is shown alone. */
interface Stage extends Watchable, AsyncDisposable {
  readonly remoteSize: Size;
  /** What keeps pictures from being better, and how many a second are worth having; absent: nothing does. */
  readonly painting?: Pick<Painting, "fps" | "limit">;
  showRemote(frame: Frame): void;
  say(source: FrameSource): void;
  /** Resolves to the exit code when the user leaves. */
  left(): Promise<number>;
}

/** Runs until the user leaves; resolves to the exit code. */
export async function runPreview(options: Options): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  const { fps, flashLog } = options;
  await using source = openSource(options.source, { fps, flashLog, log });
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
  const code = await stage.left();
  over.abort();
  clearInterval(timer);
  return code;
}

async function showPictures(
  source: FrameSource,
  show: (frame: Frame) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const frame of source.frames(signal)) show(frame);
}

/** `picture` is what a snapshot saves. */
function screenStage(options: Options, picture: () => Promise<Frame | undefined>): Stage {
  const screen = openScreen(screenOptions(options, false));
  const album = new Album({ screen, folder: options.saveTo, clock });
  return {
    get remoteSize() {
      return screen.remoteSize;
    },
    get painting() {
      return screen.painting;
    },
    onChange(listener) {
      const subscriptions = [screen.onChange(listener), album.onChange(listener)];
      return { [Symbol.dispose]: () => subscriptions.forEach((each) => each[Symbol.dispose]()) };
    },
    showRemote: (frame) => screen.showRemote(frame),
    say: (source) => screen.show(modelOf(source, { painting: screen.painting, keeping: album })),
    async left() {
      for await (const command of screen.commands()) {
        if (command.type === "quit") return command.code ?? 0;
        // What goes wrong, the album says.
        if (command.type === "record") void album.toggleRecording("tetatty preview");
        if (command.type === "snapshot") void album.snapshot(picture);
      }
      return 0;
    },
    async [Symbol.asyncDispose]() {
      await album[Symbol.asyncDispose]();
      await screen[Symbol.asyncDispose]();
    },
  };
}

/** @throws WindowError when there is no display or no OpenCV. */
async function windowStage(log: Log): Promise<Stage> {
  const { openWindows } = await import("../view/window.js");
  const windows = await openWindows({ title: "tetatty", clock, log });
  let said: string | undefined;
  return {
    get remoteSize() {
      return windows.remoteSize;
    },
    onChange: (listener) => windows.onChange(listener),
    showRemote: (frame) => windows.showRemote(frame),
    say({ label, status }) {
      const trouble = sourceTrouble(label, status);
      windows.setTitle(`tetatty: ${label}`);
      windows.say([trouble ?? "opening ..."]);
      if (trouble !== said && trouble !== undefined) process.stderr.write(`${trouble}\n`);
      said = trouble;
    },
    async left() {
      const codes = new Mailbox<number>();
      using _signals = onSignal((code) => codes.put(code));
      void forwardLeave(windows.keys(), codes); // ends with the windows
      for await (const code of codes) return code;
      return 0;
    },
    [Symbol.asyncDispose]: async () => windows[Symbol.asyncDispose](),
  };
}

async function forwardLeave(keys: AsyncIterable<WindowKey>, codes: Mailbox<number>): Promise<void> {
  for await (const key of keys) if (key === "leave") codes.put(0);
}

interface Showing {
  readonly painting: Painting;
  readonly keeping: Keeping;
}

function modelOf({ label, status }: FrameSource, { painting, keeping }: Showing): ScreenModel {
  const notice = keeping.trouble ?? sourceWords(label, status, clock.now());
  const size = status.at === "live" ? `${status.native.width}x${status.native.height}` : "";
  return {
    title: `tetatty: ${label}`,
    status: {
      tone: status.at === "waiting" ? "trouble" : "calm",
      state: label,
      figures: [...limitWords(painting), ...(size === "" ? [] : [size])],
      ...keepingWords(keeping),
      ...(notice === undefined ? {} : { notice }),
    },
    peers: [],
    remote: { label, note: [status.at === "waiting" ? "no picture" : "opening ..."] },
    preview: { label: "", note: [] },
    alone: true,
    phase: "idle",
  };
}
