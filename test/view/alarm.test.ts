import assert from "node:assert/strict";
import { test } from "node:test";
import { warningLines } from "../../src/app/words.js";
import type { ScreenModel } from "../../src/render/screen-model.js";
import { Controls } from "../../src/view/controls.js";
import { Panes } from "../../src/view/panes.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { DEAF } from "../fakes/deaf.js";

const silent = (): void => undefined;
const target = { name: "bob", address: { host: "bob", port: 1 } };
const last = { reason: "changed-key", with: target, detail: `SHA256:${"x".repeat(43)}` } as const;
const MODEL: ScreenModel = {
  title: "",
  status: { tone: "trouble", state: "did not call bob", figures: [] },
  peers: [],
  remote: { label: "", note: warningLines({ at: "idle", last })!, alarm: true },
  preview: { label: "you", note: ["no video"] },
  phase: "idle",
};

for (const [cols, rows] of [
  [60, 20],
  [48, 14],
  [160, 45],
] as const)
  test(`at ${cols}x${rows} the warning of another key stands whole, though nobody is there`, async () => {
    using terminal = new HeadlessTerminal(cols, rows);
    let written = "";
    const outlet = { cols, rows, write: (text: string) => void (written += text) };
    const panes = new Panes(outlet, "16", { lossless: false }, silent);
    panes.forget();
    panes.draw(MODEL, new Controls(DEAF, MODEL));
    // Closing clears the screen.
    const drawn = written;
    panes.close();
    await terminal.write(drawn);
    const text = terminal
      .lines()
      .join(" ")
      .replaceAll(/[│\s]+/g, " ");
    assert.match(text, /SOMEBODY MAY BE LISTENING IN/);
    assert.match(text, /tetatty peers forget bob/);
  });
