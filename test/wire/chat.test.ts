import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanText, graphemes } from "../../src/util/text.js";
import { chatPieces, decodeChat, encodeChat } from "../../src/wire/chat.js";
import { MAX_CHAT, MAX_CHAT_TEXT } from "../../src/wire/limits.js";

const aText = fc.string({ unit: "grapheme", maxLength: 3000, size: "max" });

test("every piece of a text fits one message and arrives as it left", () => {
  fc.assert(
    fc.property(aText, (text) => {
      for (const piece of chatPieces(text)) {
        const payload = encodeChat(7, piece);
        assert.ok(piece !== "" && payload.length <= MAX_CHAT);
        assert.ok(graphemes(piece).length <= MAX_CHAT_TEXT);
        assert.deepEqual(decodeChat(payload), { number: 7, text: cleanText(piece, MAX_CHAT_TEXT) });
      }
    }),
    { numRuns: 60 },
  );
});

test("a long text is cut between words, and none of them is lost", () => {
  const words = Array.from({ length: 400 }, (_, at) => `word${at}`);
  const pieces = chatPieces(words.join(" "));
  assert.equal(pieces.length, Math.ceil(words.join(" ").length / MAX_CHAT_TEXT));
  assert.equal(pieces.join(" "), words.join(" "));
});

test("letters of many bytes make more pieces, and nothing makes none", () => {
  const heavy = "e\u0301\u0302\u0303".repeat(500);
  assert.ok(chatPieces(heavy).length > 1);
  assert.deepEqual(chatPieces("\u001B\u202E \u200B"), []);
});

test("what is no UTF-8 is shown as such", () => {
  assert.deepEqual(decodeChat(Uint8Array.of(0, 0, 0, 1, 0x61, 0xff, 0xc3)), {
    number: 1,
    text: "a\uFFFD\uFFFD",
  });
});

const said = (text: string): string =>
  decodeChat(Uint8Array.of(0, 0, 0, 1, ...new TextEncoder().encode(text))).text;

test("a text is clean before anybody sees it, and no longer than agreed", () => {
  assert.equal(said("\u001B[31mre\u202Ed\u200B\r\nline\u009B"), "[31mred line");
  assert.equal(said("x".repeat(600)).length, MAX_CHAT_TEXT);
});
