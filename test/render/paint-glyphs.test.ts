import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { makeFrame, type Frame } from "../../src/frame/frame.js";
import { distance } from "../../src/render/colors/distance.js";
import { glyphSetOf, type GlyphSet } from "../../src/render/glyphs/glyph-set.js";
import { PanePainter } from "../../src/render/pane-painter.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { cameraLike, noise } from "./scene.js";

const COLS = 12;
const ROWS = 5;
const RECT = { x: 2, y: 1, cols: COLS, rows: ROWS };
const OURS = new Uint8Array(COLS * ROWS).fill(1);
const NAMES = ["quadrant", "sextant", "octant", "braille"] as const;

const textOf = ({ words, lengths }: GlyphSet, mask: number): string => {
  const word = words[mask]!;
  const bytes = [0, 8, 16, 24].map((shift) => (word >>> shift) & 255).slice(0, lengths[mask]);
  return new TextDecoder().decode(Uint8Array.from(bytes));
};

const pointOf = (name: (typeof NAMES)[number], mask: number): number =>
  textOf(glyphSetOf(name), mask).codePointAt(0)!;

test("every way to divide a cell has a glyph of its own, and the known ones are right", () => {
  for (const name of NAMES) {
    const set = glyphSetOf(name);
    const glyphs = Array.from(set.words, (_, mask) => textOf(set, mask));
    assert.equal(glyphs.length, 2 ** (set.across * set.down));
    assert.equal(new Set(glyphs).size, glyphs.length, name);
    assert.ok(glyphs.every((glyph) => /^.$/u.test(glyph)));
  }
  assert.equal(pointOf("quadrant", 0b0001), 0x2598, "quadrant upper left");
  assert.equal(pointOf("quadrant", 0b1101), 0x2599, "all but the upper right");
  assert.equal(pointOf("sextant", 0b000001), 0x1fb00, "block sextant-1");
  assert.equal(
    pointOf("sextant", 0b010110),
    0x1fb14,
    "block sextant-235, the first after the left half",
  );
  assert.equal(pointOf("sextant", 0b111110), 0x1fb3b, "block sextant-23456, the last");
  assert.equal(pointOf("octant", 0b00000100), 0x1cd00, "block octant-3, the first");
  assert.equal(pointOf("octant", 0b11111110), 0x1cde5, "block octant-2345678, the last");
  assert.equal(pointOf("octant", 0b00001111), 0x2580, "upper half block");
  assert.equal(pointOf("braille", 0b00000010), 0x2808, "dot 4 is the upper right one");
  assert.equal(pointOf("braille", 0b11111111), 0x28ff);
});

/** What a cell of the picture wants, pixel by pixel. */
function wanted(
  { pixels, width }: Frame,
  { across, down }: GlyphSet,
  cell: number,
): readonly number[] {
  const left = (cell % COLS) * across;
  const top = Math.floor(cell / COLS) * down;
  return Array.from({ length: across * down }, (_, i) => {
    const at = ((top + Math.floor(i / across)) * width + left + (i % across)) * 3;
    return (pixels[at + 2]! << 16) | (pixels[at + 1]! << 8) | pixels[at]!;
  });
}

/** How wrong a cell of the terminal is. */
function error(
  terminal: HeadlessTerminal,
  set: GlyphSet,
  want: readonly number[],
  cell: number,
): number {
  const { glyph, fg, bg } = terminal.cell(RECT.x + (cell % COLS), RECT.y + Math.floor(cell / COLS));
  const mask = set.words.findIndex((_, one) => textOf(set, one) === glyph);
  assert.notEqual(mask, -1, `odd glyph ${glyph}`);
  return want.reduce((sum, color, i) => sum + distance(color, (mask >> i) & 1 ? fg! : bg!), 0);
}

const meanOf = (group: readonly number[]): number =>
  [16, 8, 0].reduce((mean, shift) => {
    const sum = group.reduce((total, color) => total + ((color >> shift) & 255), 0);
    return mean | (Math.round(sum / group.length) << shift);
  }, 0);

const spread = (group: readonly number[]): number =>
  group.reduce((sum, color) => sum + distance(color, meanOf(group)), 0);

/** The least error that any two colours can have, by trying every division. */
function leastError(want: readonly number[]): number {
  const divisions = Array.from({ length: 2 ** (want.length - 1) }, (_, mask) =>
    [0, 1].map((side) => want.filter((_color, i) => ((mask >> i) & 1) === side)),
  );
  return Math.min(
    ...divisions.map((groups) => groups.reduce((sum, group) => sum + spread(group), 0)),
  );
}

const picture = (set: GlyphSet, time: number): Frame =>
  cameraLike(COLS * set.across, ROWS * set.down, time);

