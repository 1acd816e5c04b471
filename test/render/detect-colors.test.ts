import assert from "node:assert/strict";
import { test } from "node:test";
import { detectColors } from "../../src/render/detect-colors.js";

test("the flag beats the environment, which beats the terminal's name", () => {
  const env = { TETATTY_COLOR: "16", NO_COLOR: "1", COLORTERM: "truecolor", TERM: "xterm" };
  assert.equal(detectColors({ flag: "truecolor", env }), "truecolor");
  assert.equal(detectColors({ flag: "auto", env }), "16");
  assert.equal(detectColors({ flag: "auto", env: { ...env, TETATTY_COLOR: "auto" } }), "mono");
  assert.equal(detectColors({ flag: "auto", env: { COLORTERM: "24bit", TERM: "x" } }), "truecolor");
  assert.equal(
    detectColors({ flag: "auto", env: { NO_COLOR: "", TERM: "xterm-kitty" } }),
    "truecolor",
  );
});

test("a terminal is known by its name where COLORTERM was lost on the way", () => {
  const expected = {
    "xterm-256color": "256",
    "tmux-256color": "truecolor",
    "foot-extra": "truecolor",
    "xterm-direct": "truecolor",
    linux: "16",
    vt100: "mono",
    dumb: "mono",
    "": "mono",
  };
  for (const [TERM, colors] of Object.entries(expected)) {
    assert.equal(detectColors({ flag: "auto", env: { TERM } }), colors, TERM);
  }
});

test("tmux takes 24-bit colours whatever it shows them on", () => {
  const env = { TMUX: "/run/tmux,1,0", TERM: "screen" };
  assert.equal(detectColors({ flag: "auto", env }), "truecolor");
});
