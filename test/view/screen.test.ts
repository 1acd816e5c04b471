import assert from "node:assert/strict";
import { test } from "node:test";
import { holds, inside, layOut, type Wishes } from "../../src/render/layout.js";
import type { Rect } from "../../src/render/rect.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { OnStage, rehearsal, type StageOptions } from "./on-stage.js";

const UPDATE_END = "\x1b[?2026l";
const LIVE: Wishes = {
  alone: false,
  busy: true,
  zoomed: false,
  preview: true,
  chat: "none",
  noticeRows: 0,
};

const stage = (words: readonly string[], options: Omit<StageOptions, "command"> = {}): OnStage =>
  new OnStage({ command: `exec ${rehearsal(...words)}`, ...options });

/** Cells of `rect` for which `found` holds. */
function count(rect: Rect, found: (x: number, y: number) => boolean): number {
  let cells = 0;
  for (let y = rect.y; y < rect.y + rect.rows; y++) {
    for (let x = rect.x; x < rect.x + rect.cols; x++) if (found(x, y)) cells++;
  }
  return cells;
}

const video = (terminal: HeadlessTerminal, rect: Rect): number =>
  count(rect, (x, y) => terminal.is24Bit(x, y));
const cells = (rect: Rect): number => rect.cols * rect.rows;
const whole = ({ cols, rows }: HeadlessTerminal): Rect => ({ x: 0, y: 0, cols, rows });

/** Both panes are full of picture, and nothing else is. */
function showsPanes(terminal: HeadlessTerminal, wishes: Wishes = LIVE): boolean {
  const layout = layOut(terminal, wishes)!;
  const panes = [layout.remote, layout.preview].filter((place) => place !== undefined).map(inside);
  const ours = (x: number, y: number): boolean => panes.some((pane) => holds(pane, x, y));
  const frame = (x: number, y: number): boolean =>
    layout.preview !== undefined &&
    holds(layout.preview, x, y) &&
    !holds(inside(layout.preview), x, y);
  return (
    count(whole(terminal), (x, y) => (ours(x, y) && !frame(x, y)) !== terminal.is24Bit(x, y)) === 0
  );
}

