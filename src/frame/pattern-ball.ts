/** A beach ball bouncing under an evening sky: what is shown where there is no camera. */
import type { Size } from "./frame.js";
import { blend, Canvas, type Color, ellipse, type Point, type Round } from "./pattern-canvas.js";

const FLOOR = 0.62;
const RADIUS = 0.36;
/** Milliseconds from one touch of the floor to the next. */
const BOUNCE = 1100;

const SKY: readonly (readonly [top: Color, bottom: Color])[] = [
  [0x1b2a6b, 0xf08a5d],
  [0x3b1c6e, 0xff6f91],
  [0x0f4c75, 0x8fd6c4],
  [0x1b1f4b, 0x7d6bd6],
];
/** Milliseconds that one sky takes to become the next. */
const DUSK = 12_000;

const STRIPES: readonly Color[] = [0xfff6e5, 0xe63946, 0xfff6e5, 0xffb703, 0xfff6e5, 0x2a9df4];

/** `time` in milliseconds. */
export function paintBall(size: Size, time: number): Uint8Array {
  const canvas = new Canvas(size);
  const [top, bottom] = skyAt(time);
  canvas.gradient(top, bottom);
  paintSun(canvas, time);
  canvas.shade(floorShape(canvas.aspect), (_x, y) => blend(bottom, top, 0.35 + (y - 0.5) * 0.8));
  const height = 4 * phase(time) * (1 - phase(time));
  const ball = ballAt(canvas.aspect, time, height);
  const shadow = { x: ball.x, y: FLOOR + 0.04, rx: RADIUS * (1.25 - 0.5 * height), ry: 0.07 };
  canvas.paint(ellipse(shadow), 0x14122b, 0.55 - 0.35 * height);
  paintBallItself(canvas, ball, time);
  return canvas.pixels;
}

const phase = (time: number): number => (time % BOUNCE) / BOUNCE;

function skyAt(time: number): readonly [top: Color, bottom: Color] {
  const turns = time / DUSK;
  const now = SKY[Math.floor(turns) % SKY.length] as readonly [Color, Color];
  const next = SKY[(Math.floor(turns) + 1) % SKY.length] as readonly [Color, Color];
  const amount = turns % 1;
  return [blend(now[0], next[0], amount), blend(now[1], next[1], amount)];
}

function paintSun(canvas: Canvas, time: number): void {
  const x = canvas.aspect * 0.55 * Math.cos(time / 9000);
  for (const [radius, opacity] of [
    [0.62, 0.12],
    [0.44, 0.18],
    [0.28, 0.75],
  ] as const) {
    canvas.paint(ellipse({ x, y: -0.05, rx: radius, ry: radius }), 0xffe8b0, opacity);
  }
}

function floorShape(aspect: number): ReturnType<typeof ellipse> {
  return ellipse({ x: 0, y: 2.5, rx: aspect * 2.4, ry: 2.02 });
}

/** Where the ball is, a little flat when it touches the floor. `height` 1 is the top of its flight. */
function ballAt(aspect: number, time: number, height: number): Round {
  const flat = Math.max(0, 1 - height * 6) * 0.18;
  const ry = RADIUS * (1 - flat);
  const x = (aspect - RADIUS) * 0.9 * Math.sin(time / 2300);
  return { x, y: FLOOR - ry - height * 0.82, rx: RADIUS * (1 + flat), ry };
}

/** Stripes that roll as the ball travels, lit from a lamp that wanders. */
function paintBallItself(canvas: Canvas, ball: Round, time: number): void {
  const roll = ball.x * 2.2;
  const lamp: Point = [0.5 * Math.cos(time / 1700), -0.45 + 0.15 * Math.sin(time / 1300)];
  canvas.shade(ellipse(ball), (px, py) => {
    const x = (px - ball.x) / ball.rx;
    const y = (py - ball.y) / ball.ry;
    const angle = (Math.atan2(y + 0.15, x - 0.1) - roll) / (2 * Math.PI);
    const stripe = STRIPES[Math.floor((angle - Math.floor(angle)) * STRIPES.length)] ?? 0;
    const away = (x - lamp[0]) ** 2 + (y - lamp[1]) ** 2;
    const shaded = blend(stripe, 0x2a1540, Math.min(0.75, away * 0.24));
    return blend(shaded, 0xffffff, 0.9 * Math.max(0, 1 - away * 7));
  });
}
