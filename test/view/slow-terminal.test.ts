import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { OnStage, rehearsal } from "./on-stage.js";

/** Ticks of the rehearsal, and the longest time between two of them. */
function ticks(log: string): { readonly count: number; readonly longest: number } {
  const lines = readFileSync(log, "utf8").trim().split("\n");
  const gaps = lines.slice(5).map((line) => Number(line.split(" ")[1]));
  return { count: lines.length, longest: Math.max(0, ...gaps) };
}

/** The tick's number in the colour of the remote picture's middle; 0 while there is none. */
function shownTick({ terminal }: OnStage): number {
  const { bg, fg, glyph } = terminal.seen(95, 33);
  const color = glyph === " " ? bg : fg;
  return color >> 16 === 255 && terminal.is24Bit(95, 33) ? color & 0xffff : 0;
}

test("a terminal that stops reading costs pictures, not the event loop, and sees the present afterwards", async () => {
  using folder = temporaryFolder();
  const log = join(folder.path, "log");
  const program = rehearsal("live", "remote=count", "preview=noise", `log=${log}`);
  await using on = new OnStage({ command: `exec ${program}`, cols: 240, rows: 70 });
  await on.until("painted", () => shownTick(on) > 5);
  on.pause();
  const paused = ticks(log).count;
  const TICKS_MISSED = 45;
  await until("time passed", () => ticks(log).count > paused + TICKS_MISSED);
  const shown = new Set<number>();
  on.resume();
  await on.until("reached the present", () => {
    shown.add(shownTick(on));
    return Math.max(...shown) > paused + TICKS_MISSED;
  });
  // What was in flight, and the present: measured 3, against 19 without fences.
  assert.ok(shown.size < 10, `${shown.size} pictures of the past were shown`);
  const { longest } = ticks(log);
  assert.ok(longest < 1000, `the loop stood still for ${longest} ms`);
});

/** How many colours the cells around the middle of the remote picture show. */
function shades({ terminal }: OnStage): number {
  const cells = Array.from({ length: 60 * 20 }, (_, i) =>
    terminal.seen(50 + (i % 60), 15 + Math.floor(i / 60)),
  );
  return new Set(cells.flatMap(({ fg, bg }) => [fg, bg])).size;
}

test("a picture that no other follows becomes sharp all the same", async () => {
  const program = rehearsal("live", "remote=stamp", "grain=12", "stop=1");
  await using on = new OnStage({ command: `exec ${program}`, cols: 160, rows: 50 });
  // 340 as it comes, 1360 in the end
  await on.until("sharp", () => shades(on) > 1000);
});
