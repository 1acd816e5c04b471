/**
 * A short text as a QR code (ISO/IEC 18004), for a telephone's camera to read
 * off a terminal.
 *
 * Only what an invite needs: byte mode, error correction L, versions 4 to 6,
 * and always mask 0, which readers take as well as any; what breaks up
 * patterns here is the fingerprint, which looks like chance.
 */

interface Version {
  readonly version: number;
  /** Codewords of data and of error correction in each block. */
  readonly data: number;
  readonly check: number;
  readonly blocks: number;
}

/** Table 9 of the standard, level L. */
const VERSIONS: readonly Version[] = [
  { version: 4, data: 80, check: 20, blocks: 1 },
  { version: 5, data: 108, check: 26, blocks: 1 },
  { version: 6, data: 68, check: 18, blocks: 2 },
];
/** Level L and mask 0 in its code of 15 bits (Table C.1). */
const FORMAT = 0b111011111000100;
/** Codewords that fill what the text leaves, in turn. */
const PADDING = [0xec, 0x11];
/** Light modules that a reader wants around the code. */
const QUIET = 4;

/** Modules row by row, true where dark, without a quiet zone; undefined for more than 134 bytes of UTF-8. */
export function qrCode(text: string): readonly (readonly boolean[])[] | undefined {
  const bytes = new TextEncoder().encode(text);
  // Mode and count take a byte and a half.
  const fit = VERSIONS.find(({ data, blocks }) => bytes.length + 2 <= data * blocks);
  if (!fit) return undefined;
  const grid = new Grid(17 + 4 * fit.version);
  grid.write(interleaved(codewords(bytes, fit.data * fit.blocks), fit));
  return grid.rows;
}

/** The code as lines of half blocks, black on white whatever the terminal's colours; its quiet zone included. */
export function qrLines(rows: readonly (readonly boolean[])[]): readonly string[] {
  const wide = rows.length + 2 * QUIET;
  const dark = (x: number, y: number): number => (rows[y - QUIET]?.[x - QUIET] ? 1 : 0);
  return Array.from({ length: Math.ceil(wide / 2) }, (_, line) => {
    const cell = (x: number): string => " ▀▄█"[dark(x, 2 * line) + 2 * dark(x, 2 * line + 1)] ?? "";
    const cells = Array.from({ length: wide }, (__, x) => cell(x)).join("");
    return `\x1b[30;107m${cells}\x1b[0m`;
  });
}

/** Mode 4, the count in a byte, the bytes, four bits of nothing, padding. */
function codewords(bytes: Uint8Array, count: number): Uint8Array {
  const words = new Uint8Array(count);
  const nibbles = [4, bytes.length >> 4, bytes.length & 15];
  for (const byte of bytes) nibbles.push(byte >> 4, byte & 15);
  nibbles.push(0);
  const used = nibbles.length / 2;
  for (let at = 0; at < count; at++) {
    words[at] =
      at < used
        ? ((nibbles[2 * at] ?? 0) << 4) | (nibbles[2 * at + 1] ?? 0)
        : (PADDING[(at - used) % 2] ?? 0);
  }
  return words;
}

/** The blocks' data codewords in turn, then their checks in turn. */
function interleaved(words: Uint8Array, { data, check, blocks }: Version): readonly number[] {
  const parts = Array.from({ length: blocks }, (_, n) => words.subarray(n * data, (n + 1) * data));
  const checks = parts.map((part) => remainder(part, check));
  const inTurn = (columns: readonly (readonly number[] | Uint8Array)[], length: number) =>
    Array.from(
      { length: length * blocks },
      (_, n) => columns[n % blocks]?.[Math.floor(n / blocks)] ?? 0,
    );
  return [...inTurn(parts, data), ...inTurn(checks, check)];
}

/** Reed-Solomon: the remainder of the data, moved up by `degree`, after division by (x - 1)(x - 2)(x - 4) ... */
function remainder(data: Uint8Array, degree: number): readonly number[] {
  let divisor: readonly number[] = [1];
  for (let n = 0, root = 1; n < degree; n++, root = times(root, 2)) {
    const [by, before] = [root, divisor];
    divisor = [...before, 0].map((term, at) => term ^ times(before[at - 1] ?? 0, by));
  }
  let rest: readonly number[] = Array.from({ length: degree }, () => 0);
  for (const byte of data) {
    const factor = byte ^ (rest[0] ?? 0);
    rest = [...rest.slice(1), 0].map((term, at) => term ^ times(divisor[at + 1] ?? 0, factor));
  }
  return rest;
}

/** The product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit--) {
    product = (product << 1) ^ ((product >> 7) * 0x11d);
    if ((b >> bit) & 1) product ^= a;
  }
  return product;
}

const formatBit = (n: number): boolean => ((FORMAT >> n) & 1) === 1;

class Grid {
  readonly rows: boolean[][];
  /** Modules that are the same in every code of this size. */
  readonly #fixed: boolean[][];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
    const plain = (): boolean[][] =>
      Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    this.rows = plain();
    this.#fixed = plain();
    for (let at = 0; at < size; at++) {
      this.#fix(at, 6, at % 2 === 0);
      this.#fix(6, at, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ] as const)
      this.#rings(x, y, 4);
    this.#rings(size - 7, size - 7, 2);
    this.#format();
  }

  /** Puts the codewords where they belong: two columns at a time from the right, up and down in turn. */
  write(words: readonly number[]): void {
    let bit = 0;
    for (let right = this.#size - 1; right > 0; right -= 2) {
      if (right === 6) right = 5; // the upright timing pattern is no part of a pair
      const isUpward = ((right + 1) & 2) === 0;
      for (let step = 0; step < 2 * this.#size; step++) {
        const x = right - (step % 2);
        const y = isUpward ? this.#size - 1 - (step >> 1) : step >> 1;
        if (this.#fixed[y]?.[x]) continue;
        const dark = ((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1;
        // Mask 0: every other module is turned over.
        this.#put(x, y, (dark === 1) !== ((x + y) % 2 === 0));
        bit++;
      }
    }
  }

  #put(x: number, y: number, dark: boolean): void {
    const row = this.rows[y];
    if (row && x >= 0 && x < this.#size) row[x] = dark;
  }

  #fix(x: number, y: number, dark: boolean): void {
    this.#put(x, y, dark);
    const row = this.#fixed[y];
    if (row && x >= 0 && x < this.#size) row[x] = true;
  }

  /** A finder of radius 4 with its light rim, or an alignment pattern of radius 2. */
  #rings(midX: number, midY: number, radius: number): void {
    for (let y = -radius; y <= radius; y++)
      for (let x = -radius; x <= radius; x++) {
        const ring = Math.max(Math.abs(x), Math.abs(y));
        const dark = radius === 4 ? ring !== 2 && ring !== 4 : ring !== 1;
        this.#fix(midX + x, midY + y, dark);
      }
  }

  /** Twice, and the one module that is always dark. */
  #format(): void {
    const end = this.#size - 1;
    for (let n = 0; n < 15; n++) {
      if (n < 8) {
        this.#fix(8, n < 6 ? n : n + 1, formatBit(n));
        this.#fix(end - n, 8, formatBit(n));
      } else {
        this.#fix(n === 8 ? 7 : 14 - n, 8, formatBit(n));
        this.#fix(8, end - 14 + n, formatBit(n));
      }
    }
    this.#fix(8, end - 7, true);
  }
}
