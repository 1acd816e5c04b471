import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";

const ROOT = resolve(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const DOCUMENT = read("docs/SECURITY.md");

/** The rows of the table of limits. */
const LIMITS = DOCUMENT.split("\n")
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter(({ length }) => length === 6)
  .slice(2);

/** The number a constant has in `text`: a number, or numbers and other constants joined by one sign. */
function constant(name: string, text: string): number {
  const found = new RegExp(`const ${name} = ([^;]+);`).exec(text)?.[1];
  assert.ok(found, `no ${name}`);
  const value = (term: string): number =>
    /^[A-Z]/.test(term) ? constant(term, text) : Number(term.replaceAll("_", ""));
  const [left = "", sign, right] = found.split(" ");
  if (right === undefined) return value(left);
  return sign === "+" ? value(left) + value(right) : value(left) * value(right);
}

const plain = (cell: string): string => cell.replaceAll("`", "");

test("every limit is the one in the source, and its test is there", () => {
  assert.ok(LIMITS.length >= 30, `${LIMITS.length} rows`);
  for (const [what = "", name = "", most = "", , where = "", shown = ""] of LIMITS) {
    const source = read(plain(where));
    if (name !== "") assert.equal(constant(plain(name), source), Number.parseInt(most), what);
    const [, path = "", words = ""] = /^`(.+?)`: (.+)$/.exec(shown) ?? [];
    assert.ok(read(path).includes(words), `${path} has no test "${words}"`);
  }
});

test("every file that the document names is there", () => {
  const paths = Array.from(
    DOCUMENT.matchAll(/`((?:test|src|docs)\/[\w./-]+)`/g),
    ([, path]) => path!,
  );
  assert.ok(paths.length > 20);
  for (const path of paths) assert.ok(existsSync(join(ROOT, path)), path);
});
