import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Cells } from "../../src/render/cells.js";
import { DirectInks } from "../../src/render/colors/direct.js";
import { between, distance } from "../../src/render/colors/distance.js";
import { Pen } from "../../src/render/pen.js";
import * as row from "../../src/render/row-plan.js";
import { plan } from "../../src/render/trellis.js";

const COLS = 24;
/** Few enough that every way through them can be tried. */
const FEW = 6;
/** What a byte is worth here, in squared error. */
const LAMBDA = 4;
const LAMBDAS = new Int32Array(16).fill(LAMBDA * 16);

interface Pixels {
  readonly upper: readonly number[];
  readonly lower: readonly number[];
}

function rowOf(wanted: Pixels, shown: Pixels): Cells {
  const cells = new Cells(COLS, 1);
  cells.cover(new Uint8Array(COLS).fill(1));
  cells.wanted.set([...wanted.upper, ...wanted.lower]);
  cells.shown.set([...shown.upper, ...shown.lower]);
  return cells;
}

/** What the plan costs when it is carried out: errors, and bytes as the pen really writes them. */
function priceOfPlan(wanted: Pixels, shown: Pixels): number {
  const inks = new DirectInks();
  const pen = new Pen(inks);
  pen.start();
  const cells = rowOf(wanted, shown);
  const count = plan(cells, { row: 0, from: 0, to: COLS }, { inks, lambdas: LAMBDAS, pen });
  for (let n = 0; n < count; n++) {
    if (row.isLeft(n)) continue;
    const col = row.plannedCol(n);
    const shape = row.plannedShape(n);
    const ink = (bit: number): number =>
      (shape & bit) === 0 ? row.plannedBg(n) : row.plannedFg(n);
    pen.moveTo(0, col);
    pen.set(row.plannedFg(n), row.plannedBg(n));
    pen.half(shape);
    cells.shown[col] = ink(row.UPPER_IN_FG);
    cells.shown[COLS + col] = ink(row.LOWER_IN_FG);
  }
  const wrong = cells.wanted.reduce((sum, color, at) => sum + distance(color, cells.shown[at]!), 0);
  return wrong + LAMBDA * pen.length;
}

interface State {
  readonly fg: number;
  readonly bg: number;
  readonly col: number;
  readonly price: number;
}

const bytesOf = (color: number): number =>
  `38;2;${color >> 16};${(color >> 8) & 255};${color & 255};`.length;

/** The bytes that paint a cell, and what they leave the pen set to; every order of setting inks is tried. */
function paintings(state: State, upper: number, lower: number, col: number): readonly State[] {
  const move = state.col === col ? 0 : state.col < 0 ? 6 : 3 + (col - state.col > 1 ? 1 : 0);
  const pens =
    upper === lower
      ? [
          { fg: state.fg, bg: upper, glyph: 1 },
          { fg: upper, bg: state.bg, glyph: 3 },
        ]
      : [
          { fg: upper, bg: lower, glyph: 3 },
          { fg: lower, bg: upper, glyph: 3 },
        ];
  return pens.map(({ fg, bg, glyph }) => {
    const inks = (fg === state.fg ? 0 : bytesOf(fg)) + (bg === state.bg ? 0 : bytesOf(bg));
    const bytes = move + glyph + (inks === 0 ? 0 : 2 + inks);
    return { fg, bg, col: col + 1, price: state.price + LAMBDA * bytes };
  });
}

/** Every way to go on with a cell: leave it, or paint it in any pair of the colours that make sense. */
function goOn(state: State, cell: Cell): readonly State[] {
  const { upper, lower, col } = cell;
  const wrong = (a: number, b: number): number => distance(upper, a) + distance(lower, b);
  const left = wrong(cell.shownUpper, cell.shownLower);
  if (left === 0) return [state];
  const inks = [upper, lower, between(upper, lower), state.fg, state.bg].filter((ink) => ink >= 0);
  const pairs = inks.flatMap((a) => inks.map((b) => [a, b] as const));
  const painted = pairs.flatMap(([a, b]) =>
    paintings(state, a, b, col).map(({ fg, bg, col: next, price }) => ({
      fg,
      bg,
      col: next,
      price: price + wrong(a, b),
    })),
  );
  return [{ ...state, price: state.price + left }, ...painted];
}

interface Cell {
  readonly col: number;
  readonly upper: number;
  readonly lower: number;
  readonly shownUpper: number;
  readonly shownLower: number;
}

/** The cheapest way through the row if only so many states are kept at each cell: of all there are, if there is no limit. */
function cheapest(wanted: Pixels, shown: Pixels, kept: number): number {
  let states: readonly State[] = [{ fg: -1, bg: -1, col: -1, price: 0 }];
  for (let col = 0; col < COLS; col++) {
    const next = new Map<string, State>();
    const cell = {
      col,
      upper: wanted.upper[col]!,
      lower: wanted.lower[col]!,
      shownUpper: shown.upper[col]!,
      shownLower: shown.lower[col]!,
    };
    for (const state of states.flatMap((one) => goOn(one, cell))) {
      const key = `${state.fg} ${state.bg} ${state.col}`;
      if (state.price < (next.get(key)?.price ?? Infinity)) next.set(key, state);
    }
    states = [...next.values()].toSorted((a, b) => a.price - b.price).slice(0, kept);
  }
  return Math.min(...states.map((state) => state.price));
}

/** Colours near each other and far apart, so that every choice is the best one somewhere. */
const colors = fc
  .tuple(fc.constantFrom(0x404040, 0x40a0c0, 0xe0d0c0), fc.nat(12), fc.nat(12), fc.nat(12))
  .map(([base, r, g, b]) => base + (r << 16) + (g << 8) + b);
const rows = (cols: number): fc.Arbitrary<Pixels> => {
  const line = fc
    .array(colors, { minLength: cols, maxLength: cols })
    .map((some) => some.concat(Array.from({ length: COLS - cols }, () => 0)));
  return fc.record({ upper: line, lower: line });
};

/** Mean price of plans, in units of what the reference pays. */
function compare(cols: number, kept: number, numRuns: number): number {
  let ours = 0;
  let theirs = 0;
  const property = fc.property(rows(cols), rows(cols), (wanted, shown) => {
    ours += priceOfPlan(wanted, shown);
    theirs += cheapest(wanted, shown, kept);
  });
  fc.assert(property, { numRuns, seed: 7 });
  return ours / theirs;
}

test("plans are hardly dearer than the cheapest of all ways", () => {
  const ratio = compare(FEW, Infinity, 60);
  assert.ok(ratio < 1.03, `${ratio} times the cheapest`);
});

test("plans are cheaper than the cheapest choice each time", () => {
  const ratio = compare(COLS, 1, 60);
  assert.ok(ratio < 1, `${ratio} times the price of short sight`);
});

test("a colour that many pixels share is their mean", () => {
  const line = Array.from({ length: COLS }, (_, col) => 0x404040 + 0x010101 * (col % 3));
  const wanted = { upper: line, lower: line };
  const cells = rowOf(wanted, { upper: line.map(() => 0), lower: line.map(() => 0) });
  const inks = new DirectInks();
  const terms = { inks, lambdas: LAMBDAS, pen: { fg: 0, bg: 0 } };
  assert.equal(plan(cells, { row: 0, from: 0, to: COLS }, terms), COLS);
  for (let n = 0; n < COLS; n++) assert.equal(row.plannedBg(n), 0x414141);
});
