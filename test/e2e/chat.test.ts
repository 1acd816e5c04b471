/** What is written in calls: between real programs, in real terminals, and by those who mean no good. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { holds, inside, layOut, type Layout, type Place } from "../../src/render/layout.js";
import type { Rect } from "../../src/render/rect.js";
import { EVIL } from "../rig/evil.js";
import { Peer, type PeerEvent, PROGRAM } from "../rig/peer.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { RudeCaller } from "../rig/rude-caller.js";

const FACE = ["--source", "pattern:bars"];
const HEARD = "Grüße aus 北京 ñ, is this thing on?";

const tetatty = (args: readonly string[], size: { cols: number; rows: number }): Pty =>
  openPty({ command: process.execPath, args: [PROGRAM, ...args, ...FACE], ...size });

const chatOf = ({ events }: Peer, from: string): readonly PeerEvent[] =>
  events.filter((each) => each.event === "chat" && each["from"] === from);

const layoutOf = (size: { cols: number; rows: number }): Layout =>
  layOut(size, {
    alone: false,
    busy: true,
    zoomed: false,
    preview: true,
    chat: "there",
    noticeRows: 0,
  }) as Layout;

/** The words inside a region of the screen, its lines joined by one space. */
function wordsIn(pty: Pty, { x, y, cols, rows }: Rect): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: cols }, (__, col) => pty.cell(x + col, y + row).glyph).join(""),
  );
  return lines.join(" ").replaceAll(/[│\s]+/g, " ");
}

for (const [cols, rows] of [
  [80, 24],
  [160, 45],
] as const) {
  test(`two people write to each other at ${cols}x${rows}`, { skip: noPty }, async () => {
    const place = layoutOf({ cols, rows }).chat as Rect;
    await using zoe = await Peer.listening("--auto-answer", "--name", "zoe", ...FACE);
    await using ann = tetatty(["call", zoe.address, "--no-listen"], { cols, rows });
    await ann.shows("in call with zoe");
    await zoe.is("live");

    ann.write(`i${HEARD}\r`);
    await zoe.until("the line", ({ event, text }) => event === "chat" && text === HEARD);
    await ann.until("delivered", () => wordsIn(ann, place).includes("thing on? ✓"));

    zoe.type("say loud and clear, every single word of what you wrote has come");
    await ann.until("the answer, wrapped", () =>
      wordsIn(ann, place).includes("loud and clear, every single word of what you wrote has come"),
    );
    await zoe.until("delivered", ({ event, from, delivered }) => {
      return event === "chat" && from === "me" && delivered === true;
    });
    assert.deepEqual(
      chatOf(zoe, "me").map(({ number, delivered }) => [number, delivered]),
      [
        [1, false],
        [1, true],
      ],
    );

    ann.write("\u001b");
    await ann.shows("i writes");
    ann.write("h");
    await ann.shows("you hung up");
    assert.match(wordsIn(ann, place), /loud and clear/, "the last words can still be read");
  });
}

test(
  "on a low screen news is a mark in the status bar, and writing opens the pane",
  { skip: noPty },
  async () => {
    await using zoe = await Peer.listening("--auto-answer", "--name", "zoe", ...FACE);
    await using ann = tetatty(["call", zoe.address, "--no-listen"], { cols: 60, rows: 20 });
    await ann.shows("in call with zoe");
    await zoe.is("live");
    zoe.type("say psst");
    await ann.shows("1 new message");
    assert.doesNotMatch(ann.text(), /psst/);
    ann.write("i");
    await ann.shows("psst");
    await ann.until("read", (text) => !text.includes("new message"));
    ann.write("half a line\u001b");
    await ann.until("the video alone", (text) => !text.includes("psst"));
    ann.write("i, and the rest\r");
    await zoe.until("it whole", ({ text }) => text === "half a line, and the rest");
  },
);

/** In two calls, for so many at once would be a flood. */
for (const [part, texts] of [EVIL.slice(0, 16), EVIL.slice(16)].entries())
  test(
    `nothing a stranger writes changes a cell outside the chat, part ${part + 1}`,
    { skip: noPty },
    async () => {
      const size = { cols: 80, rows: 24 };
      const { chat, status, preview } = layoutOf(size);
      const picture = inside(preview as Place);
      await using ann = tetatty(["--listen", "127.0.0.1:0", "--auto-answer"], size);
      await ann.shows("listening on");
      using rude = new RudeCaller(Number(/on [\d.]+:(\d+)/.exec(ann.text())?.[1]));
      await rude.enter("mallory");
      rude.chat("hello");
      await ann.until("the first line", () => wordsIn(ann, chat as Rect).includes("hello"));
      const others = (): readonly string[] => {
        const cells: string[] = [];
        for (let y = 0; y < size.rows; y++) {
          for (let x = 0; x < size.cols; x++) {
            if (holds(chat as Rect, x, y) || holds(status, x, y)) continue;
            // The picture moves, and the call's clock runs in the peer list.
            const cell = holds(picture, x, y) ? ann.screen.is24Bit(x, y) : ann.cell(x, y);
            cells.push(`${x},${y} ${JSON.stringify(cell)}`.replace(/"\d"/, '"0"'));
          }
        }
        return cells;
      };
      await ann.until("our picture", () => ann.screen.is24Bit(picture.x, picture.y));
      const before = others();
      const title = ann.title.replaceAll(/\d/g, "0");
      for (const [index, text] of texts.entries()) {
        rude.chat(`${text} m${index}m`);
        await ann.until(`message ${index}`, () =>
          wordsIn(ann, chat as Rect).includes(`m${index}m`),
        );
        assert.deepEqual(others(), before, JSON.stringify(text));
      }
      assert.equal(ann.title.replaceAll(/\d/g, "0"), title);
      const answered = rude.heard.filter(({ type }) => type === "delivered").length;
      assert.equal(answered, 1 + texts.length);
    },
  );

test("a flood of messages ends the call, and ten a second do not", async () => {
  await using ann = await Peer.listening("--auto-answer", ...FACE);
  const port = Number(ann.address.split(":")[1]);
  using rude = new RudeCaller(port);
  await rude.enter("mallory");
  await ann.is("live");
  rude.chat(...Array.from({ length: 20 }, (_, index) => `line ${index}`));
  await ann.until("the twentieth", ({ text }) => text === "line 19");
  assert.equal(ann.at, "live");
  rude.chat(...Array.from({ length: 40 }, () => "flood"));
  await ann.is("idle");
  assert.equal(ann.reason, "protocol");
  assert.match(JSON.stringify(ann.events), /floods us with messages/);
  assert.equal(chatOf(ann, "me").length, 0);
});

test("a script that says much at once is slowed down, not cut off", async () => {
  await using zoe = await Peer.listening("--auto-answer", ...FACE);
  await using ann = await Peer.listening(...FACE);
  ann.type(`call ${zoe.address}`);
  await Promise.all([ann.is("live"), zoe.is("live")]);
  for (let line = 1; line <= 8; line++) ann.type(`say  line ${line}`);
  await zoe.until("the last", ({ text }) => text === "line 8");
  assert.deepEqual(
    chatOf(zoe, "them").map(({ number }) => number),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
  ann.type(`say ${"word ".repeat(150)}`);
  await zoe.until("the rest of a long line", ({ number }) => number === 10);
});
