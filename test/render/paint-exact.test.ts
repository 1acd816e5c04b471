import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFrame, type Frame } from "../../src/frame/frame.js";
import { PanePainter, type Colors } from "../../src/render/pane-painter.js";
import type { Rect } from "../../src/render/rect.js";
import { unreachable } from "../../src/util/unreachable.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";

const TERMINAL = { cols: 24, rows: 14 };

/** The two colours a cell of the terminal shows, or undefined where others wrote or nobody did. */
function pixels(terminal: HeadlessTerminal, x: number, y: number): readonly unknown[] | undefined {
  const { glyph, fg = "own", bg = "own" } = terminal.cell(x, y);
  switch (glyph) {
    case " ":
      return [bg, bg];
    case "▀":
      return [fg, bg];
    case "▄":
      return [bg, fg];
    case "█":
      return [fg, fg];
    default:
      return undefined;
  }
}

/** What each cell must show, the slow way. */
type Reference = (col: number, row: number, shadowed: boolean) => readonly unknown[] | undefined;

/** Truecolor is what the picture says. */
const exactly =
  (picture: Frame): Reference =>
  (col, row, shadowed) =>
    [2 * row, 2 * row + 1].map((y) => {
      const at = (y * picture.width + col) * 3;
      const [blue, green, red] = Array.from(picture.pixels.slice(at, at + 3)).map((level) =>
        shadowed ? level >> 1 : level,
      ) as [number, number, number];
      return (red << 16) | (green << 8) | blue;
    });

/** Few colours are what a painter without a past makes of it. */
async function afresh(colors: Colors, picture: Frame, coverage: Uint8Array): Promise<Reference> {
  const rect = { x: 0, y: 0, cols: picture.width, rows: picture.height / 2 };
  const terminal = new HeadlessTerminal(rect.cols, rect.rows);
  const painter = new PanePainter(colors, { lossless: true });
  painter.place(rect, coverage);
  await terminal.write(painter.paint(picture));
  return (col, row) => pixels(terminal, col, row);
}

interface Scene {
  readonly rect: Rect;
  readonly coverage: Uint8Array;
}

function check(terminal: HeadlessTerminal, { rect, coverage }: Scene, reference: Reference): void {
  for (let y = 0; y < TERMINAL.rows; y++) {
    for (let x = 0; x < TERMINAL.cols; x++) {
      const col = x - rect.x;
      const row = y - rect.y;
      const inside = col >= 0 && row >= 0 && col < rect.cols && row < rect.rows;
      const mark = inside ? coverage[row * rect.cols + col] : 0;
      const expected = mark === 0 ? undefined : reference(col, row, mark === 2);
      assert.deepEqual(pixels(terminal, x, y), expected, `cell ${col},${row}`);
    }
  }
}

/** Everybody else paints the cells that are not ours. */
function othersPaint(rect: Rect, coverage: Uint8Array): string {
  let bytes = "";
  for (let y = 0; y < TERMINAL.rows; y++) {
    for (let x = 0; x < TERMINAL.cols; x++) {
      const col = x - rect.x;
      const row = y - rect.y;
      const inside = col >= 0 && row >= 0 && col < rect.cols && row < rect.rows;
      if (!inside || coverage[row * rect.cols + col] === 0) bytes += `\x1b[${y + 1};${x + 1}H.`;
    }
  }
  return bytes;
}

/** Few sizes, so that a pane often moves without changing its own. */
const rects: fc.Arbitrary<Rect> = fc
  .constantFrom([24, 14], [1, 1], [9, 4], [9, 4], [13, 6])
  .chain(([cols, rows]) =>
    fc.record({
      x: fc.nat(TERMINAL.cols - cols),
      y: fc.nat(TERMINAL.rows - rows),
      cols: fc.constant(cols),
      rows: fc.constant(rows),
    }),
  );

/** Few colours, so that cells often stay, run together or swap their halves. */
const levels = fc.constantFrom(0, 1, 9, 10, 99, 100, 255);

type Step =
  | { readonly do: "place"; readonly rect: Rect; readonly coverage: readonly number[] }
  | { readonly do: "cover"; readonly coverage: readonly number[] }
  | { readonly do: "vandalise"; readonly at: number }
  | { readonly do: "paint"; readonly bytes: readonly number[]; readonly budget: number };

const coverages = fc.array(fc.constantFrom(0, 1, 1, 1, 2), { minLength: 40, maxLength: 60 });

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("place" as const), rect: rects, coverage: coverages }),
  fc.record({ do: fc.constant("cover" as const), coverage: coverages }),
  fc.record({ do: fc.constant("vandalise" as const), at: fc.nat() }),
  fc.record({
    do: fc.constant("paint" as const),
    bytes: fc.oneof(
      fc.array(levels, { minLength: 3, maxLength: 31 }),
      fc.constant([0, 255, 9, 100, 10]),
    ),
    budget: fc.constantFrom(1, 60, 700, Infinity),
  }),
);

