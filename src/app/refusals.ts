import type { CallState } from "../call/state.js";
import type { Command } from "../render/commands.js";
import type { Refusals } from "../render/screen-model.js";

/** What decides what can be done. */
export interface Means {
  readonly call: CallState;
  /** Whether there is anything to film us with. */
  readonly camera: boolean;
}

/** What the user might try and what would change nothing, in a call with an old program or without a camera. */
export function refusalsIn({ call, camera }: Means): Refusals {
  const dialect = call.at === "live" ? call.party.address.dialect : undefined;
  const chat = `no chat: ${dialect} has no words for it`;
  const sound = `no sound: ${dialect} has none`;
  return {
    ...(camera ? {} : { "toggle-video": "no camera: nothing is sent from here" }),
    ...(dialect && {
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
