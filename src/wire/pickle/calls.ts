/**
 * What a pickle may name, and what may come of it.
 *
 * Python calls whatever is named. Here a name is looked up in a list of eight,
 * and a "call" is a comparison with the one way in which numpy pickles a
 * picture; nothing is ever called.
 */
import { MAX_WORD } from "../dialect-limits.js";
import { cleanText } from "../../util/text.js";
import { type Bytes2D, type KnownName, type Refusal, type Value, wordOf } from "./value.js";

const NAMES: ReadonlyMap<string, KnownName> = new Map([
  // numpy 2 calls numpy.core numpy._core.
  ["numpy.core.multiarray _reconstruct", "reconstruct"],
  ["numpy._core.multiarray _reconstruct", "reconstruct"],
  ["numpy.core._multiarray_umath _reconstruct", "reconstruct"],
  ["numpy.core.numeric _frombuffer", "from-buffer"],
  ["numpy._core.numeric _frombuffer", "from-buffer"],
  ["numpy ndarray", "ndarray"],
  ["numpy dtype", "dtype"],
  // Protocol 2 has no bytes: it spells them as text, and this is what undoes that.
  ["_codecs encode", "encode"],
]);

/** Letters of a refused name that are shown. */
const SHOWN = 80;

export function knownName(module: string, name: string): Value | Refusal {
  const known = NAMES.get(`${module} ${name}`);
  if (known !== undefined) return { is: "name", name: known };
  return { refused: `wants to run ${cleanText(`${module}.${name}`, SHOWN)}` };
}

/** What `callee(...items)` would be in Python, where that is part of a picture. */
export function call(callee: Value, items: readonly Value[]): Value | Refusal {
  if (callee.is !== "name") return { refused: "calls what is no name" };
  const made = CALLS[callee.name]?.(items);
  return made ?? { refused: `calls ${callee.name} as no picture needs it` };
}

const CALLS: Readonly<Partial<Record<KnownName, (items: readonly Value[]) => Made>>> = {
  reconstruct: ([type, shape, code, ...more]) => {
    const empty = numbersOf(shape);
    const isPlain = type?.is === "name" && type.name === "ndarray" && more.length === 0;
    const isEmpty = empty?.length === 1 && empty[0] === 0;
    if (!isPlain || !isEmpty || code?.is !== "bytes" || code.bytes[0] !== B) return undefined;
    return { is: "array", content: undefined };
  },
  dtype: ([type, align, copy, ...more]) => {
    const word = wordOf(type, MAX_WORD);
    if (word !== undefined && word !== "u1")
      return { refused: `has pixels of type ${cleanText(word, SHOWN)} and not u1` };
    const fits = isFlag(align, false) && isFlag(copy, true) && more.length === 0;
    return word === "u1" && fits ? { is: "dtype" } : undefined;
  },
  "from-buffer": ([buffer, type, shape, order, ...more]) => {
    const isPlain = buffer?.is === "bytes" && type?.is === "dtype" && more.length === 0;
    const letter = wordOf(order, 1);
    if (!isPlain || (letter !== "C" && letter !== "F")) return undefined;
    const content = contentOf(shape, letter === "F", buffer.bytes);
    return "refused" in content ? content : { is: "array", content };
  },
  encode: ([text, encoding, ...more]) => {
    if (text?.is !== "text" || wordOf(encoding, MAX_WORD) !== "latin1" || more.length > 0)
      return undefined;
    const bytes = latin1(text.utf8);
    return bytes && { is: "bytes", bytes };
  },
};

/** Undefined: the arguments are not those of a picture. */
type Made = Value | Refusal | undefined;

/** Gives `target` the state that the pickle has for it. Undefined when all is well. */
export function build(target: Value, state: Value): Refusal | undefined {
  const items = state.is === "tuple" ? state.items : [];
  if (target.is === "dtype")
    return isByteState(items) ? undefined : { refused: "has pixels that are no plain bytes" };
  if (target.is !== "array" || target.content) return { refused: "changes what it has made" };
  const content = stateOf(items);
  if ("refused" in content) return content;
  target.content = content;
  return undefined;
}

function stateOf([version, shape, type, fortran, data, ...more]: readonly Value[]):
  | Bytes2D
  | Refusal {
  const isPlain = isNumber(version, 1) && type?.is === "dtype" && more.length === 0;
  if (!isPlain || fortran?.is !== "flag" || data?.is !== "bytes")
    return { refused: "has an array that is no picture" };
  return contentOf(shape, fortran.on, data.bytes);
}

function contentOf(
  shape: Value | undefined,
  fortran: boolean,
  data: Uint8Array,
): Bytes2D | Refusal {
  const sizes = numbersOf(shape);
  if (!sizes || sizes.length < 1 || sizes.length > 3)
    return { refused: "has an array that is no picture" };
  if (sizes.some((size) => size < 1)) return { refused: `has a picture of ${sizes.join("x")}` };
  const product = sizes.reduce((sum, size) => sum * size, 1);
  if (product !== data.length)
    return { refused: `has ${data.length} bytes for a picture of ${sizes.join("x")}` };
  return { shape: sizes, fortran, data };
}

const B = 0x62;

/** What numpy says of `u1`: version 3, no byte order, no fields, no size of its own, no flags. */
function isByteState(items: readonly Value[]): boolean {
  const [version, order, ...rest] = items;
  const [shape, names, fields, size, align, flags, ...more] = rest;
  const nothing = [shape, names, fields].every((each) => each?.is === "none");
  return (
    isNumber(version, 3) &&
    wordOf(order, 1) === "|" &&
    nothing &&
    isNumber(size, -1) &&
    isNumber(align, -1) &&
    isNumber(flags, 0) &&
    more.length === 0
  );
}

function isNumber(value: Value | undefined, number: number): boolean {
  return value?.is === "number" && value.value === number;
}

function isFlag(value: Value | undefined, on: boolean): boolean {
  return value?.is === "flag" && value.on === on;
}

function numbersOf(value: Value | undefined): readonly number[] | undefined {
  if (value?.is !== "tuple") return undefined;
  const numbers = value.items.map((item) => (item.is === "number" ? item.value : Number.NaN));
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/** The bytes that UTF-8 text of characters below 256 stands for; undefined when it has others. */
function latin1(utf8: Uint8Array): Uint8Array | undefined {
  const bytes = new Uint8Array(utf8.length);
  let length = 0;
  for (let at = 0; at < utf8.length; at++) {
    const first = utf8[at] as number;
    if (first < 0x80) {
      bytes[length++] = first;
      continue;
    }
    const second = utf8[++at] ?? 0;
    if ((first !== 0xc2 && first !== 0xc3) || second >> 6 !== 2) return undefined;
    bytes[length++] = ((first & 3) << 6) | (second & 0x3f);
  }
  return bytes.subarray(0, length);
}
