import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PeerRow, StatusLine } from "../../src/render/screen-model.js";
import { initials, noteLines } from "../../src/render/words-note.js";
import { dialled, firstShown, matchingPeers, peerLines } from "../../src/render/words-peers.js";
import {
  helpScroll,
  helpWords,
  promptWords,
  ringingWords,
  verifyingWords,
} from "../../src/render/words-popups.js";
import { hintLine, noticeLines, noticeRows, statusWords } from "../../src/render/words-status.js";
import { cellsOf, cut, glyphs, printable, wrap } from "../../src/render/words-width.js";
import { lineWidth, spread, span, type Line } from "../../src/render/words.js";
import { WHOLE_EMOJI } from "../rig/whole-emoji.js";

const textOf = (line: Line): string => line.map(({ text }) => text).join("");

const nasty = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.constantFrom(
        "\x1b[31m",
        "\x9b31m",
        "{red-fg}",
        "\u202e",
        "\u200d",
        "\ufe0f",
        "\u{1F1E9}\u{1F1EA}",
        "\u{1F44D}\u{1F3FD}",
        "漢",
        "👨‍👩‍👧",
        "1️⃣",
        "🐢",
        "e\u0301",
        "\u0300\u0301\u0302\u0303\u0304",
        "\uE0F0",
        "\x00",
        "\x07",
        "\u{E0041}",
        "a",
        " ",
      ),
    )
    .map((parts) => parts.join("")),
);

test("what goes through the last door can neither move the cursor nor hide nor reorder", () => {
  fc.assert(
    fc.property(nasty, (text) => {
      const safe = printable(text);
      const rest = safe.replaceAll(WHOLE_EMOJI, "");
      assert.doesNotMatch(rest, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\ufe0f]/u);
      assert.doesNotMatch(safe, /[\p{Mn}\p{Me}]{4}/u);
      assert.equal(printable(safe), safe);
    }),
    { numRuns: 1000 },
  );
});

test("half a flag is its letter, and line breaks are spaces", () => {
  assert.equal(printable("\u{1F1E9}x\u{1F1FF}\u{1F1FF}"), "DxZZ");
  assert.equal(printable("a\r\nb\tc"), "a b c");
});

/** What stands for each character of `text`, and in how many cells. */
const drawn = (text: string): readonly string[] =>
  glyphs(printable(text)).map(({ text: whole, width, plain = whole }) => `${plain} ${width}`);

test("an emoji is two cells, whatever it is made of, and drawn by what every terminal knows", () => {
  assert.deepEqual(drawn("👨‍👩‍👧"), ["👨 2"]);
  assert.deepEqual(drawn("🇩🇪🇫🇷"), ["DE 2", "FR 2"]);
  assert.deepEqual(drawn("👍🏽"), ["👍 2"]);
  assert.deepEqual(drawn("1️⃣❤️"), ["1 2", "❤ 2"]);
  assert.deepEqual(drawn("❤️‍🔥🏳️‍🌈"), ["❤ 2", "🏳 2"]);
  assert.deepEqual(drawn("🏴󠁧󠁢󠁥󠁮󠁧󠁿"), ["🏴 2"]);
  assert.deepEqual(drawn("🐢1❤"), ["🐢 2", "1 1", "❤ 1"]);
  assert.equal(cellsOf(printable("a👨‍👩‍👧b🇩🇪")), 6);
  assert.equal(printable("👨‍👩‍👧 1️⃣"), "👨‍👩‍👧 1️⃣", "the whole of it is kept, to be copied and sent");
});

test("no joiner, selector, tone or tag gets through outside of an emoji", () => {
  assert.equal(
    printable("a\u200Db 👨\u200D 👨\u200Da \uFE0Fx e\uFE0F \u{1F3FD}\u{E0067}"),
    "ab 👨 👨a x e ",
  );
});

test("letters, marks, CJK and emoji have the width that terminals give them", () => {
  assert.equal(cellsOf("abc"), 3);
  assert.equal(cellsOf("e\u0301x"), 2);
  assert.equal(cellsOf("漢字"), 4);
  assert.equal(cellsOf("🐢"), 2);
});

test("a cut text fits and says that it was cut", () => {
  fc.assert(
    fc.property(nasty.map(printable), fc.integer({ min: 0, max: 30 }), (text, cells) => {
      const short = cut(text, cells);
      assert.ok(cellsOf(short) <= cells);
      if (cells > 0 && cellsOf(text) > cells) assert.ok(short.endsWith("…"));
    }),
  );
});

test("a wrapped text keeps its words and its lines fit", () => {
  assert.deepEqual(wrap("camera 0 cannot open", 10, 3), ["camera 0", "cannot", "open"]);
  assert.deepEqual(wrap("camera 0 cannot open", 10, 2), ["camera 0", "cannot op…"]);
});

