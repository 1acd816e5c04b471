import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ScreenCopy } from "../../src/render/screen-copy.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";

const COLS = 12;
const ROWS = 5;
const CLEAR = `\x1b[0m${Array.from({ length: ROWS }, (_, y) => `\x1b[${y + 1}H\x1b[K`).join("")}\x1b[H`;

const copyOf = (bytes: string): ScreenCopy => {
  const copy = new ScreenCopy(COLS, ROWS);
  copy.write(new TextEncoder().encode(bytes));
  return copy;
};

/** Nobody sees the colour of a letter that is not there. */
function cellsOf(terminal: HeadlessTerminal): readonly unknown[] {
  return Array.from({ length: COLS * ROWS }, (_, at) => {
    const cell = terminal.seen(at % COLS, Math.floor(at / COLS));
    return cell.glyph === " " && !cell.underline ? { glyph: " ", bg: cell.bg } : cell;
  });
}

/** What a terminal shows after `bytes`, and what one shows that is given the copy's text as `cat` would. */
async function bothScreens(bytes: string): Promise<readonly (readonly unknown[])[]> {
  using told = new HeadlessTerminal(COLS, ROWS);
  using shown = new HeadlessTerminal(COLS, ROWS);
  await told.write(bytes);
  const text = copyOf(bytes).text();
  await shown.write(text.trimEnd().replaceAll("\n", "\r\n"));
  return [cellsOf(told), cellsOf(shown)];
}

const move = (...moves: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(fc.nat(14), fc.constantFrom(...moves)).map(([n, verb]) => `\x1b[${n || ""}${verb}`);

const aPiece = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b", "▀", "é", "漢", " "), maxLength: 15 }),
  fc.tuple(fc.nat(6), fc.nat(13)).map(([y, x]) => `\x1b[${y};${x}H`),
  move("A", "B", "C", "D", "G", "d", "K", "X").map((text) => text.replace(/\d+K/, "K")),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(0, 1, 2, 3, 4, 7, 22, 23, 24, 27, 39, 49).map(String),
        fc.integer({ min: 30, max: 37 }).map(String),
        fc.integer({ min: 40, max: 47 }).map(String),
        fc.integer({ min: 90, max: 97 }).map(String),
        fc.integer({ min: 100, max: 107 }).map(String),
        fc.nat(255).map((n) => `38;5;${n}`),
        fc.nat(255).map((n) => `48;2;${n};0;255`),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((numbers) => `\x1b[${numbers.join(";")}m`),
  fc.constantFrom("\r", "\b", "\x1b[m", "\x1b[?2026h", "\x1b[5n", "\x1b]2;title\x07", "\x07"),
);

test("the copy shows what the terminal shows, whatever was drawn", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aPiece, { maxLength: 25 }), async (pieces) => {
      const [told, shown] = await bothScreens(CLEAR + pieces.join(""));
      assert.deepEqual(shown, told);
    }),
    { numRuns: 400, seed: 5 },
  );
});

test("a copy is complete once every cell was written, and not before", () => {
  assert.equal(copyOf(CLEAR).complete, true);
  assert.equal(copyOf("x".repeat(COLS * ROWS - 1)).complete, false);
  assert.equal(copyOf("x".repeat(COLS * ROWS)).complete, true);
});

test("rows are no longer than what stands in them, and colours end with them", () => {
  const text = copyOf(`${CLEAR}\x1b[1;31mhot\x1b[0m \x1b[2H\x1b[48;5;4m  \x1b[49mx`).text();
  assert.equal(text, "\x1b[0;1;31mhot\x1b[0m\n\x1b[48;5;4m  \x1b[0mx\n\n\n\n");
});

test("each attribute comes and goes as in the terminal", async () => {
  for (const [on, off] of ["1 22", "2 22", "3 23", "4 24", "7 27", "8 28"].map((pair) =>
    pair.split(" "),
  )) {
    const [told, shown] = await bothScreens(`${CLEAR}\x1b[31;${on}ma\x1b[${off}mb\x1b[0mc`);
    assert.deepEqual(shown, told, `${on} and ${off}`);
  }
});