test("video cells are 24-bit, and no other cell is", async () => {
  await using on = stage(["live", "remote=plasma"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  assert.match(on.screen, /● alice {2}00:0/);
  assert.match(on.screen, /h hang up {2}i chat {2}m mute {2}v camera/);
  const first = on.written.toString("latin1").split(UPDATE_END)[0]!;
  assert.ok(first.includes("\x1b[?2026h"), "updates are atomic");
  assert.doesNotMatch(on.written.toString("utf8"), /\p{Co}/u, "a hole was written as a character");
});

test("the terminal is asked how far it got, and its answer is measured", async () => {
  await using on = stage(["live"]);
  await on.untilSays(/rtt (?!0\.0)\d/);
  const fences = on.written.toString("latin1").split("\x1b[5n").length - 1;
  assert.ok(fences > 5, `${fences} fences`);
});

test("a terminal that answers nothing still gets its pictures", async () => {
  await using on = stage(["live", "remote=plasma"], { answersAfter: Infinity });
  await on.untilSays("rtt 0.0");
  await on.until("painted on", () => on.written.length > 600_000);
});

test("every size shows whole panes, one after the other", async () => {
  await using on = stage(["live", "remote=plasma"]);
  for (const [cols, rows] of [
    [160, 45],
    [40, 12],
    [90, 30],
    [64, 14],
    [20, 6],
    [120, 20],
  ] as const) {
    await on.resize(cols, rows);
    await on.until(`showed both panes at ${cols}x${rows}`, () => showsPanes(on.terminal));
  }
  await on.resize(12, 4);
  await on.untilSays(/tetatty/);
  await on.until("said why", () => /needs\s+20x6,\s+this\s+is\s+12x4/.test(on.screen));
  assert.equal(video(on.terminal, whole(on.terminal)), 0);
});

test("x goes through the colours, and every cell of the pictures follows", async () => {
  await using on = stage(["live", "remote=plasma"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  on.type("x");
  await on.until("showed 256 colours", () => video(on.terminal, whole(on.terminal)) === 0);
  assert.match(on.written.toString("latin1"), /[34]8;5;\d/);
  on.type("x");
  on.type("x");
  await on.until("showed no colour at all", () => {
    const { terminal } = on;
    return (
      count(whole(terminal), (x, y) => terminal.seen(x, y).fg !== terminal.seen(0, 0).fg) === 0
    );
  });
  on.type("x");
  await on.until("was back", () => showsPanes(on.terminal));
});

test("zooming shows the remote picture to the edges, the preview in its corner", async () => {
  await using on = stage(["live", "remote=plasma"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  on.type("z");
  await on.until("zoomed", () => showsPanes(on.terminal, { ...LIVE, zoomed: true }));
  on.type("p");
  const alone = { ...LIVE, zoomed: true, preview: false };
  await on.until("went without preview", () => showsPanes(on.terminal, alone));
  on.type("zp");
  await on.until("came back", () => showsPanes(on.terminal));
});

test("ctrl-l brings everything back, also what has not moved", async () => {
  await using on = stage(["live", "remote=bars", "preview=bars"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  await on.terminal.write("\x1b[2J");
  assert.ok(!showsPanes(on.terminal));
  on.type("\x0c");
  await on.until("came back", () => showsPanes(on.terminal) && on.screen.includes("h hang up"));
});

/** The rectangle that the accent-coloured frame of the popup titled `title` encloses. */
function popup(on: OnStage, title: string): Rect {
  const lines = on.terminal.lines();
  const top = lines.findIndex((line) => line.includes(`╭─ ${title} `));
  const left = lines[top]!.indexOf(`╭─ ${title} `);
  const right = lines[top]!.indexOf("╮", left);
  const bottom = lines.findIndex((line, y) => y > top && line[left] === "╰" && line[right] === "╯");
  return { x: left, y: top, cols: right - left + 1, rows: bottom - top + 1 };
}

const grey = (color: number): boolean => color % 0x010101 === 0;

test("the preview over the remote picture is never painted with it", async () => {
  await using on = stage(["live", "remote=count", "preview=flash"]);
  on.type("z");
  const zoomed = { ...LIVE, zoomed: true };
  await on.until("zoomed", () => showsPanes(on.terminal, zoomed));
  const from = on.written.length;
  await on.until("painted on", () => on.written.length > from + 400_000);
  const log = on.written;
  using again = new HeadlessTerminal(80, 24);
  await again.write(log.subarray(0, from));
  const { preview } = layOut(again, zoomed)!;
  for (let at = from; at < log.length; at += 4001) {
    await again.write(log.subarray(at, at + 4001));
    const colored = count(inside(preview!), (x, y) => {
      const { fg, bg } = again.seen(x, y);
      return !grey(bg) || (!grey(fg) && again.seen(x, y).glyph !== " ");
    });
    assert.equal(colored, 0, "cells of the remote picture in the preview");
  }
});

test("a popup covers the video without a leaked cell, whatever part of an update has arrived", async () => {
  await using on = stage(["live", "remote=plasma"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  on.type("c");
  await on.untilSays("enter call");
  const opened = on.written.length;
  const rect = popup(on, "call");
  assert.ok(cells(rect) > 200);
  assert.equal(video(on.terminal, rect), 0);
  await on.until("painted on", () => on.written.length > opened + 100_000);
  const log = on.written;
  on.type("\x1b");
  await on.until("closed without a trace", () => showsPanes(on.terminal));

  using again = new HeadlessTerminal(80, 24);
  await again.write(log.subarray(0, opened));
  const CUT = 211;
  for (let at = opened; at < log.length; at += CUT) {
    await again.write(log.subarray(at, at + CUT));
    assert.equal(video(again, rect), 0, `a cell leaked at byte ${at}`);
  }
});

test("a popup comes and goes in one update each, the video back under it", async () => {
  await using on = stage(["live", "remote=plasma"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  on.type("?");
  await on.untilSays("esc close");
  const rect = popup(on, "keys");
  const inRect = (terminal: HeadlessTerminal): string =>
    terminal
      .lines()
      .slice(rect.y, rect.y + rect.rows)
      .map((line) => line.slice(rect.x, rect.x + rect.cols))
      .join("\n");
  const help = inRect(on.terminal);
  on.type("\x1b");
  await on.until("closed", () => showsPanes(on.terminal));

  using again = new HeadlessTerminal(80, 24);
  const states: string[] = [];
  for (const update of on.written.toString("latin1").split(UPDATE_END)) {
    await again.write(Buffer.from(update + UPDATE_END, "latin1"));
    const state = inRect(again) === help ? "help" : showsPanes(again) ? "panes" : "torn";
    if (state !== states.at(-1)) states.push(state);
  }
  // Before the first picture nothing is whole yet.
  assert.deepEqual(states.slice(states.indexOf("panes")), ["panes", "help", "panes"]);
});

test("the shadow of a popup darkens the video under it", async () => {
  await using on = stage(["live", "remote=flash", "camera=on"]);
  await on.until("showed both panes", () => showsPanes(on.terminal));
  on.type("c");
  await on.untilSays("enter call");
  const rect = popup(on, "call");
  const { remote } = layOut(on.terminal, LIVE)!;
  const [x, y] = [rect.x + 5, rect.y + rect.rows];
  assert.ok(holds(inside(remote!), x, y));
  await on.until(
    "flashed",
    () => on.terminal.seen(x, y).bg === 0x7f7f7f || on.terminal.seen(x, y).fg === 0x7f7f7f,
  );
});

test("keys, clicks and pastes come out as commands", async () => {
  await using on = stage(["idle"]);
  await on.untilSays("listening on port 7887");
  await on.untilSays("bob");
  const row = on.terminal.lines().findIndex((line) => line.includes("bob"));
  const col = on.terminal.lines()[row]!.indexOf("bob");
  on.type(`\x1b[<0;${col + 1};${row + 1}M\x1b[<0;${col + 1};${row + 1}m`);
  await on.until("selected bob", () => on.terminal.lines()[row]!.includes("▌! bob"));
  on.type(`\x1b[<0;${col + 1};${row + 1}M`);
  await on.untilSays("dial bob.example.org:7900");
  const hints = on.terminal.lines()[23]!;
  on.type(`\x1b[<0;${hints.indexOf("hang up") + 1};24M`);
  await on.untilSays("did hang-up");
  on.type("\x1b[200~10.9.8.7\x1b[201~");
  await on.untilSays("› 10.9.8.7");
  on.type("\r");
  await on.untilSays("dial 10.9.8.7");
});

test("a caller stands in a popup that can be answered", async () => {
  await using on = stage(["ringing"]);
  await on.untilSays("incoming call");
  await on.untilSays("192.168.1.20:50412");
  await on.untilSays(/a answer {3}d decline/);
  on.type("a");
  await on.untilSays("did answer");
});

test("a name full of escapes is shown and not obeyed", async () => {
  await using on = stage(["live", "name=evil"]);
  await on.untilSays("ev[31mil32m {red-fg}bob");
  const written = on.written.toString("utf8");
  assert.ok(!written.includes("ev\x1b[31m"), "an escape went through");
  assert.ok(!written.includes("\x9b") && !written.includes("\u202e"));
});

test("without colours there is not one colour code", async () => {
  await using on = stage(["live"], { env: { NO_COLOR: "1" } });
  await on.untilSays("h hang up");
  on.type("?");
  await on.untilSays("call the selected peer");
  const codes = on.written
    .toString("latin1")
    .split("\x1b[")
    .map((text) => /^([\d;]*)m/.exec(text)?.[1])
    .filter((code) => code !== undefined);
  assert.ok(codes.length > 0);
  for (const code of codes) assert.match(code, /^[0147;]*$/);
});

test("what is written between a wide character and the end of its row stays in place", async () => {
  await using on = stage(["idle"]);
  await on.untilSays("dave");
  const lines = on.terminal.lines();
  const bob = lines.find((line) => line.includes("bob"))!;
  assert.ok(bob.endsWith("│"));
  for (const name of ["carol", "dave"]) {
    const y = lines.findIndex((line) => line.includes(name));
    assert.equal(on.terminal.seen(79, y).glyph, "│", name);
  }
});
