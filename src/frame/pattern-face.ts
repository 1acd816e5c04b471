/** A friendly face that nods, blinks, looks about and talks: the simulated peer's picture. */
import type { Size } from "./frame.js";
import {
  both,
  Canvas,
  ellipse,
  type Point,
  type Shape,
  stroke,
  without,
} from "./pattern-canvas.js";

const SKIN = 0xf2b48c;
const SHADOW = 0xd58f68;
const BLUSH = 0xf08a72;
const HAIR = 0x4a2b20;
const SHIRT = 0x2f7f8c;
const COLLAR = 0x245f6b;
const WHITE = 0xfdfaf3;
const IRIS = 0x35566b;
const DARK = 0x2a1513;
const TONGUE = 0xd9605f;

/** How the face looks at one moment; places and sizes in half heights. */
interface Mood {
  readonly head: Point;
  /** 1 wide open, 0 shut. */
  readonly eyes: number;
  readonly gaze: Point;
  readonly brows: number;
  /** 0 shut and smiling, 1 as open as it goes. */
  readonly mouth: number;
}

/** `time` in milliseconds. */
export function paintFace(size: Size, time: number): Uint8Array {
  const canvas = new Canvas(size);
  const mood = moodAt(time / 1000);
  canvas.gradient(0xffd9a0, 0xe58f7b);
  canvas.paint(ellipse({ x: 0, y: -0.1, rx: 0.98, ry: 0.98 }), 0xffe9c2, 0.6);
  paintBody(canvas, mood.head);
  paintHead(canvas, mood.head);
  paintEyes(canvas, mood);
  paintMouth(canvas, mood);
  return canvas.pixels;
}

/** Talks for four seconds, listens and nods for three, over and over. */
function moodAt(seconds: number): Mood {
  const turn = seconds % 7;
  const talking = turn < 4;
  const nod = talking ? 0 : 0.045 * Math.sin((turn - 4) * 7) * (7 - turn);
  const sway = Math.sin(seconds * 0.9);
  const syllables = Math.sin(seconds * 11) * 0.6 + Math.sin(seconds * 17.3) * 0.4;
  return {
    head: [0.07 * sway, -0.08 + nod + 0.015 * Math.sin(seconds * 2.1)],
    eyes: blinkAt(seconds),
    gaze: [0.025 * Math.sin(seconds * 0.7), 0.012 * Math.cos(seconds * 1.1)],
    brows: talking ? 0.03 * Math.max(0, Math.sin(seconds * 3.1)) : 0.015,
    mouth: talking ? 0.18 + 0.82 * Math.abs(syllables) : 0,
  };
}

/** Shut for a moment every 3.3 s, twice in a row now and then. */
function blinkAt(seconds: number): number {
  const since = Math.min(seconds % 3.3, (seconds + 2.9) % 9.9);
  return Math.min(1, Math.abs(since - 0.1) / 0.1);
}

function paintBody(canvas: Canvas, [x, y]: Point): void {
  canvas.paint(ellipse({ x: x * 0.4, y: 1.2, rx: 0.98, ry: 0.55 }), SHIRT);
  canvas.paint(ellipse({ x: x * 0.5, y: 0.72, rx: 0.36, ry: 0.16 }), COLLAR);
  canvas.paint(stroke([x * 0.8, y + 0.5], [x * 0.5, 0.66], 0.36), SHADOW);
}

function paintHead(canvas: Canvas, [x, y]: Point): void {
  const head = ellipse({ x, y, rx: 0.54, ry: 0.66 });
  canvas.paint(ellipse({ x, y: y - 0.2, rx: 0.64, ry: 0.6 }), HAIR);
  for (const side of [-1, 1]) {
    canvas.paint(ellipse({ x: x + side * 0.55, y: y + 0.06, rx: 0.1, ry: 0.14 }), SKIN);
    canvas.paint(ellipse({ x: x + side * 0.56, y: y + 0.07, rx: 0.05, ry: 0.08 }), SHADOW);
  }
  canvas.paint(head, SKIN);
  // A little larger than the head, so that no skin shines through where two smooth edges meet.
  const scalp = ellipse({ x, y, rx: 0.57, ry: 0.69 });
  const fringe = without(scalp, ellipse({ x: x + 0.16, y: y + 0.28, rx: 0.72, ry: 0.68 }));
  canvas.paint(both(fringe, ellipse({ x, y: y - 0.3, rx: 0.75, ry: 0.38 })), HAIR);
  for (const side of [-1, 1]) {
    canvas.paint(ellipse({ x: x + side * 0.34, y: y + 0.2, rx: 0.12, ry: 0.08 }), BLUSH, 0.55);
  }
  canvas.paint(stroke([x, y + 0.08], [x + 0.03, y + 0.17], 0.07), SHADOW, 0.8);
}

function paintEyes(canvas: Canvas, { head: [x, y], eyes, gaze, brows }: Mood): void {
  for (const side of [-1, 1]) {
    const middle = x + side * 0.22;
    const level = y - 0.02;
    const lid = ellipse({ x: middle, y: level, rx: 0.13, ry: Math.max(0.012, 0.13 * eyes) });
    if (eyes < 0.25) {
      canvas.paint(stroke([middle - 0.1, level], [middle + 0.1, level], 0.04), DARK);
    } else {
      canvas.paint(lid, WHITE);
      const look = { x: middle + gaze[0], y: level + gaze[1] };
      canvas.paint(both(lid, ellipse({ ...look, rx: 0.085, ry: 0.085 })), IRIS);
      canvas.paint(both(lid, ellipse({ ...look, rx: 0.048, ry: 0.048 })), DARK);
      const spark = { x: look.x + 0.03, y: look.y - 0.035, rx: 0.026, ry: 0.026 };
      canvas.paint(both(lid, ellipse(spark)), WHITE);
    }
    canvas.paint(browOver([middle, level - 0.2 - brows], side), HAIR);
  }
}

/** Higher towards the nose, which looks kind; the other way round it looks cross. */
function browOver([x, y]: Point, side: number): Shape {
  return stroke([x - 0.1, y - 0.02 * side], [x + 0.1, y + 0.02 * side], 0.05);
}

function paintMouth(canvas: Canvas, { head: [x, y], mouth }: Mood): void {
  const level = y + 0.34;
  if (mouth === 0) {
    const smile = ellipse({ x, y: level - 0.02, rx: 0.21, ry: 0.14 });
    canvas.paint(without(smile, ellipse({ x, y: level - 0.08, rx: 0.26, ry: 0.15 })), DARK);
    return;
  }
  // A bow that opens downwards: cut off by a wide shape above it, so that its corners smile.
  const bowl = ellipse({ x, y: level - 0.04, rx: 0.21 - 0.03 * mouth, ry: 0.07 + 0.16 * mouth });
  const lips = without(bowl, ellipse({ x, y: level - 0.19, rx: 0.42, ry: 0.16 }));
  canvas.paint(lips, DARK);
  canvas.paint(both(lips, ellipse({ x, y: level + 0.17, rx: 0.13, ry: 0.1 })), TONGUE);
  const teeth = stroke([x - 0.15, level - 0.025], [x + 0.15, level - 0.025], 0.055);
  canvas.paint(both(lips, teeth), WHITE);
}
