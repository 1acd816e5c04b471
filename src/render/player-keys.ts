import type { KeyBinding, Place } from "./key-binding.js";

const PLAYER: readonly Place[] = ["player"];

/** The keys that steer a recording, as players have them. */
export const PLAYER_KEYS: readonly KeyBinding[] = [
  {
    deed: "pause",
    keys: ["space", "p"],
    shown: "space p",
    hint: "pause",
    help: "pause, go on",
    places: PLAYER,
  },
  {
    deed: "back-five-seconds",
    keys: ["left"],
    shown: "←",
    hint: "",
    help: "5 seconds back",
    places: PLAYER,
  },
  {
    deed: "on-five-seconds",
    keys: ["right"],
    shown: "→",
    hint: "seek",
    help: "5 seconds on",
    places: PLAYER,
  },
  {
    deed: "on-minute",
    keys: ["up"],
    shown: "↑",
    hint: "1 min",
    help: "a minute on",
    places: PLAYER,
  },
  {
    deed: "back-minute",
    keys: ["down"],
    shown: "↓",
    hint: "",
    help: "a minute back",
    places: PLAYER,
  },
  {
    deed: "back-second",
    keys: ["S-left"],
    shown: "shift-←",
    hint: "1 s back",
    help: "a second back",
    places: PLAYER,
  },
  {
    deed: "on-second",
    keys: ["S-right"],
    shown: "shift-→",
    hint: "1 s on",
    help: "a second on",
    places: PLAYER,
  },
  {
    deed: "step",
    keys: ["."],
    shown: ".",
    hint: "next",
    help: "pause, and show the next picture",
    places: PLAYER,
  },
  {
    deed: "rewind",
    keys: ["home"],
    shown: "home",
    hint: "start",
    help: "to the beginning",
    places: PLAYER,
  },
  {
    deed: "loop",
    keys: ["l", "L"],
    shown: "l",
    hint: "loop",
    help: "again from the beginning after the end, or not",
    places: PLAYER,
  },
];
