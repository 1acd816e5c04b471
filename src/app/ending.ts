import type { Playable } from "../camera/open.js";

/** What is named cannot be played; the message says why. */
export class PlayError extends Error {
  override readonly name = "PlayError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** Resolves when the recording has been played to its end; rejects with a {@link PlayError} when there never was a picture. */
export async function ending({
  source,
  player,
}: Pick<Playable, "source" | "player">): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = false;
    player?.onChange(() => {
      if (player.playback?.at === "ended") resolve();
    });
    source.onChange(() => {
      const { label, status } = source;
      if (status.at === "live") seen = true;
      if (status.at !== "waiting" || seen) return;
      reject(new PlayError(`${label}: ${status.problem}`, status.hint || "try another source"));
    });
  });
}