for (const name of NAMES) {
  const set = glyphSetOf(name);

  test(`${name}: lossless is nearly the best that two colours can do, whatever was shown before`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(50), fc.constantFrom(90, 900, Infinity)), { maxLength: 4 }),
        async (history) => {
          const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
          const painter = new PanePainter("truecolor", { glyphs: name, lossless: true });
          painter.place(RECT, OURS);
          for (const [time, budget] of history) {
            await terminal.write(painter.paint(picture(set, time), budget));
          }
          const last = picture(set, 77);
          do await terminal.write(painter.paint(last));
          while (painter.pending);
          let ours = 0;
          let least = 0;
          for (let cell = 0; cell < COLS * ROWS; cell++) {
            const want = wanted(last, set, cell);
            ours += error(terminal, set, want, cell);
            least += leastError(want);
          }
          assert.ok(ours <= 1.1 * least, `${ours} where ${least} is possible`);
        },
      ),
      // Cut short by its budget, the picture at 7 was not looked at by all of the cells that moved.
      {
        numRuns: 8,
        examples: [
          [
            [
              [6, Infinity],
              [7, 90],
            ],
          ],
        ],
      },
    );
  });

  test(`${name}: thrift takes half the bytes and leaves what is covered alone`, async () => {
    const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
    const thrifty = new PanePainter("truecolor", { glyphs: name });
    const lossless = new PanePainter("truecolor", { glyphs: name, lossless: true });
    const coverage = OURS.map((_, cell) => (noise(cell) < 0.3 ? 0 : 1));
    thrifty.place(RECT, coverage);
    lossless.place(RECT, coverage);
    let spent = 0;
    let full = 0;
    for (let time = 0; time < 20; time++) {
      const bytes = thrifty.paint(picture(set, time));
      spent += bytes.length;
      full += lossless.paint(picture(set, time)).length;
      await terminal.write(bytes);
    }
    assert.ok(spent < full / 2, `${spent} bytes of ${full}`);
    for (const [cell, ours] of coverage.entries()) {
      const shown = terminal.cell(RECT.x + (cell % COLS), RECT.y + Math.floor(cell / COLS));
      assert.equal(shown.glyph === "", ours === 0);
    }
  });
}

test("without colours nothing is sent that sets one", () => {
  for (const glyphs of ["half", "ascii", ...NAMES] as const) {
    const painter = new PanePainter("mono", { glyphs });
    painter.place(RECT, OURS);
    const { width, height } = painter.size;
    const bytes = painter.paint(cameraLike(width, height, 0));
    assert.ok(bytes.length > 0);
    assert.doesNotMatch(new TextDecoder().decode(bytes), /m/);
  }
});

test("braille's dots are the smaller part of a cell, unless there are no colours", async () => {
  const bright = makeFrame(2 * COLS, 4 * ROWS, new Uint8Array(8 * COLS * ROWS * 3).fill(230), 0);
  const dots = async (colors: "truecolor" | "mono", frame: Frame): Promise<readonly number[]> => {
    const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
    const painter = new PanePainter(colors, { glyphs: "braille", lossless: true });
    painter.place(RECT, OURS);
    const bytes = painter.paint(frame);
    if (colors === "mono") assert.doesNotMatch(new TextDecoder().decode(bytes), /m/);
    await terminal.write(bytes);
    return Array.from({ length: COLS * ROWS }, (_, cell) => {
      const { glyph } = terminal.cell(RECT.x + (cell % COLS), RECT.y + Math.floor(cell / COLS));
      return (glyph.codePointAt(0)! & 255).toString(2).replaceAll("0", "").length;
    });
  };
  const camera = cameraLike(2 * COLS, 4 * ROWS, 3, 9);
  assert.ok(Math.max(...(await dots("truecolor", camera))) <= 4);
  assert.ok(Math.max(...(await dots("mono", bright))) > 4);
});

test("letters have the more ink the brighter a cell is", async () => {
  const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
  const painter = new PanePainter("truecolor", { glyphs: "ascii" });
  painter.place(RECT, OURS);
  const ramp = Uint8Array.from(
    { length: COLS * ROWS * 3 },
    (_, i) => (Math.floor(i / 3) % COLS) * 23,
  );
  await terminal.write(painter.paint(makeFrame(COLS, ROWS, ramp, 0)));
  const letters = Array.from(
    { length: COLS },
    (_, col) => terminal.cell(RECT.x + col, RECT.y).glyph,
  );
  const ranks = letters.map((letter) => " .:-=+*#%@".indexOf(letter === "" ? " " : letter));
  assert.deepEqual(
    ranks,
    ranks.toSorted((a, b) => a - b),
  );
  assert.equal(ranks.at(-1), 9);
});

test("bars beside a picture are blank in letters, however few colours there are", async () => {
  for (const colors of ["truecolor", "256", "16", "mono"] as const) {
    const terminal = new HeadlessTerminal(COLS + 3, ROWS + 2);
    const painter = new PanePainter(colors, { glyphs: "ascii" });
    painter.place(RECT, OURS);
    await terminal.write(painter.paint(makeFrame(COLS, ROWS, new Uint8Array(COLS * ROWS * 3), 0)));
    for (let cell = 0; cell < COLS * ROWS; cell++) {
      const shown = terminal.cell(RECT.x + (cell % COLS), RECT.y + Math.floor(cell / COLS));
      assert.match(shown.glyph, /^ ?$/, `${colors}, cell ${cell}`);
    }
  }
});

test("without colours a smooth area is one letter, not a grain of several", () => {
  const painter = new PanePainter("mono", { glyphs: "ascii" });
  painter.place(RECT, OURS);
  const bytes = painter.paint(makeFrame(COLS, ROWS, new Uint8Array(COLS * ROWS * 3).fill(120), 0));
  const letters = new TextDecoder().decode(bytes).match(/[.:=+*#%@-]/g);
  assert.equal(new Set(letters).size, 1, letters?.join(""));
});

test("a painter says what picture it needs and how its pixels are shaped", () => {
  const sizes = (["half", "ascii", ...NAMES] as const).map((glyphs) => {
    const painter = new PanePainter("truecolor", { glyphs });
    painter.place(RECT, OURS);
    const { width, height } = painter.size;
    return `${glyphs} ${width}x${height} ${painter.stretch(2).toFixed(2)}`;
  });
  assert.deepEqual(sizes, [
    "half 12x10 1.00",
    "ascii 12x5 2.00",
    "quadrant 24x10 2.00",
    "sextant 24x15 1.33",
    "octant 24x20 1.00",
    "braille 24x20 1.00",
  ]);
});
