import assert from "node:assert/strict";
import { test } from "node:test";
import { pixelsIn, pixelsWish } from "../../src/render/pixels/detect-pixels.js";

const at = (env: Readonly<Record<string, string>>): string =>
  pixelsWish("auto", { TERM: "xterm-256color", ...env });

test("a terminal is asked for pixels where it is near and not inside another", () => {
  assert.equal(at({}), "ask");
  assert.equal(at({ SSH_CONNECTION: "10.0.0.1 1 10.0.0.2 22" }), "off");
  assert.equal(at({ SSH_TTY: "/dev/pts/1" }), "off");
  assert.equal(at({ TMUX: "/tmp/t,1,0" }), "off");
  assert.equal(at({ STY: "1.pts" }), "off");
  assert.equal(at({ NO_COLOR: "1" }), "off");
  assert.equal(at({ TERM_PROGRAM: "Apple_Terminal" }), "off");
  assert.equal(at({ TERM: "linux" }), "off");
  assert.equal(at({ TERM: "" }), "ask");
  assert.equal(pixelsWish("auto", {}), "off");
  assert.equal(pixelsWish("sixel", { SSH_CONNECTION: "x" }), "sixel");
  assert.equal(pixelsWish("off", {}), "off");
});

test("answers say which pixels there are", () => {
  assert.equal(pixelsIn("\x1b_Gi=31;OK\x1b\\"), "kitty");
  assert.equal(pixelsIn("\x1b_Gi=31;ENOENT:x\x1b\\"), undefined);
  assert.equal(pixelsIn("\x1b[?62;4;6;22c"), "sixel");
  assert.equal(pixelsIn("\x1b[?64;1;2;6;14;22c"), undefined);
  assert.equal(pixelsIn("\x1b[0n"), undefined);
});
