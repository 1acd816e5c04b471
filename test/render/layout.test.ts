import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  inside,
  LEAST,
  layOut,
  popupIn,
  type Layout,
  type Wishes,
} from "../../src/render/layout.js";
import type { Rect } from "../../src/render/rect.js";

const area = fc.record({
  alone: fc.boolean(),
  cols: fc.integer({ min: 1, max: 400 }),
  rows: fc.integer({ min: 1, max: 150 }),
});
const wishes: fc.Arbitrary<Wishes> = fc.record({
  alone: fc.boolean(),
  busy: fc.boolean(),
  zoomed: fc.boolean(),
  preview: fc.boolean(),
  chat: fc.constantFrom("none", "there", "written"),
  noticeRows: fc.integer({ min: 0, max: 2 }),
});
const CALM: Wishes = {
  alone: false,
  busy: true,
  zoomed: false,
  preview: true,
  chat: "none",
  noticeRows: 0,
};

const everyRect = (layout: Layout): readonly Rect[] =>
  [
    layout.remote,
    layout.preview,
    layout.peers,
    layout.chat,
    layout.notice,
    layout.status,
    layout.hints,
    layout.stage,
  ].filter((rect) => rect !== undefined);

const within = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.cols <= outer.x + outer.cols &&
  inner.y + inner.rows <= outer.y + outer.rows;

const overlap = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.cols && b.x < a.x + a.cols && a.y < b.y + b.rows && b.y < a.y + a.rows;

test("nothing leaves the screen, whatever its size", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const layout = layOut(size, wish);
      if (layout === undefined) return;
      for (const rect of everyRect(layout)) {
        assert.ok(rect.cols > 0 && rect.rows > 0, JSON.stringify(layout));
        assert.ok(within(rect, { x: 0, y: 0, ...size }), JSON.stringify(layout));
      }
    }),
    { numRuns: 2000 },
  );
});

test("panes and bars overlap nowhere, but for preview and chat on the remote picture", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const layout = layOut(size, wish);
      if (layout === undefined) return;
      const { remote, preview, peers, chat, notice, status, hints } = layout;
      const placed = [remote, peers, notice, status, hints, preview, chat].filter(
        (rect) => rect !== undefined,
      );
      for (const [at, a] of placed.entries()) {
        for (const b of placed.slice(at + 1)) {
          const inset = a === remote && b === preview && within(b, inside(remote));
          const over = a === remote && b === chat && within(b, remote) && 3 * b.rows <= size.rows;
          assert.ok(inset || over || !overlap(a, b), JSON.stringify(layout));
        }
      }
    }),
    { numRuns: 2000 },
  );
});

test("what is written in a call is in sight, and what was written where there is room beside the video", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const written = layOut(size, { ...wish, alone: false, busy: true, chat: "written" });
      if (written === undefined) return;
      assert.ok(inside(written.chat!).rows > 0);
      const there = layOut(size, { ...wish, chat: "there" });
      if (there?.chat !== undefined) assert.ok(!overlap(there.chat, there.remote!));
      assert.equal(layOut(size, { ...wish, chat: "none" })?.chat, undefined);
    }),
  );
  for (const [cols, rows] of [
    [80, 24],
    [160, 45],
  ] as const) {
    assert.ok(layOut({ cols, rows }, { ...CALM, chat: "there" })!.chat!.rows >= 7);
  }
});

test("every size from the least on has a layout, and none below", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const enough = size.cols >= LEAST.cols && size.rows >= LEAST.rows;
      assert.equal(layOut(size, wish) !== undefined, enough);
    }),
  );
});

test("a call always shows the other's picture", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const layout = layOut(size, { ...wish, busy: true });
      if (layout === undefined) return;
      const { cols, rows } = inside(layout.remote!);
      assert.ok(cols > 0 && rows > 0);
    }),
  );
});

test("the video gets most of an ordinary screen", () => {
  for (const [cols, rows, share] of [
    [80, 24, 0.55],
    [160, 45, 0.7],
    [240, 70, 0.7],
    [40, 12, 0.55],
  ] as const) {
    const { remote } = layOut({ cols, rows }, CALM)!;
    const inner = inside(remote!);
    const part = (inner.cols * inner.rows) / (cols * rows);
    assert.ok(part >= share, `${cols}x${rows}: ${part.toFixed(2)}`);
  }
});

test("zooming never makes the other's picture smaller", () => {
  fc.assert(
    fc.property(area, wishes, (size, wish) => {
      const plain = layOut(size, { ...wish, busy: true, zoomed: false })?.remote;
      const zoomed = layOut(size, { ...wish, busy: true, zoomed: true })?.remote;
      if (plain === undefined || zoomed === undefined) return;
      assert.ok(inside(zoomed).cols >= inside(plain).cols);
      assert.ok(inside(zoomed).rows >= inside(plain).rows);
    }),
  );
});

test("a popup lies over its pane where it fits, and on the stage anyway", () => {
  const wanted = fc.record({
    cols: fc.integer({ min: 1, max: 90 }),
    rows: fc.integer({ min: 1, max: 40 }),
  });
  fc.assert(
    fc.property(area, wishes, wanted, (size, wish, want) => {
      const layout = layOut(size, wish);
      if (layout === undefined) return;
      const place = popupIn(layout.stage, want, layout.remote);
      assert.ok(within(place, layout.stage));
      const over = layout.remote;
      if (over === undefined || want.cols + 6 > over.cols || want.rows + 4 > over.rows) return;
      // With its shadow it leaves the pane's frame whole.
      assert.ok(within({ ...place, cols: place.cols + 2, rows: place.rows + 1 }, inside(over)));
    }),
  );
});
