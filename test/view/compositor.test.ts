import assert from "node:assert/strict";
import { test } from "node:test";
import { palette } from "../../src/view/palette.js";
import { Compositor } from "../../src/view/compositor.js";
import { Panel } from "../../src/view/panel.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";

const EVENTS = ["uncaughtException", "SIGTERM", "SIGINT", "SIGQUIT", "exit"];
const listeners = (): readonly number[] => EVENTS.map((event) => process.listenerCount(event));

class Paper {
  readonly cols = 20;
  readonly rows = 4;
  text = "";

  write(text: string): void {
    this.text += text;
  }
}

function drawn(text: string): { readonly paper: Paper; readonly compositor: Compositor } {
  const paper = new Paper();
  const compositor = new Compositor(paper, [], () => {});
  const panel = new Panel(compositor, palette("16"));
  const lines = [[{ text, ink: "accent" as const }]];
  panel.show({ place: { x: 0, y: 0, cols: 20, rows: 4, framed: true }, lines });
  compositor.forget();
  compositor.render();
  return { paper, compositor };
}

test("blessed leaves no signal or crash handler of its own", () => {
  const before = listeners();
  const { compositor } = drawn("x");
  assert.deepEqual(listeners(), before);
  compositor.close();
  assert.deepEqual(listeners(), before);
});

test("lines are UTF-8 and the sixteen colours are sixteen", () => {
  const { paper, compositor } = drawn("x");
  compositor.close();
  assert.ok(!paper.text.includes("\x1b(0"), "the alternate character set");
  assert.ok(paper.text.includes("\x1b[90m"), "bright black");
  assert.ok(paper.text.includes("╭"));
});

test("a terminal that shows something else is drawn over, cell by cell and without a blank moment", async () => {
  const { paper, compositor } = drawn("hello");
  using terminal = new HeadlessTerminal(paper.cols, paper.rows);
  await terminal.write("#".repeat(80));
  paper.text = "";
  compositor.render();
  assert.equal(paper.text, "", "nothing changed, nothing is written");
  compositor.forget();
  compositor.render();
  assert.ok(!paper.text.includes("\x1b[2J"));
  await terminal.write(paper.text);
  assert.equal(terminal.lines()[1], "│hello             │");
  assert.ok(!terminal.lines().join("").includes("#"));
  compositor.close();
});
