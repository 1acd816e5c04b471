/** Where one picture is shown alone, with a few words about it: the terminal, or a window. */
import type { Frame, Size } from "../frame/frame.js";
import type { Log, Painting, SourceStatus, Watchable } from "../ports.js";
import type { ScreenModel } from "../render/screen-model.js";
import { Mailbox } from "../util/mailbox.js";
import { openScreen } from "../view/screen.js";
import type { WindowKey } from "../view/window.js";
import { Album } from "./album.js";
import { clock } from "./clock.js";
import type { Options } from "./options.js";
import { screenOptions } from "./screen-options.js";
import { onSignal } from "./signals.js";
import { type Keeping, keepingWords } from "./terminal-words.js";
import { limitWords, sourceNotice, sourceTrouble, sourceWords } from "./words.js";

/** What is said beside the picture. */
export interface StageNews {
  /** Of the source. */
  readonly label: string;
  readonly status: SourceStatus;
  /** What is going on, where it is not only the source. */
  readonly state?: string;
  readonly figures?: readonly string[];
  /** Stands in the status bar for as long as it is true. */
  readonly lamp?: string | undefined;
  /** A sentence that the user should read, unless the source has one. */
  readonly notice?: string | undefined;
}

/** Where one picture is shown alone. */
export interface Stage extends Watchable, AsyncDisposable {
  readonly remoteSize: Size;
  /** What keeps pictures from being better, and how many a second are worth having; absent: nothing does. */
  readonly painting?: Pick<Painting, "fps" | "limit">;
  showRemote(frame: Frame): void;
  say(news: StageNews): void;
  /** Resolves to the exit code when the user leaves. */
  left(): Promise<number>;
}

/** `picture` is what a snapshot saves. */
export function screenStage(options: Options, picture: () => Promise<Frame | undefined>): Stage {
  const screen = openScreen(screenOptions(options));
  const album = new Album({ screen, folder: options.saveTo, recordAs: options.recordAs, clock });
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
    showRemote(frame) {
      album.see(frame);
      screen.showRemote(frame);
    },
    say: (news) => screen.show(modelOf(news, { painting: screen.painting, keeping: album })),
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
export async function windowStage(log: Log): Promise<Stage> {
  const { openWindows } = await import("../view/window.js");
  const windows = await openWindows({ title: "tetatty", clock, log });
  let said: string | undefined;
  return {
    get remoteSize() {
      return windows.remoteSize;
    },
    onChange: (listener) => windows.onChange(listener),
    showRemote: (frame) => windows.showRemote(frame),
    say({ label, status, state = label, lamp, notice }) {
      const trouble = sourceTrouble(label, status) ?? sourceNotice(status) ?? notice;
      windows.setTitle(`${lamp === undefined ? "" : `${lamp} - `}tetatty: ${state}`);
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

function modelOf(news: StageNews, { painting, keeping }: Showing): ScreenModel {
  const { label, status, state = label, figures = [] } = news;
  const ofSource = sourceWords(label, status, clock.now()) ?? sourceNotice(status);
  const notice = keeping.trouble ?? ofSource ?? news.notice;
  const size = status.at === "live" ? `${status.native.width}x${status.native.height}` : "";
  return {
    title: `tetatty: ${state}`,
    status: {
      tone: status.at === "waiting" ? "trouble" : "calm",
      state,
      figures: [...figures, ...limitWords(painting), ...(size === "" ? [] : [size])],
      ...keepingWords(keeping, news.lamp),
      ...(notice === undefined ? {} : { notice }),
    },
    peers: [],
    remote: { label, note: [status.at === "waiting" ? "no picture" : "opening ..."] },
    preview: { label: "", note: [] },
    alone: true,
    phase: "idle",
  };
}
