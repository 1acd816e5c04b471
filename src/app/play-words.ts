/** What stands under a picture that is played. */
import type { FrameSource, Painting, Player } from "../ports.js";
import type { ScreenModel } from "../render/screen-model.js";
import { type Keeping, keepingWords } from "./terminal-words.js";
import { duration, limitWords, sourceWords } from "./words.js";

export interface Performance {
  readonly source: FrameSource;
  readonly player: Player | undefined;
  readonly painting: Painting;
  readonly keeping: Keeping;
  /** Milliseconds of the clock. */
  readonly now: number;
}

export function playScreen(performance: Performance): ScreenModel {
  const { source, player, painting, keeping, now } = performance;
  const { label, status } = source;
  const notice = keeping.trouble ?? sourceWords(label, status, now);
  const paused = isHeld(player);
  const size = status.at === "live" ? [`${status.native.width}x${status.native.height}`] : [];
  return {
    title: `tetatty: ${label}`,
    status: {
      tone: status.at === "waiting" ? "trouble" : paused ? "calm" : "live",
      state: paused ? `${label}  paused` : label,
      figures: [
        ...figuresOf(player),
        ...limitWords(painting),
        ...size,
        `drops ${painting.skipped}`,
      ],
      ...keepingWords(keeping),
      ...(notice === undefined ? {} : { notice }),
    },
    peers: [],
    remote: { label, note: [status.at === "waiting" ? "no picture" : "opening ..."] },
    preview: { label: "", note: [] },
    alone: true,
    steered: player?.playback !== undefined,
    phase: "idle",
  };
}

/** Whether it was told to pause, and no picture is on its way any more. */
const isHeld = (player: Player | undefined): boolean =>
  player?.paused === true && player.playback?.at !== "playing";

/** Everything that the words say about the recording: the same text means the same words. */
export const playWords = (player: Player): string =>
  [isHeld(player), ...figuresOf(player)].join(" ");

function figuresOf(player: Player | undefined): readonly string[] {
  const playback = player?.playback;
  if (!player || !playback) return [];
  const { position, rate } = playback;
  const all = playback.duration === undefined ? "" : ` / ${duration(playback.duration)}`;
  // Whoever steps from picture to picture wants to see that they differ.
  const split = isHeld(player) ? `.${String(Math.floor(position % 1000)).padStart(3, "0")}` : "";
  return [
    `${duration(position)}${split}${all}`,
    ...(player.loops ? ["loop"] : []),
    `${Math.round(rate * 100) / 100} fps`,
  ];
}
