import assert from "node:assert/strict";
import { test } from "node:test";
import type { Surface } from "../../src/view/surface.js";
import { Paints } from "../../src/view/paints.js";
import type { Terminal } from "../../src/view/terminal.js";

/** A pane whose pictures take so much of what they should. */
function pane(cells: number, overspends: number, coarseness: number) {
  const surface = {
    cells,
    coarseness,
    hasPicture: true,
    fresh: false,
    target: 0,
    paint: () => {
      surface.fresh = false;
      return new Uint8Array(overspends * surface.target);
    },
  };
  return surface;
}

/** Pictures a second after four seconds of pictures of both panes, by turns. */
function fpsOf(main: ReturnType<typeof pane>, beside: ReturnType<typeof pane>): number {
  let now = 0;
  const terminal = {
    rate: 250e3,
    cols: 160,
    rows: 45,
    check() {},
    write() {},
    fence() {},
    fences: {},
  };
  const paints = new Paints(
    [main, beside] as unknown as readonly Surface[],
    terminal as unknown as Terminal,
    { colors: "truecolor", tmux: false, lossless: false, now: () => now },
    { onDue() {}, onPace() {} },
  );
  for (; now < 4000; now += 16) {
    for (const surface of [main, beside]) {
      surface.fresh = true;
      paints.arrived(surface as unknown as Surface);
      paints.paint();
    }
  }
  paints.close();
  return paints.painting.fps;
}

test("a small pane that takes more than its share takes no pictures from a large one", () => {
  assert.equal(fpsOf(pane(4800, 1, 3), pane(200, 2, 10)), Infinity);
  assert.ok(fpsOf(pane(4800, 2, 10), pane(200, 1, 1)) <= 20);
});
