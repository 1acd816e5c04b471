import assert from "node:assert/strict";
import { test } from "node:test";
import { makeFrame, type Frame } from "../../src/frame/frame.js";
import { allowance, roughness } from "../../src/render/beginning.js";
import { NO_COLOR } from "../../src/render/colors/inks.js";
import type { Glyphs } from "../../src/render/glyphs/glyph-set.js";
import { UNSEEN } from "../../src/render/lambda.js";
import { PanePainter, type PainterOptions } from "../../src/render/pane-painter.js";
import { psnr } from "../rig/psnr.js";
import { cameraLike, noise } from "./scene.js";

const COLS = 60;
const ROWS = 20;

function painterOf(options: PainterOptions = {}): PanePainter {
  const painter = new PanePainter("truecolor", options);
  const rect = { x: 0, y: 0, cols: COLS, rows: ROWS };
  painter.place(rect, new Uint8Array(COLS * ROWS).fill(1));
  return painter;
}

/** Edges and plain areas, of which little can be left out: something like smooth dark words on bright bars. */
function words({ width, height }: { readonly width: number; readonly height: number }): Frame {
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const bar = Math.floor((at % width) / 12);
    const ink = at % (8 * width) < 5 * width && noise(at) < 0.4 ? noise(at, 1) : 1;
    for (const channel of [0, 1, 2]) pixels[3 * at + channel] = ink * noise(bar, channel) * 255;
  }
  return makeFrame(width, height, pixels, 0);
}

/** What the painter believes to be shown, BGR. */
function shownBy(painter: PanePainter): Uint8Array {
  return Uint8Array.from(
    { length: painter.shown.length * 3 },
    (_, i) => (painter.shown[Math.floor(i / 3)]! >> (8 * (i % 3))) & 255,
  );
}

for (const glyphs of ["half", "quadrant", "sextant", "octant"] as const satisfies Glyphs[]) {
  test(`${glyphs}: a first picture of hard edges takes a third of its bytes, and the second is as good as ever`, () => {
    const painter = painterOf({ glyphs });
    const picture = words(painter.size);
    const exact = painterOf({ glyphs, lossless: true }).paint(picture).length;
    const share = painter.paint(picture).length / exact;
    assert.ok(share > 0.2 && share <= 0.35, `${share} of it`);
    const rough = psnr(shownBy(painter), picture.pixels);
    assert.ok(rough > 15, `${rough} dB at first`);
    painter.paint(picture);
    const seen = painterOf({ glyphs });
    seen.paint(cameraLike(painter.size.width, painter.size.height, 0));
    seen.paint(picture);
    const [second, usual] = [painter, seen].map((one) => psnr(shownBy(one), picture.pixels));
    assert.ok(second! > usual! - 2, `${second} dB where it is usually ${usual}`);
  });
}

test("a first picture that a budget cuts into pieces is as rough in all of them", () => {
  const whole = painterOf();
  const picture = words(whole.size);
  const bytes = whole.paint(picture).length;
  const cut = painterOf();
  let pieces = 0;
  do pieces += cut.paint(picture, bytes / 6).length;
  while (cut.shown.includes(NO_COLOR));
  // each piece sets its colours anew, and the last goes on to refine the first
  assert.ok(pieces < bytes * 1.3, `${pieces} bytes where ${bytes} are enough`);
});

test("what comes out from under a popup later is as good as it ever was", () => {
  const bare = painterOf();
  const { width, height } = bare.size;
  const late = painterOf();
  late.paint(words(bare.size));
  const moving = cameraLike(width, height, 9);
  late.paint(moving);
  bare.paint(cameraLike(width, height, 0));
  bare.paint(moving);
  for (const painter of [bare, late]) {
    for (let cell = 0; cell < COLS * ROWS; cell += 3) painter.stale(cell);
  }
  const next = cameraLike(width, height, 40);
  const [usual, after] = [bare, late].map((painter) => {
    painter.paint(next);
    return psnr(shownBy(painter), next.pixels);
  });
  assert.ok(after! > usual! - 0.5, `${after} dB where it is usually ${usual}`);
});

test("a picture that takes little as it is becomes no rougher", () => {
  assert.equal(
    roughness(1000, () => 1000),
    UNSEEN,
  );
});

const bytesWith = (unseen: number): number => 90_000 / unseen;

test("the roughness found is about the least that takes no more than allowed", () => {
  for (const allowed of [5000, 1000, 200, 80]) {
    const found = roughness(allowed, bytesWith);
    assert.ok(bytesWith(found) <= allowed, `${allowed}: ${bytesWith(found)}`);
    assert.ok(bytesWith(found / 1.2) > allowed, `${allowed}: ${bytesWith(found)}`);
  }
});

test("a third is allowed, but never less than blanks and a little take", () => {
  assert.equal(allowance(90_000, { cols: 160, rows: 45 }), 30_000);
  const black = painterOf({ lossless: true });
  const { width, height } = black.size;
  const blanks = black.paint(makeFrame(width, height, new Uint8Array(width * height * 3), 0));
  const least = allowance(blanks.length, { cols: COLS, rows: ROWS });
  assert.ok(least > 1.3 * blanks.length, `${least} where blanks take ${blanks.length}`);
});
