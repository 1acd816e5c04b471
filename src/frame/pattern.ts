/**
 * Moving test pictures, drawn from nothing but their size and the time.
 *
 * Every pattern is a function of the moment: two machines with one clock show
 * the same, and a late picture shows the present and not the past.
 */
import { fitInside } from "./fit.js";
import { BYTES_PER_PIXEL, type Size } from "./frame.js";
import { paintBall } from "./pattern-ball.js";
import { paintClock } from "./pattern-clock.js";
import { paintFace } from "./pattern-face.js";

/** New BGR pixels, row-major, `width * height * 3`. `time` in milliseconds, not negative. */
type Painter = (size: Size, time: number) => Uint8Array;

const PAINTERS = {
  ball: paintBall,
  bars: paintBars,
  plasma: paintPlasma,
  face: paintFace,
  clock: paintClock,
  noise: paintNoise,
  flash: paintFlash,
} as const satisfies Record<string, Painter>;

export type PatternName = keyof typeof PAINTERS;

/** Every name that `--source pattern:<name>` takes, the default first. */
export const PATTERN_NAMES = Object.keys(PAINTERS) as readonly PatternName[];

/** What patterns claim to be: 16:9, at any size asked for. */
export const PATTERN_SIZE: Size = { width: 1920, height: 1080 };

/** `pattern:flash` turns once in so many milliseconds. */
export const FLASH_INTERVAL = 500;

export function isPatternName(text: string): text is PatternName {
  return Object.hasOwn(PAINTERS, text);
}

/** The largest size of a pattern inside `box`; 0x0 when there is no room. */
export function patternSize(box: Size): Size {
  return fitInside(PATTERN_SIZE, box);
}

/** Draws `name` as it looks at `time` (milliseconds): BGR, row-major, `width * height * 3`, the caller's. */
export function paintPattern(name: PatternName, size: Size, time: number): Uint8Array {
  return PAINTERS[name](size, time);
}

/** What `pattern:flash` shows at `time`: 0 is black, 1 is white. */
export function flashAt(time: number): 0 | 1 {
  return Math.floor(time / FLASH_INTERVAL) % 2 === 0 ? 0 : 1;
}

function paintFlash({ width, height }: Size, time: number): Uint8Array {
  return new Uint8Array(width * height * BYTES_PER_PIXEL).fill(flashAt(time) * 255);
}

/** Seven bars at three quarters, as television has them: 0xrrggbb. */
const BARS = [0xbfbfbf, 0xbfbf00, 0x00bfbf, 0x00bf00, 0xbf00bf, 0xbf0000, 0x0000bf] as const;

/** Bars above a ramp from black to white, with a white line wandering through in four seconds. */
function paintBars({ width, height }: Size, time: number): Uint8Array {
  const pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
  const rampFrom = Math.round(height * 0.8);
  const line = Math.floor(((time % 4000) / 4000) * width);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += BYTES_PER_PIXEL) {
      const grey = Math.round((x * 255) / Math.max(1, width - 1));
      const bar = BARS[Math.floor((x * BARS.length) / width)] as number;
      const color = y < rampFrom ? bar : grey * 0x010101;
      put(pixels, at, x === line ? 0xffffff : color);
    }
  }
  return pixels;
}

/** A whole turn in 1024 steps, -127 to 127: a table is ten times faster than Math.sin on every pixel. */
const SINE = Int8Array.from({ length: 1024 }, (_, step) =>
  Math.round(127 * Math.sin((step * 2 * Math.PI) / 1024)),
);
const sine = (step: number): number => SINE[step & 1023] as number;

/** Neon to night and back, by the height of the waves. */
const GLOW = Uint32Array.from({ length: 1024 }, (_, step) => {
  const part = (offset: number): number =>
    Math.round(127.5 + 127.5 * Math.sin((step / 1024 + offset) * 2 * Math.PI));
  return (part(0) << 16) | (part(0.38) << 8) | part(0.66);
});

/** Waves that cross: every pixel changes in every picture, the hardest there is to send. */
function paintPlasma({ width, height }: Size, time: number): Uint8Array {
  const pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
  const clock = Math.floor(time / 4);
  const grain = 1024 / Math.max(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    const v = y * grain;
    const row = sine(v * 1.3 + clock) + sine(v * 0.6 - clock * 0.7);
    for (let x = 0; x < width; x++, at += BYTES_PER_PIXEL) {
      const u = x * grain;
      const waves = row + sine(u * 0.9 + clock * 0.6) + sine((u + v) * 0.7 - clock * 0.9);
      put(pixels, at, GLOW[(waves * 2 + (clock >> 1)) & 1023] as number);
    }
  }
  return pixels;
}

/** Grey snow that differs in every picture. */
function paintNoise({ width, height }: Size, time: number): Uint8Array {
  const pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
  // Marsaglia's xorshift32; its state must not be 0.
  let dice = (Math.floor(time) * 2_654_435_761) | 1;
  for (let at = 0; at < pixels.length; at += BYTES_PER_PIXEL) {
    dice ^= dice << 13;
    dice ^= dice >>> 17;
    dice ^= dice << 5;
    put(pixels, at, (dice & 255) * 0x010101);
  }
  return pixels;
}

/** Writes 0xrrggbb as BGR. */
function put(pixels: Uint8Array, at: number, color: number): void {
  pixels[at] = color & 255;
  pixels[at + 1] = (color >> 8) & 255;
  pixels[at + 2] = color >> 16;
}
