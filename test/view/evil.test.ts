/** Text that means no good, in every place of the screen that shows what a peer says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PeerRow, ScreenModel } from "../../src/render/screen-model.js";
import { glyphs, printable } from "../../src/render/words-width.js";
import { Controls } from "../../src/view/controls.js";
import { Panes } from "../../src/view/panes.js";
import { EVIL } from "../rig/evil.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { DEAF } from "../fakes/deaf.js";

const SIZE = { cols: 100, rows: 30 };
const silent = (): void => undefined;

const row = (name: string, address: string, note: string): PeerRow => ({
  name,
  address,
  saved: false,
  mark: "missed",
  note,
});

const quiet = (text: string): ScreenModel => ({
  title: text,
  status: { tone: "alert", state: text, figures: [text], lamp: text, mode: text, notice: text },
  peers: [row(text, "a", ""), row("", text, ""), row("b", "b", text), row(text, text, text)],
  remote: { label: "", note: [text, text] },
  preview: { label: text, note: [text] },
  phase: "idle",
});

/** What the screen shows in which situation, with `text` wherever a peer has a say; and the keys pressed there. */
const SCENES: readonly (readonly [string, (text: string) => ScreenModel, string])[] = [
  ["while nothing goes on", quiet, ""],
  [
    "when something was done",
    (text) => ({ ...quiet(text), status: { ...quiet(text).status, done: text } }),
    "",
  ],
  ["in the prompt", quiet, "c"],
  [
    "when somebody rings",
    (text) => ({
      ...quiet(text),
      phase: "ringing",
      remote: { label: text, note: [text] },
      ringing: { name: text, address: text, proof: [text, text] },
    }),
    "",
  ],
  [
    "when a key is shown",
    (text) => ({
      ...quiet(text),
      phase: "verifying",
      verifying: { name: text, fingerprint: text },
    }),
    "",
  ],
  ...["", "i", "q"].map(
    (keys) =>
      [
        `in a call${keys === "" ? "" : `, after ${keys}`}`,
        (text: string): ScreenModel => ({
          ...quiet(text),
          phase: "live",
          inCall: text,
          remote: { label: text, note: [text] },
          chat: {
            with: text,
            open: true,
            rows: [1, 2, 3].map((id) => ({
              id,
              mine: id === 2,
              text,
              time: "14:02",
              delivered: true,
            })),
          },
        }),
        keys,
      ] as const,
  ),
];

/** The terminal after the scene has been drawn on it. */
async function shown(model: ScreenModel, keys: string): Promise<HeadlessTerminal> {
  const terminal = new HeadlessTerminal(SIZE.cols, SIZE.rows);
  const answers: string[] = [];
  terminal.onAnswer((bytes) => answers.push(bytes));
  terminal.onTitle((title) => answers.push(title));
  let written = "";
  const outlet = { ...SIZE, write: (text: string) => void (written += text) };
  const panes = new Panes(outlet, "16", { lossless: false }, silent);
  const controls = new Controls(DEAF, model);
  controls.update(model);
  controls.chat.update(model.chat?.rows ?? []);
  for (const key of keys) controls.key(key, key, 0);
  panes.forget();
  panes.draw(model, controls);
  // Closing clears the screen.
  const drawn = written;
  panes.close();
  await terminal.write(drawn);
  assert.notEqual(terminal.lines().join("").trim(), "", "there is nothing to compare");
  assert.deepEqual([...answers, ...terminal.calls], [], "it obeyed");
  assert.equal(terminal.alternate, true);
  return terminal;
}

/** As wide, and as harmless as can be: an x or a 字 for every letter of a word. */
const harmless = (text: string): string =>
  glyphs(printable(text))
    .map((glyph) => (glyph.text === " " ? " " : glyph.width === 2 ? "字" : "x"))
    .join("");

/** Whether the two screens differ only where one shows the text. */
function difference(evil: HeadlessTerminal, good: HeadlessTerminal): string | undefined {
  if (JSON.stringify(evil.modes) !== JSON.stringify(good.modes)) return "the terminal's modes";
  for (let y = 0; y < SIZE.rows; y++)
    for (let x = 0; x < SIZE.cols; x++) {
      const [got, want] = [evil.seen(x, y), good.seen(x, y)];
      const isText = /^[xX…字]?$/.test(want.glyph) || (got.glyph === "…" && want.glyph === " ");
      // Initials are drawn on a disc, where a name has any.
      const isDisc = [want, got].some(({ glyph }) => /^[█▀▄]$/.test(glyph));
      if (!isText && !isDisc && JSON.stringify(got) !== JSON.stringify(want))
        return `${x},${y}: ${JSON.stringify(got)} instead of ${JSON.stringify(want)}`;
    }
  return undefined;
}

for (const [where, scene, keys] of SCENES)
  test(`nothing that a peer says reaches beyond its own cells ${where}`, async () => {
    for (const evil of EVIL) {
      const text = `m ${evil} m`;
      using bad = await shown(scene(text), keys);
      using good = await shown(scene(harmless(text)), keys);
      const found = difference(bad, good);
      assert.equal(found, undefined, `${JSON.stringify(evil)}\n${bad.lines().join("\n")}`);
    }
  });

/** A screen that is drawn on again and again; gives what it wrote to the terminal since. */
function drawing(first: ScreenModel): (model: ScreenModel) => string {
  let written = "";
  const outlet = { ...SIZE, write: (text: string) => void (written += text) };
  const panes = new Panes(outlet, "16", { lossless: false }, silent);
  const controls = new Controls(DEAF, first);
  return (model) => {
    written = "";
    controls.update(model);
    panes.draw(model, controls);
    return written;
  };
}

test("an emoji that comes later leaves the cells beside it alone, however wide the terminal thinks it is", async () => {
  for (const emoji of ["👨‍👩‍👧", "🇩🇪", "👍🏽", "1️⃣", "❤️‍🔥", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🐢"]) {
    using terminal = new HeadlessTerminal(SIZE.cols, SIZE.rows);
    const before = quiet("ab  yz and more");
    const draw = drawing(before);
    await terminal.write(draw(before));
    await terminal.write(draw(quiet(`ab${emoji}yz and more`)));
    const status = terminal.lines().find((line) => line.includes("◉ ab")) ?? "";
    assert.match(status, /^ ◉ ab[^y]{1,4}yz and more/u, `${emoji}: ${status}`);
  }
});
