import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { encodeMessage, type Message, VERBS } from "../../src/wire/message.js";
import { type CodedPicture, encodePicture } from "../../src/wire/picture.js";
import { encodeSound, type Sound } from "../../src/wire/sound.js";
import { encodePreface, TYPE } from "../../src/wire/record.js";
import { FAULT_KINDS, HELLO, rawRecord, read, stream } from "./samples.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/PROTOCOL.md"), "utf8");
const SOURCES = [
  "src/wire/limits.ts",
  "src/call/timeouts.ts",
  "src/call/admission.ts",
  "src/app/outflow.ts",
  "src/app/session.ts",
  "src/app/exchange.ts",
  "src/net/secure.ts",
  "src/net/reception.ts",
].map((path) => readFileSync(join(ROOT, path), "utf8"));

/** A picture as the document spells it: its pixels as hex. */
interface SpelledPicture {
  readonly type: "picture";
  readonly sequence: number;
  readonly picture: Omit<CodedPicture, "data"> & { readonly data: string };
}

/** Sound, likewise. */
type SpelledSound = Omit<Sound, "data"> & { readonly data: string };
type Spelled = Message | SpelledSound | SpelledPicture;

const VECTORS = [...DOCUMENT.matchAll(/^```vector\n(.+)\n([\da-f\s]+?)```$/gm)].map(
  ([, json, hex]) => ({
    said: unspelled(JSON.parse(json as string) as Spelled),
    bytes: bytesOf(hex as string),
  }),
);

function unspelled(said: Spelled): Message | Sound | SpelledPicture {
  return said.type === "sound" ? { ...said, data: bytesOf(said.data) } : said;
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.replaceAll(/\s/g, ""), "hex"));
}

const pictureOf = ({ picture }: SpelledPicture): CodedPicture => ({
  ...picture,
  data: bytesOf(picture.data),
});

for (const { said, bytes } of VECTORS) {
  test(`the document's ${said.type} means what stands above it, and is said the same way`, () => {
    const { inbox, got } = read([stream(said.type === "hello" ? [bytes] : [HELLO, bytes])]);
    assert.equal(inbox.fault, undefined);
    if (said.type === "picture") {
      assert.deepEqual(got.at(-1), { ...said, picture: pictureOf(said) });
      const records = [...encodePicture(pictureOf(said), said.sequence, 1)];
      assert.deepEqual(Uint8Array.from(Buffer.concat(records)), bytes);
    } else {
      assert.deepEqual(got.at(-1), said);
      assert.deepEqual(said.type === "sound" ? encodeSound(said) : encodeMessage(said), bytes);
    }
  });
}

test("the document's preface is ours", () => {
  const [, hex] = /^```vector preface\n(.+)\n```$/m.exec(DOCUMENT) ?? [];
  assert.deepEqual(encodePreface(), bytesOf(hex ?? ""));
});

test("every record has bytes to try", () => {
  const types = new Set(VECTORS.map(({ said }) => said.type));
  const expected = Object.keys(TYPE).filter((type) => type !== "head" && type !== "segment");
  assert.deepEqual([...types].toSorted(), [...expected, "picture"].toSorted());
});

/** The rows of every table whose first cell matches. */
function rows(first: RegExp): readonly (readonly string[])[] {
  return DOCUMENT.split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell]) => cell !== undefined && first.test(cell));
}

/** The number a constant has in the source, which may be a sum or a product of numbers and constants. */
function constant(name: string): number {
  const found = SOURCES.map((text) => new RegExp(`const ${name} = ([^;]+);`).exec(text)?.[1]).find(
    Boolean,
  );
  assert.ok(found, `no source has a ${name}`);
  const value = (term: string): number =>
    /^[A-Z]/.test(term) ? constant(term) : Number(term.replaceAll("_", ""));
  const [left, sign, right] = found.split(" ") as [string, string?, string?];
  if (right === undefined) return value(left);
  return sign === "+" ? value(left) + value(right) : value(left) * value(right);
}

test("every limit in the tables is the one in the source, and none is left out", () => {
  const named = new Map(
    rows(/^`[A-Z_]+`$/).map(([name, value]) => [name?.slice(1, -1), Number(value)]),
  );
  for (const [name, value] of named) assert.equal(constant(name as string), value, name);
  const exported = SOURCES.slice(0, 2)
    .join("")
    .matchAll(/^export const ([A-Z_]+) = [\dA-Z]/gm);
  const own = Array.from(exported, ([, name]) => name);
  const missing = own.filter((name) => !named.has(name));
  assert.deepEqual(missing, []);
  assert.equal(named.size, 34);
});

test("every record type stands in the table, with the lengths a reader accepts", () => {
  const table = rows(/^\d+$/).filter(([, name]) => name !== undefined && name in TYPE);
  assert.deepEqual(Object.fromEntries(table.map(([type, name]) => [name, Number(type)])), TYPE);
  for (const [type, name, lengths] of table) {
    const [least, most = least] = (lengths as string).split(" to ").map(Number) as [
      number,
      number?,
    ];
    for (const length of [least - 1, least, most, most + 1]) {
      if (length < 0) continue;
      const record = rawRecord(Number(type), new Uint8Array(length));
      const { inbox } = read([stream(type === "1" ? [record] : [HELLO, record])]);
      const refused = inbox.fault?.kind === "bad-length";
      assert.equal(refused, length < least || length > most, `${name} of ${length}`);
    }
  }
});

test("the verbs and the faults are the document's", () => {
  assert.deepEqual(
    VERBS,
    rows(/^[1-8]$/)
      .filter(([, , by]) => ["caller", "called", "either"].includes(by ?? ""))
      .map(([, name]) => name),
  );
  assert.deepEqual(
    rows(/^`(bad|unknown)-\w+`$/).map(([name]) => name?.slice(1, -1)),
    FAULT_KINDS,
  );
});