const STATUS: StatusLine = {
  tone: "live",
  state: "alice  02:31",
  figures: ["30/30 fps", "age 23 ms", "4.1M/3.9M bit/s"],
};

test("the status keeps its first words, and only whole figures", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 120 }), (cols) => {
      const line = statusWords(STATUS, cols);
      assert.ok(lineWidth(line) <= cols);
      const figures = line.find(({ ink }) => ink === "dim")?.text ?? "";
      assert.ok(STATUS.figures.join("  ").startsWith(figures));
      assert.ok(figures === "" || STATUS.figures.some((figure) => figures.endsWith(figure)));
    }),
  );
  assert.match(textOf(statusWords(STATUS, 30)), /● alice {2}02:31/);
  assert.match(textOf(statusWords(STATUS, 120)), /4\.1M\/3\.9M bit\/s$/);
});

test("the hint bar shows what matters first, whole words only", () => {
  assert.equal(textOf(hintLine({ place: "main", phase: "ringing" }, 24)), " a answer   d decline");
  assert.equal(textOf(hintLine({ place: "main", phase: "live" }, 12)), " h hang up");
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (cols) => {
      assert.ok(lineWidth(hintLine({ place: "main", phase: "live" }, cols)) <= Math.max(1, cols));
    }),
  );
});

test("a notice asks for the rows it needs and fills no more than it got", () => {
  const long = "camera 0: cannot open, another program uses it - close it";
  assert.equal(noticeRows(undefined, { cols: 80, rows: 24 }), 0);
  assert.equal(noticeRows(long, { cols: 80, rows: 24 }), 1);
  assert.equal(noticeRows(long, { cols: 40, rows: 24 }), 2);
  assert.equal(noticeLines(long, 40, 2).length, 2);
  assert.ok(noticeLines(long, 40, 2).every((line) => lineWidth(line) <= 40));
});

const peer = (name: string, address: string): PeerRow => ({
  name,
  address,
  saved: true,
  mark: "saved",
  note: "",
});
const PEERS = [
  peer("alice", "10.0.0.1"),
  peer("bob", "alien.example"),
  peer("natalia", "10.0.0.3"),
  peer("", "10.0.0.4"),
];

test("typing filters by name and address, beginnings first", () => {
  assert.deepEqual(
    matchingPeers(PEERS, "ALI").map(({ name }) => name),
    ["alice", "bob", "natalia"],
  );
  assert.equal(matchingPeers(PEERS, "").length, 4);
  assert.equal(matchingPeers(PEERS, "zoe").length, 0);
});

test("only a whole name dials its peer; anything else is taken as typed", () => {
  assert.equal(dialled(PEERS, " alice "), "10.0.0.1");
  assert.equal(dialled(PEERS, "ali"), "ali");
  assert.equal(dialled(PEERS, ""), "");
  const liar: PeerRow = { ...PEERS[0]!, name: "10.9.9.9", saved: false, mark: "missed" };
  assert.equal(dialled([liar], "10.9.9.9"), "10.9.9.9", "a caller's own name leads nobody astray");
});

/** The row of a peer who could not be reached this morning, as the list shows it. */
const tried = (cols: number, name: string, more: Partial<PeerRow> = {}): string => {
  const row = { ...peer(name, "192.168.1.20:7000"), note: "tried 07:39", brief: "07:39", ...more };
  return textOf(peerLines([row], 0, { cols, rows: 1 })[0] ?? []).trimEnd();
};

test("in the list names come first, and times where there is room left", () => {
  const address = "192.168.1.20:7000";
  assert.deepEqual(
    [20, 24, 30, 36].map((cols) => tried(cols, "")),
    [`▌· ${address}`, `▌· ${address}`, `▌· ${address}    07:39`, `▌· ${address}    tried 07:39`],
  );
  assert.deepEqual(
    [20, 24, 30].map((cols) => tried(cols, "natalia")),
    ["▌· natalia    07:39", "▌· natalia  tried 07:39", "▌· natalia        tried 07:39"],
  );
  assert.equal(tried(20, "a name of many letters"), "▌· a name of many l…");
});

test("a name that nobody vouches for is marked, however little room there is", () => {
  const doubted = { doubted: true };
  assert.equal(tried(20, "natalia", doubted), "▌· natalia?   07:39");
  assert.equal(tried(20, "a name of many letters", doubted), "▌· a name of many…?");
});

test("the selected peer is always in sight, and every row fits", () => {
  const shape = fc.record({
    count: fc.integer({ min: 1, max: 30 }),
    cols: fc.integer({ min: 1, max: 60 }),
    rows: fc.integer({ min: 1, max: 20 }),
    at: fc.nat(29),
    name: nasty,
  });
  fc.assert(
    fc.property(shape, ({ count, cols, rows, at, name }) => {
      const selected = Math.min(at, count - 1);
      const peers = Array.from({ length: count }, (_, index) => peer(`${index}${name}`, "x"));
      const lines = peerLines(peers, selected, { cols, rows });
      assert.ok(lines.length <= rows);
      assert.ok(lines.every((line) => lineWidth(line) <= cols));
      const row = selected - firstShown(count, selected, rows);
      assert.ok(row >= 0 && row < lines.length);
      if (cols > 3) assert.equal(lines[row]?.[0]?.text, "▌");
    }),
  );
});

