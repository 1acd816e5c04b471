import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Tokens, type Input } from "../../src/view/tokens.js";

/** What `text` means, as short words. */
const read = (...chunks: readonly string[]): readonly string[] => {
  const tokens = new Tokens();
  return [...chunks.flatMap((chunk) => tokens.push(chunk)), ...tokens.decide()].map(word);
};

function word(input: Input): string {
  switch (input.type) {
    case "key":
      return input.name;
    case "paste":
      return `paste:${input.text}`;
    case "mouse":
      return `${input.action}@${input.x},${input.y}`;
    case "focus":
      return `focus:${input.on}`;
    default:
      return input.type;
  }
}

/** Bytes and what they mean, each unambiguous before and after any other. */
const SENTENCES: readonly (readonly [bytes: string, word: string])[] = [
  ["a", "a"],
  ["Q", "Q"],
  ["?", "?"],
  [" ", "space"],
  ["\r", "enter"],
  ["\t", "tab"],
  ["\x7f", "backspace"],
  ["\x03", "C-c"],
  ["\x1a", "C-z"],
  ["é", "é"],
  ["🐢", "🐢"],
  ["\x1b[A", "up"],
  ["\x1bOB", "down"],
  ["\x1b[1;5C", "C-right"],
  ["\x1b[Z", "S-tab"],
  ["\x1b[3~", "delete"],
  ["\x1bOP", "f1"],
  ["\x1b[11~", "f1"],
  ["\x1bb", "M-b"],
  ["\x1b[99;5u", "C-c"],
  ["\x1b[<0;10;5M", "press@9,4"],
  ["\x1b[<0;10;5m", "release@9,4"],
  ["\x1b[<64;1;1M", "wheel-up@0,0"],
  ["\x1b[<65;1;1M", "wheel-down@0,0"],
  ["\x1b[I", "focus:true"],
  ["\x1b[O", "focus:false"],
  ["\x1b[0n", "reply"],
  ["\x1b[6;18;9t", "reply"],
  ["\x1b[?2026;2$y", "reply"],
  ["\x1b]11;rgb:0000/0000/0000\x07", "reply"],
  ["\x1bP>|tmux 3.3a\x1b\\", "reply"],
  ["\x1b[200~10.0.0.1\r\nq\x1b[201~", "paste:10.0.0.1\r\nq"],
];

test("every sequence means one thing, in one read", () => {
  for (const [bytes, meaning] of SENTENCES) assert.deepEqual(read(bytes), [meaning], meaning);
});

test("sequences mean the same wherever the reads are cut", () => {
  const script = fc.array(fc.constantFrom(...SENTENCES), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(script, fc.infiniteStream(fc.integer({ min: 1, max: 5 })), (sentences, cuts) => {
      const bytes = sentences.map(([text]) => text).join("");
      const chunks: string[] = [];
      for (let at = 0; at < bytes.length;) {
        const length = cuts.next().value as number;
        // A decoder hands out whole characters, so no cut goes through a surrogate pair.
        const end = /[\uD800-\uDBFF]/.test(bytes[at + length - 1] ?? "") ? length + 1 : length;
        chunks.push(bytes.slice(at, at + end));
        at += end;
      }
      assert.deepEqual(
        read(...chunks),
        sentences.map(([, meaning]) => meaning),
      );
    }),
    { numRuns: 1000 },
  );
});

test("a lone ESC is Escape once time has passed, and a sequence before that", () => {
  assert.deepEqual(read("\x1b"), ["escape"]);
  assert.deepEqual(read("\x1b", "[A"), ["up"]);
  assert.deepEqual(read("\x1b\x1b"), ["escape", "escape"]);
});

test("the text of a key is what it types, and nothing for the others", () => {
  const [typed, named] = [new Tokens().push("x"), new Tokens().push("\x1b[A")];
  assert.deepEqual(typed, [{ type: "key", name: "x", text: "x" }]);
  assert.deepEqual(named, [{ type: "key", name: "up", text: undefined }]);
});

test("a code that is no character is no key", () => {
  for (const code of ["97.5", "0", "-1", "1114112", "55296", "57343", "", ":"])
    assert.deepEqual(read(`\x1b[${code}u`, "a"), ["a"], code);
});

test("noise is neither kept for ever nor thrown at anybody", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" })), (chunks) => {
      const tokens = new Tokens();
      for (const chunk of chunks) tokens.push(chunk);
      tokens.push(`\x1b[${"1;".repeat(100)}`);
      for (let tries = 0; tokens.undecided && tries < 10_000; tries++) tokens.decide();
      assert.ok(!tokens.undecided);
    }),
  );
});
