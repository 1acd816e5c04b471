import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cleanText, graphemes } from "../../src/util/text.js";
import { WHOLE_EMOJI } from "../rig/whole-emoji.js";

/** What strangers call themselves when they mean no good, and what is left of it. */
const HOSTILE: readonly (readonly [what: string, text: string, left: string])[] = [
  ["a colour", "\u001B[31mred", "[31mred"],
  ["a window title", "\u001B]0;owned\u0007eve", "]0;ownedeve"],
  ["an answer-back", "eve\u0005", "eve"],
  ["the one-byte CSI", "\u009B2Jeve", "2Jeve"],
  ["a device control string", "\u0090q\u009Ceve", "qeve"],
  ["backspaces", "admin\b\b\b\b\beve", "admineve"],
  ["delete", "e\u007Fve", "eve"],
  ["a null", "e\u0000ve", "eve"],
  ["lines", "eve\r\nstatus:\u2028trusted\u0085", "eve status: trusted"],
  ["tabs", "\teve\t\tsmith\t", "eve smith"],
  ["an override of direction", "\u202Etxt.exe\u202C", "txt.exe"],
  ["isolates and marks of direction", "\u2066a\u2069\u200Eb\u200F\u061Cc", "abc"],
  ["zero width", "al\u200Bi\u200Cc\u200De\u2060\uFEFF", "alice"],
  ["soft hyphens and invisible joiners", "al\u00ADi\u034Fce\u2063", "alice"],
  ["fillers that look like nothing", "\u115F\u1160\u3164\uFFA0\u180E", ""],
  ["tags", "eve\u{E0041}\u{E007F}", "eve"],
  ["variation selectors", "e\uFE0Fv\u{E0100}e", "eve"],
  ["private use", "e\uE000v\u{F0000}e", "eve"],
  ["what no version of Unicode has named", "e\u{E0FFF}v\uFFFEe", "eve"],
  ["halves of pairs", "\uD800e\uDFFFve\uD83D", "eve"],
  ["a mark without a letter", " \u0301\u0489 eve", "eve"],
  ["nothing but marks", "\u0301\u0302", ""],
  ["a pile of marks", `e${"\u0315".repeat(500)}ve`, "e\u0315\u0315\u0315\u0315ve"],
  ["a letter as long as a book", "\u1100".repeat(5000), ""],
  ["spaces", "   \u00A0\u3000 ", ""],
];

for (const [what, text, left] of HOSTILE) {
  test(`${what} in a name: ${JSON.stringify(left)} is left`, () => {
    assert.equal(cleanText(text, 32), left);
  });
}

const ORDINARY = [
  "Alice O'Neil-Smith",
  "Zo\u00EB \u00C5ngstr\u00F6m",
  "\u0645\u062D\u0645\u0651\u064E\u062F", // Arabic, with its doubling mark and a vowel
  "\u0930\u0935\u0940\u0902\u0926\u094D\u0930 \u0936\u0930\u094D\u092E\u093E", // Hindi
  "\u0E2A\u0E21\u0E0A\u0E32\u0E22 \u0E17\u0E35\u0E48\u0E23\u0E31\u0E01", // Thai, a vowel and a tone on one letter
  "\u1000\u103B\u1031\u102C\u103A", // Burmese: four marks on one letter
  "Nguy\u1EC5n",
  "\uAE40\uC5F0\uC544", // Korean
  "\u5C71\u7530 \u592A\u90CE", // Japanese
  "\u30AC\u30F3\u30C0\u30E0",
  "\u05D9\u05D5\u05B9\u05E1\u05B5\u05E3", // Hebrew with vowels
  "\u{1F431}\u{1F44D}\u{1F3FD}\u{1F1EB}\u{1F1F7}", // a cat, a thumb with its tone, a flag
  "{bold}x{/bold} \\033[31m 100 %s", // plain text: whoever draws it must not read tags
];

for (const name of ORDINARY) {
  test(`${name} keeps every letter`, () => {
    assert.equal(cleanText(name, 32), name.normalize("NFC"));
  });
}

test("an emoji that Unicode recommends stays whole; joiners and selectors anywhere else go", () => {
  const whole = "\u{1F469}\u200D\u{1F4BB}\u2764\uFE0F1\uFE0F\u20E3";
  assert.equal(cleanText(whole, 32), whole);
  assert.equal(cleanText("\u{1F4BB}\u200D\u{1F469}\u200Da\uFE0F", 32), "\u{1F4BB}\u{1F469}a");
});

test("letters come out composed, also when something invisible stood between their parts", () => {
  assert.equal(cleanText("e\u200B\u0301", 32), "\u00E9");
});

test("a name is cut between letters and not within one", () => {
  assert.equal(cleanText("ab\u0E17\u0E35\u0E48d", 3), "ab\u0E17\u0E35\u0E48");
  assert.equal(cleanText("ab \u{1F431}", 3), "ab");
});

/** Text made of what makes trouble, so that most of it meets most of the rules. */
const aTroublesomeText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "a",
        "e",
        " ",
        "\t",
        "\n",
        "\u001B",
        "\u009B",
        "[",
        "\u200B",
        "\u200D",
        "\u202E",
      ),
      fc.constantFrom(
        "\u0301",
        "\u0315",
        "\u1100",
        "\u1161",
        "\u11A8",
        "\u0915",
        "\u094D",
        "\u093C",
      ),
      fc.constantFrom(
        "\uD800",
        "\uDC00",
        "\u{1F1EB}",
        "\u{1F3FD}",
        "\u{1F468}",
        "\uFE0F",
        "\u20E3",
        "\u{E0041}",
        "\uFB2C",
        "\u0958",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 300, size: "max" },
  )
  .map((parts) => parts.join(""));

test("whatever comes in, what comes out is short, has nothing to obey, and is clean already", () => {
  let kept = 0;
  fc.assert(
    fc.property(aTroublesomeText, fc.integer({ min: 1, max: 40 }), (text, limit) => {
      const clean = cleanText(text, limit);
      const rest = clean.replaceAll(WHOLE_EMOJI, "");
      assert.doesNotMatch(rest, /[\p{C}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u);
      assert.doesNotMatch(clean, /^[\s\p{M}]|\s$|\p{M}{5}/u);
      assert.ok(graphemes(clean).length <= limit);
      assert.ok(clean.length <= limit * 8);
      assert.equal(cleanText(clean, limit), clean);
      kept += clean.length;
    }),
    { numRuns: 1500, seed: 7 },
  );
  assert.ok(kept > 30_000, `only ${kept} characters were left`);
});

test("a name as long as memory allows costs no more than a short one", () => {
  // Counted, not timed: what follows the first letters is never looked at.
  const long = "a".repeat(1024) + "\u001B".repeat(200_000_000);
  assert.equal(cleanText(long, 32), "a".repeat(32));
});
