/** Running seconds and hundredths in big digits, for measuring delay with the eye. */
import type { Size } from "./frame.js";
import { Canvas, type Point, stroke } from "./pattern-canvas.js";

const GROUND_TOP = 0x10182b;
const GROUND_BOTTOM = 0x1d2c4d;
const LIT = 0x7df0c8;
const UNLIT = 0x22345a;
const HAND = 0xffb454;

/** Seven strokes of a digit two high and one wide, from its middle: top, upper left, ... bottom. */
const STROKES: readonly (readonly [from: Point, to: Point])[] = [
  [
    [-0.5, -1],
    [0.5, -1],
  ],
  [
    [-0.5, -1],
    [-0.5, 0],
  ],
  [
    [0.5, -1],
    [0.5, 0],
  ],
  [
    [-0.5, 0],
    [0.5, 0],
  ],
  [
    [-0.5, 0],
    [-0.5, 1],
  ],
  [
    [0.5, 0],
    [0.5, 1],
  ],
  [
    [-0.5, 1],
    [0.5, 1],
  ],
];

/** Which strokes are lit, the first in {@link STROKES} being the lowest bit. */
const DIGITS = [
  0b1110111, 0b0100100, 0b1011101, 0b1101101, 0b0101110, 0b1101011, 0b1111011, 0b0100101, 0b1111111,
  0b1101111,
];

/** Shows `time`, in milliseconds, modulo 100 s. */
export function paintClock(size: Size, time: number): Uint8Array {
  const canvas = new Canvas(size);
  canvas.gradient(GROUND_TOP, GROUND_BOTTOM);
  const hundredths = Math.floor(time / 10) % 10_000;
  // Four digits and a point in 4.6 digit widths, with air at both sides.
  const step = (canvas.aspect * 2 * 0.92) / 4.6;
  const scale = Math.min(step * 0.66, 0.55);
  for (let place = 0; place < 4; place++) {
    const digit = Math.floor(hundredths / 10 ** (3 - place)) % 10;
    const x = (place - 1.5) * step + (place < 2 ? -0.3 : 0.3) * step;
    paintDigit(canvas, [x, -0.05], scale, digit);
  }
  const point: Point = [0, -0.05 + scale];
  canvas.paint(stroke(point, point, scale * 0.34), LIT);
  paintHand(canvas, (time % 1000) / 1000);
  return canvas.pixels;
}

function paintDigit(canvas: Canvas, [x, y]: Point, scale: number, digit: number): void {
  const place = ([dx, dy]: Point): Point => [x + dx * scale, y + dy * scale];
  const lit = DIGITS[digit] ?? 0;
  for (const wanted of [0, 1]) {
    STROKES.forEach(([from, to], index) => {
      if (((lit >> index) & 1) !== wanted) return;
      canvas.paint(stroke(place(from), place(to), scale * 0.24), wanted === 1 ? LIT : UNLIT);
    });
  }
}

/** A bar along the lower edge that fills once a second. */
function paintHand(canvas: Canvas, part: number): void {
  const reach = canvas.aspect * 0.88;
  canvas.paint(stroke([-reach, 0.82], [reach, 0.82], 0.1), UNLIT);
  canvas.paint(stroke([-reach, 0.82], [reach * (2 * part - 1), 0.82], 0.1), HAND);
}
