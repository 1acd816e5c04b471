/** What the key table means where, and which of it is worth a hint. */
import type { Deed, KeyBinding, Place } from "./key-binding.js";
import { EVERYWHERE, KEY_TABLE } from "./key-table.js";
import type { Phase, Refusals } from "./screen-model.js";

export type { Command, KeepCommand, PlayCommand, ScreenCommand } from "./commands.js";

/** What matters in each phase, first things first: what the hint bar shows until there is no room. */
const HINTS: Readonly<Record<Phase, readonly Deed[]>> = {
  idle: ["connect", "call-selected", "help", "quit", "toggle-video", "toggle-preview"],
  dialing: ["hang-up", "help", "quit", "toggle-video", "toggle-preview"],
  verifying: ["trust", "distrust", "help", "quit"],
  ringing: ["answer", "decline", "block", "help", "quit"],
  live: [
    "hang-up",
    "write",
    "toggle-mute",
    "toggle-video",
    "zoom",
    "help",
    "quit",
    "toggle-preview",
    "snapshot",
    "record",
  ],
};

/** The same where a recording is played. */
const PLAYER_HINTS: readonly Deed[] = [
  "pause",
  "back-five-seconds",
  "on-five-seconds",
  "help",
  "quit",
  "snapshot",
  "record",
  "colors",
  "glyphs",
  "step",
  "loop",
  "back-minute",
  "on-minute",
  "rewind",
];

const applies = (binding: KeyBinding, place: Place, phase: Phase): boolean =>
  binding.places.includes(place) && (binding.phases?.includes(phase) ?? true);

/** What `key` does at `place` in `phase`; undefined when it does nothing there. */
export function deedOf(key: string, place: Place, phase: Phase): Deed | undefined {
  return KEY_TABLE.find((binding) => binding.keys.includes(key) && applies(binding, place, phase))
    ?.deed;
}

/** The bindings worth a hint now, most important first; none that is refused. */
export function hintsOf(place: Place, phase: Phase, refused: Refusals = {}): readonly KeyBinding[] {
  if (place === "player") return hinted(PLAYER_HINTS, place, phase);
  if (place !== "main") {
    const own = ownBindingsOf(place);
    return own.filter(({ hint }, at) => own.findIndex((other) => other.hint === hint) === at);
  }
  const deeds = HINTS[phase].filter((deed) => refused[deed] === undefined);
  return hinted(deeds, place, phase);
}

const hinted = (deeds: readonly Deed[], place: Place, phase: Phase): readonly KeyBinding[] =>
  deeds.map((deed) =>
    KEY_TABLE.find((binding) => binding.deed === deed && applies(binding, place, phase))!,
  );

/** The bindings of a place, in the table's order. */
export const bindingsOf = (place: Place): readonly KeyBinding[] =>
  KEY_TABLE.filter(({ places }) => places.includes(place));

/** The same without those that hold everywhere, but for the main place, which stands for all. */
export const ownBindingsOf = (place: Place): readonly KeyBinding[] =>
  bindingsOf(place).filter(({ places }) => place === "main" || places !== EVERYWHERE);
