import assert from "node:assert/strict";
import { test } from "node:test";
import { qrCode, qrLines } from "../../src/render/qr.js";

const INVITE = "tetatty://host:7887#SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o";
/** Read back by another program's reader, as every length up to 134 bytes was, when this was written. */
const CODE = [
  "█▀▀▀▀▀█  ▄▀  ▄ █▀▄██▄  █  █▀▀▀▀▀█",
  "█ ███ █ ▀▄ ▀▄ ▄█▄  ██ ▄▀█ █ ███ █",
  "█ ▀▀▀ █  ▀▄▄█ ▀█▄▄ █▀█ █▀ █ ▀▀▀ █",
  "▀▀▀▀▀▀▀ █ ▀▄▀▄█▄▀▄▀▄█▄▀ █ ▀▀▀▀▀▀▀",
  "▀██▄██▀██▄ ▄█▀██▄▀  ▄█▄  ▀█▄  ▀ ▄",
  "█  █▄ ▀▀█▄█▀█▄▀ ▄▄   █ ▄▄▀█▄▄ ▀▀▀",
  " ▄█▄  ▀█ ▄██  ▄▄▄▄ ▄█     ██ ▀ ▄█",
  "  ▀ ▀▄▀  ▄ ▄ █▀  █▄ ▀▄  ▀▄  ▀ ▀█▀",
  "█▀  ▄█▀▄██▄▄█▀▄ ▄█▄█▄▄▄   █▀ █▄▀█",
  "███  █▀▄▄▄▀▀██▀ ███▄▀▄█▄ ▄ █ █▀▀▀",
  "▀▄▄▄▀▀▀█ ▀▄█▀██  ▄ ▀███▄█ █▀ █▄██",
  "▀▄ ██▄▀ ▄▄  ▄▄▀ ▀█▀  ▄▀▄▀▀█▀▄▄ █▀",
  "▀ ▀▀  ▀▀██▄▀█▀ ▀▄██  █ ██▀▀▀█ ▄▀█",
  "█▀▀▀▀▀█ █▄▀ ▀▄▄▄▀█▄ █▄  █ ▀ ██ ██",
  "█ ███ █ ▀▄▀  ███▄   █▀▄ ██▀██ ▄█▀",
  "█ ▀▀▀ █ █▀█▄██   ▄  ▄▄▀ ▀▄ █▀▀ █▀",
  "▀▀▀▀▀▀▀ ▀▀     ▀▀▀   ▀▀▀▀▀     ▀▀",
];
const QUIET = 4;

/** Whether a module is the same in every code of this size. */
function isFixed(size: number, x: number, y: number): boolean {
  const isFinder = (x < 9 && (y < 9 || y >= size - 8)) || (y < 9 && x >= size - 8);
  const isAlignment = Math.abs(x - (size - 7)) <= 2 && Math.abs(y - (size - 7)) <= 2;
  return isFinder || isAlignment || x === 6 || y === 6;
}

/** The modules of one pair of columns in the standard's order. */
function column(size: number, right: number, isUpward: boolean): readonly [number, number][] {
  const down = Array.from({ length: size }, (_, n) => (isUpward ? size - 1 - n : n));
  const both = down.flatMap((y): [number, number][] => [
    [right, y],
    [right - 1, y],
  ]);
  return both.filter(([x, y]) => !isFixed(size, x, y));
}

/** The bytes that a code holds: written down anew, from the standard. */
function read(rows: readonly (readonly boolean[])[], blocks: number, data: number): Uint8Array {
  const size = rows.length;
  const walk = pairs(size).flatMap((right, n) => column(size, right, n % 2 === 0));
  const bits = walk.map(([x, y]) => Number(rows[y]?.[x] !== ((x + y) % 2 === 0)));
  const word = (n: number): number => parseInt(bits.slice(8 * n, 8 * n + 8).join(""), 2);
  const words = Array.from({ length: blocks * data }, (_, n) => {
    const block = Math.floor(n / data);
    return word((n % data) * blocks + block);
  });
  const text = words.map((each) => each.toString(16).padStart(2, "0")).join("");
  const length = parseInt(text.slice(1, 3), 16);
  return Uint8Array.from(Buffer.from(text.slice(3, 3 + 2 * length), "hex"));
}

function pairs(size: number): readonly number[] {
  const all = Array.from({ length: (size - 1) / 2 }, (_, n) => size - 1 - 2 * n);
  return all.map((right) => (right <= 6 ? right - 1 : right));
}

test("an invite has the code that telephones read", () => {
  const lines = qrLines(qrCode(INVITE) ?? []);
  const blank = `\x1b[30;107m${" ".repeat(33 + 2 * QUIET)}\x1b[0m`;
  const side = " ".repeat(QUIET);
  const shown = CODE.map((line) => `\x1b[30;107m${side}${line}${side}\x1b[0m`);
  assert.deepEqual(lines, [blank, blank, ...shown, blank, blank]);
});

test("every text that fits is in its code, in the smallest that holds it", () => {
  for (const [size, most, blocks, data] of [
    [33, 78, 1, 80],
    [37, 106, 1, 108],
    [41, 134, 2, 68],
  ] as const) {
    for (const length of [most - 20, most - 1, most]) {
      const text = "a/z+9".repeat(30).slice(0, length);
      const rows = qrCode(text) ?? [];
      assert.equal(rows.length, size);
      assert.equal(new TextDecoder().decode(read(rows, blocks, data)), text);
    }
  }
  assert.equal(qrCode("x".repeat(135)), undefined);
  assert.equal(qrCode("ä".repeat(68)), undefined, "bytes count, not letters");
});
