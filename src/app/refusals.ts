import type { CallState } from "../call/state.js";
import type { Command } from "../render/commands.js";
import type { Refusals } from "../render/screen-model.js";

/** What decides what can be done. */
export interface Means {
  readonly call: CallState;
  /** Whether there is anything to film us with. */
  readonly camera: boolean;
  /** Whether we only look at what is shown. */
  readonly watches: boolean;
}

/** What the user might try and what would change nothing: with an old program, at a show or without a camera. */
export function refusalsIn({ call, camera, watches }: Means): Refusals {
  const dialect = call.at === "live" ? call.party.address.dialect : undefined;
  const wordless = dialect ?? (watches ? "a show" : undefined);
  const chat = `no chat: ${wordless} has no words for it`;
  const sound = `no sound: ${wordless} has none`;
  return {
    ...(camera ? {} : { "toggle-video": "no camera: nothing is sent from here" }),
    ...(wordless && {
      write: chat,
      say: chat,
      "toggle-mute": sound,
      "push-to-talk": sound,
      talk: sound,
      louder: sound,
      quieter: sound,
    }),
  };
}

/** Why `command` is not done; undefined when it is. */
export function refusalOf({ type }: Command, means: Means): string | undefined {
  return type === "dial" ? undefined : refusalsIn(means)[type];
}
