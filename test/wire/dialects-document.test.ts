import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import * as limits from "../../src/wire/dialect-limits.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import { DONE, encodeSize, PIECE } from "../../src/wire/videostream/header.js";
import { VideostreamReader } from "../../src/wire/videostream/reader.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const DOCUMENT = readFileSync(join(ROOT, "docs/DIALECTS.md"), "utf8");

test("every limit in the table is the one in the source, and none is left out", () => {
  const rows = [...DOCUMENT.matchAll(/^\| `(MAX_\w+)` +\| (\d+) /gm)];
  const written = new Map(rows.map(([, name = "", value]) => [name, Number(value)]));
  const showroom = readFileSync(join(ROOT, "src/app/showroom.ts"), "utf8");
  const viewers = [...showroom.matchAll(/const (MAX_VIEWERS\w*) = (\d+);/g)];
  const numbers = Object.entries(limits).filter(([, value]) => typeof value === "number");
  const known = new Map<string, number>([
    ...(numbers as [string, number][]),
    ...viewers.map(([, name = "", value]) => [name, Number(value)] as const),
  ]);
  assert.deepEqual(
    [...written].toSorted(([a], [b]) => a.localeCompare(b)),
    [...known].toSorted(([a], [b]) => a.localeCompare(b)),
  );
});

test("the stream in the document is read as it says, and said the same way", () => {
  const [, hex = ""] = /^ {4}((?:[\da-f]{2} +)+[\da-f]{2})\n {4}d {2}o/m.exec(DOCUMENT) ?? [];
  const bytes = Buffer.from(hex.replaceAll(" ", ""), "hex");
  const heard = [...new VideostreamReader().push(bytes)];
  const frame = makeFrame(2, 1, Uint8Array.of(1, 2, 3, 4, 5, 6), Number.NaN);
  assert.deepEqual(heard, [
    { type: "done" },
    { type: "size", size: { width: 2, height: 1 } },
    { type: "picture", frame },
  ]);
  assert.deepEqual(bytes.subarray(0, 7), Buffer.concat([DONE, encodeSize(frame)]));
  assert.ok(DOCUMENT.includes("65 470") && PIECE === 65_470);
});

test("the pickle in the document is what is written", () => {
  const [opening, pixels, closing] = pickleFrame(
    makeFrame(320, 180, new Uint8Array(172_800), 0),
  ).map((part) => Buffer.from(part)) as [Buffer, Buffer, Buffer];
  const start = DOCUMENT.indexOf("    80 04");
  const lines = DOCUMENT.slice(start, DOCUMENT.indexOf("\n\n", start)).split("\n");
  const spelt = lines.map((line) => line.split("#")[0]?.trim() ?? "");
  const pattern = spelt
    .join(" ")
    .split(/\s+/)
    .map((token) => (/^[\da-f]{2}$/.test(token) ? token : bytesOf(token)))
    .join("");
  const message = Buffer.concat([opening.subarray(8), closing]).toString("hex");
  assert.match(message, new RegExp(`^${pattern}$`));
  assert.equal(pixels.length, 172_800);
});

/** A token of the drawing as a pattern of hex. */
function bytesOf(token: string): string {
  if (token === "..") return "..";
  if (token === "<height>" || token === "<width>") return "(?:4b..|4d....)";
  if (token === "<length>") return "........";
  if (token === "<pixels>") return "";
  return Buffer.from(token).toString("hex");
}
