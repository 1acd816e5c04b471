import type { KeyBinding } from "./key-binding.js";

/** What keys do for the voice of a call; a part of the key table. */
export const VOICE_KEYS: readonly KeyBinding[] = [
  {
    deed: "toggle-mute",
    keys: ["m"],
    shown: "m",
    hint: "mute",
    help: "your microphone off or on",
    places: ["main"],
    phases: ["live"],
  },
  {
    deed: "push-to-talk",
    keys: ["M"],
    shown: "M",
    hint: "push to talk",
    help: "be heard only while space is held, or always",
    places: ["main"],
    phases: ["live"],
  },
  {
    deed: "talk",
    keys: ["space"],
    shown: "space",
    hint: "talk",
    help: "hold it to be heard, after M",
    places: ["main"],
    phases: ["live"],
  },
  {
    deed: "louder",
    keys: ["+", "="],
    shown: "+",
    hint: "louder",
    help: "the other side louder",
    places: ["main"],
    phases: ["live"],
  },
  {
    deed: "quieter",
    keys: ["-"],
    shown: "-",
    hint: "quieter",
    help: "the other side quieter",
    places: ["main"],
    phases: ["live"],
  },
];
