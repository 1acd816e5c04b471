/** `tetatty play`: a video, a stream or a picture in this terminal, and keys to steer it. */
import type { Playable, Playing } from "../camera/open.js";
import type { Frame } from "../frame/frame.js";
import type { FrameSource, Player, Screen } from "../ports.js";
import type { KeepCommand, PlayCommand } from "../render/keys.js";
import { openScreen } from "../view/screen.js";
import { Album } from "./album.js";
import { clock } from "./clock.js";
import { CloseUp } from "./close-up.js";
import { ending } from "./ending.js";
import { NO_LOG, openLog } from "./log.js";
import { openAnyPlayable } from "./open-source.js";
import type { Options } from "./options.js";
import { screenOptions } from "./screen-options.js";
import { playScreen, playWords } from "./play-words.js";

/** More pictures a second than terminals show. */
const MOST_FPS = 60;
/** How often the words are brought up to date although nothing happened, in milliseconds. */
const REFRESH = 1000;

export interface PlayWishes extends Playing {
  /** Leaves after so many pictures; undefined: after the last. */
  readonly frames: number | undefined;
}

/**
 * Runs until the recording has been played or the user leaves; resolves to the exit code.
 *
 * @throws PlayError when there is no first picture.
 */
export async function runPlay(
  options: Options,
  what: string,
  { frames = Infinity, ...playing }: PlayWishes,
): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  const playable = openAnyPlayable(what, playing, { ...options, fps: MOST_FPS }, log);
  await using screen = openScreen(screenOptions(options));
  await using _source = playable.source;
  await using album = new Album({
    screen,
    folder: options.saveTo,
    recordAs: options.recordAs,
    clock,
  });
  return await perform(playable, { screen, album, frames });
}

interface Stage {
  readonly screen: Screen;
  readonly album: Album;
  readonly frames: number;
}

async function perform(playable: Playable, { screen, album, frames }: Stage): Promise<number> {
  const { source, player } = playable;
  const over = new AbortController();
  const closeUp = new CloseUp(source);
  let words = "";
  const ask = (): void => {
    const fps = Math.min(MOST_FPS, screen.painting.fps);
    source.want(closeUp.wanted({ ...screen.remoteSize, fps }));
  };
  const refresh = (): void => {
    const { painting } = screen;
    ask();
    screen.show(playScreen({ source, player, painting, keeping: album, now: clock.now() }));
  };
  using _size = screen.onChange(refresh);
  using _status = source.onChange(refresh);
  using _album = album.onChange(refresh);
  using _player = player?.onChange(() => {
    // It changes with every picture, its words do not.
    const now = playWords(player);
    if (now !== words) refresh();
    words = now;
  });
  const timer = setInterval(refresh, REFRESH);
  refresh();
  const show = (frame: Frame): void => {
    album.see(frame);
    if (!closeUp.see(frame)) screen.showRemote(frame);
  };
  const enough = showPictures(source, { show, frames }, over.signal);
  const keep = (command: KeepCommand): void => {
    // What goes wrong, the album says.
    if (command.type === "record") void album.toggleRecording(`tetatty: ${source.label}`);
    else void album.snapshot(async () => closeUp.take(ask));
  };
  try {
    const ended = ending(playable).then(() => 0);
    return await Promise.race([obey(screen, player, keep), ended, enough]);
  } finally {
    over.abort();
    clearInterval(timer);
  }
}

/** Shows so many pictures; resolves to the exit code, and never if they do not come. */
async function showPictures(
  source: FrameSource,
  { show, frames }: { readonly show: (frame: Frame) => void; readonly frames: number },
  signal: AbortSignal,
): Promise<number> {
  let count = 0;
  for await (const frame of source.frames(signal)) {
    show(frame);
    if (++count === frames) return 0;
  }
  return new Promise(() => undefined);
}

/** Does what the user says until they leave. */
async function obey(
  screen: Screen,
  player: Player | undefined,
  keep: (command: KeepCommand) => void,
): Promise<number> {
  for await (const command of screen.commands()) {
    switch (command.type) {
      case "quit":
        return command.code ?? 0;
      case "pause":
      case "step":
      case "seek":
      case "rewind":
      case "loop":
        if (player) steer(player, command);
        break;
      case "snapshot":
      case "record":
        keep(command);
        break;
      default: // There is nobody to call.
    }
  }
  return 0;
}

function steer(player: Player, command: PlayCommand): void {
  switch (command.type) {
    case "pause":
      return player.order({ do: "pause", on: !player.paused });
    case "seek":
      return player.order({ do: "seek-by", by: command.by });
    case "rewind":
      return player.order({ do: "seek-to", to: 0 });
    case "loop":
      return player.order({ do: "loop", on: !player.loops });
    default:
      return player.order({ do: "step" });
  }
}
