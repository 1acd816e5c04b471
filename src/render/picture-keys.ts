import type { KeyBinding, Place } from "./key-binding.js";

/** Where there is nothing but a picture. */
export const PICTURE: readonly Place[] = ["picture", "player"];
/** Wherever a picture is in sight and no letter is typed. */
export const SEEING: readonly Place[] = ["main", ...PICTURE];

/** How pictures are shown. */
export const LOOK_KEYS: readonly KeyBinding[] = [
  {
    deed: "colors",
    keys: ["x"],
    shown: "x",
    hint: "colours",
    help: "fewer colours: all, 256, 16, none",
    places: SEEING,
  },
  {
    deed: "glyphs",
    keys: ["g"],
    shown: "g",
    hint: "shapes",
    help: "other shapes: half blocks, quadrants, braille, letters, ...",
    places: SEEING,
  },
];

/** What is kept of them. */
export const KEEP_KEYS: readonly KeyBinding[] = [
  {
    deed: "snapshot",
    keys: ["s"],
    shown: "s",
    hint: "save",
    help: "save the picture as PNG, and the screen as text in colour",
    places: SEEING,
  },
  {
    deed: "record",
    keys: ["r"],
    shown: "r",
    hint: "record",
    help: "record the screen, or stop; the other side is told",
    places: SEEING,
  },
];
