import assert from "node:assert/strict";
import { test } from "node:test";
import { likelyGlyphs } from "../../src/render/detect-glyphs.js";

const CASES: readonly (readonly [env: Readonly<Record<string, string>>, likely: string])[] = [
  [{ TERM: "xterm-256color" }, "half quadrant braille ascii"],
  [{ TERM: "linux" }, "half ascii"],
  [{ TERM: "foot" }, "half quadrant sextant octant braille ascii"],
  [{ TERM: "foot-extra" }, "half quadrant sextant octant braille ascii"],
  [{ TERM: "xterm-kitty" }, "half quadrant sextant octant braille ascii"],
  [{ TERM: "alacritty" }, "half quadrant sextant braille ascii"],
  [{ TERM: "xterm-256color", VTE_VERSION: "6800" }, "half quadrant sextant braille ascii"],
  [{ TERM: "xterm-256color", VTE_VERSION: "8001" }, "half quadrant sextant octant braille ascii"],
  [{ TERM: "xterm-kitty", TMUX: "/tmp/t,1,0" }, "half quadrant braille ascii"],
  [{}, "half quadrant braille ascii"],
];

test("shapes are offered where the terminal draws them itself", () => {
  for (const [env, likely] of CASES) {
    assert.equal(likelyGlyphs(env).join(" "), likely, JSON.stringify(env));
  }
});