const repeated = (values: readonly number[], length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => values[(i * 7 + (i >> 5)) % values.length]!);

/** Plays one step on painter and terminal; the host paints what is not ours. */
async function play(step: Step, scene: Scene, actors: Actors): Promise<Scene> {
  const { painter, terminal, colors } = actors;
  const { rect, coverage } = scene;
  switch (step.do) {
    case "place":
    case "cover": {
      const place = step.do === "place" ? step.rect : rect;
      const next = { rect: place, coverage: repeated(step.coverage, place.cols * place.rows) };
      painter.place(next.rect, next.coverage);
      await terminal.write(othersPaint(next.rect, next.coverage));
      return next;
    }
    case "vandalise": {
      const index = step.at % coverage.length;
      const row = rect.y + Math.floor(index / rect.cols) + 1;
      await terminal.write(`\x1b[${row};${rect.x + (index % rect.cols) + 1}Hx`);
      painter.stale(index);
      return scene;
    }
    case "paint": {
      const bytes = repeated(step.bytes, rect.cols * rect.rows * 6);
      const picture = makeFrame(rect.cols, 2 * rect.rows, bytes, 0);
      do {
        const painted = painter.paint(picture, step.budget);
        assert.ok(painted.length < step.budget + 80);
        await terminal.write(painted);
      } while (painter.pending);
      const reference =
        colors === "truecolor" ? exactly(picture) : await afresh(colors, picture, coverage);
      check(terminal, scene, reference);
      assert.equal(painter.paint(picture).length, 0, "nothing changed, yet something was painted");
      return scene;
    }
    default:
      return unreachable(step);
  }
}

interface Actors {
  readonly painter: PanePainter;
  readonly terminal: HeadlessTerminal;
  readonly colors: Colors;
}

for (const colors of ["truecolor", "256", "16", "mono"] as const) {
  test(`${colors}: whatever happened before, the picture is shown and nothing else was touched`, async () => {
    await fc.assert(
      fc.asyncProperty(rects, fc.array(steps, { maxLength: 14 }), async (rect, history) => {
        const terminal = new HeadlessTerminal(TERMINAL.cols, TERMINAL.rows);
        const painter = new PanePainter(colors, { lossless: true });
        let scene: Scene = { rect, coverage: new Uint8Array(rect.cols * rect.rows).fill(1) };
        painter.place(scene.rect, scene.coverage);
        await terminal.write(othersPaint(scene.rect, scene.coverage));
        for (const step of history) scene = await play(step, scene, { painter, terminal, colors });
      }),
      { numRuns: 30 },
    );
  });
}

const plain = (rect: Rect, level: number): Frame =>
  makeFrame(rect.cols, 2 * rect.rows, new Uint8Array(rect.cols * rect.rows * 6).fill(level), 0);

const RECT: Rect = { x: 2, y: 1, cols: 9, rows: 4 };
const OURS = new Uint8Array(RECT.cols * RECT.rows).fill(1);

test("a cell that comes out from under a popup is painted again", () => {
  const painter = new PanePainter("truecolor", { lossless: true });
  painter.place(RECT, OURS);
  painter.paint(plain(RECT, 9));
  painter.place(RECT, OURS.with(5, 0));
  assert.equal(painter.paint(plain(RECT, 9)).length, 0);
  painter.place(RECT, OURS);
  assert.equal(painter.paint(plain(RECT, 9)).filter((byte) => byte === 0x20).length, 1);
});

test("a pane that moves is painted anew", () => {
  const painter = new PanePainter("truecolor", { lossless: true });
  painter.place(RECT, OURS);
  painter.paint(plain(RECT, 9));
  painter.place({ ...RECT, x: 3 }, OURS);
  assert.equal(painter.paint(plain(RECT, 9)).filter((byte) => byte === 0x20).length, OURS.length);
});

test("a budget too small for any picture still gets round to every cell", async () => {
  const terminal = new HeadlessTerminal(TERMINAL.cols, TERMINAL.rows);
  const painter = new PanePainter("truecolor", { lossless: true });
  painter.place(RECT, OURS);
  for (let level = 0; level < OURS.length; level++) {
    await terminal.write(painter.paint(plain(RECT, level), 1));
    assert.ok(painter.pending);
  }
  for (let index = 0; index < OURS.length; index++) {
    const x = RECT.x + (index % RECT.cols);
    const y = RECT.y + Math.floor(index / RECT.cols);
    assert.deepEqual(pixels(terminal, x, y), [index * 0x010101, index * 0x010101]);
  }
});

test("a picture or a coverage of the wrong size is refused", () => {
  const painter = new PanePainter("truecolor", { lossless: true });
  assert.throws(() => painter.place(RECT, OURS.subarray(1)), RangeError);
  painter.place(RECT, OURS);
  assert.throws(() => painter.paint(plain({ ...RECT, rows: 3 }, 0)), RangeError);
});