test("an address without a name is whole or cut at the edge, never for its note", () => {
  const nameless = { ...peer("", "172.16.4.2:7887"), note: "Tuesday" };
  const rows = [30, 21].map((cols) => textOf(peerLines([nameless], 0, { cols, rows: 1 })[0]!));
  assert.deepEqual(rows, ["▌· 172.16.4.2:7887    Tuesday ", "▌· 172.16.4.2:7887"]);
});

test("left and right share a row without touching", () => {
  const line = spread([span("a long name indeed")], [span("10:42")], 16);
  assert.equal(textOf(line), "a long na… 10:42");
});

test("without a picture a pane shows initials over its note, as far as there is room", () => {
  const large = noteLines({ label: "Ada Lovelace", note: ["camera off"] }, { cols: 60, rows: 20 });
  assert.ok(large.some((line) => line.some(({ ink, text }) => ink === "disc" && text === "AL")));
  assert.ok(large.some((line) => textOf(line).trim() === "camera off"));
  const small = noteLines({ label: "Ada", note: ["camera off"] }, { cols: 12, rows: 1 });
  assert.deepEqual(small.map(textOf), [" camera off"]);
});

test("initials are of letters only", () => {
  assert.equal(initials("alice"), "A");
  assert.equal(initials("ada king lovelace"), "AL");
  assert.equal(initials("\x1b[31m"), "3");
  assert.equal(initials("漢字"), "");
  assert.equal(initials("--"), "");
});

test("notes never leave their pane", () => {
  const pane = fc.record({
    cols: fc.integer({ min: 1, max: 60 }),
    rows: fc.integer({ min: 1, max: 30 }),
  });
  fc.assert(
    fc.property(pane, nasty, fc.array(nasty, { maxLength: 4 }), (area, label, note) => {
      const lines = noteLines({ label, note }, area);
      assert.ok(lines.length <= area.rows);
      assert.ok(lines.every((line) => lineWidth(line) <= area.cols));
    }),
  );
});

test("a help too long for the screen scrolls to its end", () => {
  const stage = { cols: 80, rows: 10 };
  const last = helpWords(stage, "main", helpScroll(stage, "main"));
  assert.ok(last.wanted.rows <= stage.rows);
  assert.match(textOf(last.lines.at(-1)!), /the line sent after/);
  assert.doesNotMatch(textOf(last.hints), /more/);
  assert.match(textOf(helpWords(stage, "main", 0).hints), /more/);
});

test("the prompt keeps its caret in sight in a long line", () => {
  const stage = { cols: 30, rows: 20 };
  const before = `${"x".repeat(100)}END`;
  const { lines, wanted } = promptWords({ before, after: "", matches: [], chosen: -1 }, stage);
  assert.match(textOf(lines[0]!), /END/);
  assert.ok(lineWidth(lines[0]!) <= wanted.cols - 2);
});

test("a fingerprint is shown whole, however narrow the screen", () => {
  const fingerprint = `SHA256:${"abcdefghij".repeat(4)}xyz`;
  for (const cols of [40, 50, 80, 240]) {
    const asked = verifyingWords({ name: "alice", fingerprint }, cols);
    const rings = { name: "alice", address: "host", proof: [fingerprint] };
    for (const { lines, wanted } of [asked, ringingWords(rings, cols)]) {
      assert.ok(wanted.cols <= Math.max(40, cols), `${wanted.cols} of ${cols}`);
      const letters = lines.map(textOf).join("").replaceAll(" ", "");
      assert.ok(letters.includes(fingerprint), letters);
    }
  }
});

test("the lamp of a recording is never cut, whatever else there is to say", () => {
  const status: StatusLine = {
    tone: "live",
    state: "in call with somebody whose name is long 1:02:31",
    figures: ["30/30 fps", "age 23 ms"],
    lamp: "alice is recording",
  };
  for (const done of [undefined, "saved tetatty-2026-11-21-031502.png and .ans in ~/Pictures"]) {
    for (const cols of [30, 60, 120]) {
      const line = statusWords({ ...status, ...(done === undefined ? {} : { done }) }, cols);
      assert.ok(textOf(line).includes("● alice is recording"), textOf(line));
      assert.ok(lineWidth(line) <= cols);
    }
  }
  assert.equal(
    textOf(statusWords({ ...status, done: "saved" }, 120)),
    " ● saved  ● alice is recording",
  );
  const wide = textOf(statusWords(status, 120));
  assert.ok(wide.includes("1:02:31  ● alice is recording") && wide.includes("age 23 ms"));
});
