/**
 * Nearly right bytes from good ones. Random bytes die at the first check; what
 * finds bugs is right but for one thing.
 */
import type { Roll } from "./roll.js";

/** Nothing a fuzz run makes is longer, in bytes. */
export const MOST_BYTES = 256 * 1024;

/** Numbers that programs trip over, as bytes. */
const EVIL_NUMBERS: readonly (readonly number[])[] = [
  [0],
  [0x7f],
  [0x80],
  [0xff],
  [0, 0],
  [0xff, 0xff],
  [0x40, 0x01],
  [0, 0, 0, 0],
  [0x7f, 0xff, 0xff, 0xff],
  [0x80, 0, 0, 0],
  [0xff, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];

/** Words that parsers of text trip over. */
const EVIL_WORDS: readonly Uint8Array[] = [
  ...'-1 0.5 1e999 99999999999 null __proto__ [[ { " \\u0000 \\ud800 \x1b[ \x1b \u202e \u0301'.split(
    " ",
  ),
  "\n",
].map((word) => new TextEncoder().encode(word));

type Mutation = (bytes: Uint8Array, roll: Roll, other: Uint8Array) => Uint8Array;

/** `bytes` with `[at, at + length)` replaced by `by`. */
function replaced(bytes: Uint8Array, [at, length]: Span, by: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length - length + by.length);
  result.set(bytes.subarray(0, at));
  result.set(by, at);
  result.set(bytes.subarray(at + length), at + by.length);
  return result;
}

type Span = readonly [at: number, length: number];

/** A part of `bytes`, most often a short one. */
function someSpan(bytes: Uint8Array, roll: Roll): Span {
  const at = roll.below(bytes.length + 1);
  const most = bytes.length - at;
  return [at, Math.min(most, roll.below(roll.chance(0.7) ? 9 : most + 1))];
}

const part = (bytes: Uint8Array, [at, length]: Span): Uint8Array => bytes.slice(at, at + length);

const flip: Mutation = (bytes, roll) => {
  const at = roll.below(bytes.length);
  return replaced(bytes, [at, 1], Uint8Array.of((bytes[at] ?? 0) ^ (1 << roll.below(8))));
};

const overwrite: Mutation = (bytes, roll) => {
  const number = Uint8Array.from(roll.of(EVIL_NUMBERS));
  const at = roll.below(Math.max(1, bytes.length - number.length + 1));
  return replaced(bytes, [at, Math.min(number.length, bytes.length - at)], number);
};

const insert: Mutation = (bytes, roll) =>
  replaced(bytes, [roll.below(bytes.length + 1), 0], roll.bytes(1 + roll.below(16)));

const insertWord: Mutation = (bytes, roll) =>
  replaced(bytes, [roll.below(bytes.length + 1), 0], roll.of(EVIL_WORDS));

const cut: Mutation = (bytes, roll) => replaced(bytes, someSpan(bytes, roll), new Uint8Array(0));

const truncate: Mutation = (bytes, roll) => bytes.slice(0, roll.below(bytes.length + 1));

/** Twice, or so often that whoever goes over it more than once notices. */
const repeat: Mutation = (bytes, roll) => {
  const span = someSpan(bytes, roll);
  const piece = part(bytes, span);
  if (piece.length === 0) return bytes;
  const times = roll.chance(0.98) ? 1 + roll.below(4) : 1 + roll.below(20_000 / piece.length + 1);
  const more = new Uint8Array(piece.length * times);
  for (let each = 0; each < times; each++) more.set(piece, each * piece.length);
  return replaced(bytes, [span[0], 0], more);
};

const move: Mutation = (bytes, roll) => {
  const span = someSpan(bytes, roll);
  const rest = replaced(bytes, span, new Uint8Array(0));
  return replaced(rest, [roll.below(rest.length + 1), 0], part(bytes, span));
};

const splice: Mutation = (bytes, roll, other) =>
  replaced(bytes, someSpan(bytes, roll), part(other, someSpan(other, roll)));

const MUTATIONS: readonly Mutation[] = [
  flip,
  flip,
  overwrite,
  overwrite,
  insert,
  insertWord,
  cut,
  truncate,
  repeat,
  move,
  splice,
];

/** `good` with one to four things wrong; pieces of `other` may be among them. */
export function mutate(good: Uint8Array, roll: Roll, other = good): Uint8Array {
  let bytes = good;
  for (let left = 1 + roll.below(4); left > 0 && bytes.length > 0; left--)
    bytes = roll.of(MUTATIONS)(bytes, roll, other).subarray(0, MOST_BYTES);
  return bytes;
}

const EVIL_VALUES: readonly string[] = [
  ...'-1 0 0.5 1e999 65536 99999999999 null true {} [] [[]] "" "x"'.split(" "),
  String.raw`"\u202e\u0000\ud800"`,
  `"${"long".repeat(500)}"`,
];
/** Strings, numbers and words, and the signs between them. */
const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[\w.+-]+|\S/g;

/** JSON that is still JSON, most often, with values and keys where others should stand. */
export function mutateJson(good: string, roll: Roll): string {
  const tokens: string[] = good.match(JSON_TOKEN) ?? [];
  for (let left = 1 + roll.below(3); left > 0; left--) {
    const at = roll.below(tokens.length);
    if (/^\w|^"/.test(tokens[at] ?? "")) tokens[at] = roll.of(EVIL_VALUES);
  }
  return tokens.join("");
}
