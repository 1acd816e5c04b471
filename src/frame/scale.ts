import { BYTES_PER_PIXEL, type Size } from "./frame.js";

/** Weights are whole numbers that add up to this. */
const WEIGHT_BITS = 12;
const ONE = 1 << WEIGHT_BITS;
/** Kept between the two passes, so that nothing outgrows 32 bits. */
const KEPT_BITS = 14;
const LEVEL_BITS = 8;
/** Light is told finer than levels, or the darkest of them would be one. */
const LIGHT_BITS = 13;
const BRIGHTEST = (1 << LIGHT_BITS) - 1;

/** How much light a level of sRGB is, 0 to 1 (IEC 61966-2-1). */
const lightOf = (level: number): number =>
  level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4;
const levelOf = (light: number): number =>
  light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;

const LIGHT = Int32Array.from({ length: 256 }, (_, level) =>
  Math.round(lightOf(level / 255) * BRIGHTEST),
);
const LEVEL = Uint8Array.from({ length: BRIGHTEST + 1 }, (_, light) =>
  Math.round(levelOf(light / BRIGHTEST) * 255),
);

/** Which inputs make one output, and how much of each. */
interface Taps {
  /** Inputs of every output, all neighbours; beyond the edge they are the edge again. */
  readonly count: number;
  /** `count` positions for each output. */
  readonly positions: Int32Array;
  /** As many weights, adding up to {@link ONE} for each output. */
  readonly weights: Int32Array;
}

/** Where a scaled picture goes inside a larger one, in bytes. */
export interface Window {
  readonly offset: number;
  /** From one row to the next. */
  readonly stride: number;
}

export interface ScalerOptions {
  /**
   * Mixes light instead of levels of sRGB: what is fine and bright on dark
   * ground keeps its brightness, as it does from afar. Three times as dear.
   */
  readonly linear?: boolean;
}

/**
 * Scales pictures from one size to another: exact by area where it shrinks, so
 * that nothing sparkles; smooth and sharp (Catmull-Rom) where it enlarges.
 *
 * Made once for two sizes and used for every picture; allocates nothing after that.
 */
export class Scaler {
  readonly #from: Size;
  readonly #to: Size;
  readonly #across: Taps;
  readonly #down: Taps;
  /** The last lines of input, scaled across: line y is in slot `y % down.count`. */
  readonly #lines: readonly Int32Array[];
  readonly #lineIn: Int32Array;
  readonly #sums: Int32Array;
  /** A line of input as light; empty where levels are mixed. */
  readonly #light: Int32Array;
  readonly #linear: boolean;
  readonly #betweenBits: number;
  readonly #lastBits: number;

  constructor(from: Size, to: Size, { linear = false }: ScalerOptions = {}) {
    const bits = linear ? LIGHT_BITS : LEVEL_BITS;
    this.#linear = linear;
    this.#betweenBits = bits + WEIGHT_BITS - KEPT_BITS;
    this.#lastBits = KEPT_BITS + WEIGHT_BITS - bits;
    this.#light = new Int32Array(linear ? from.width * BYTES_PER_PIXEL : 0);
    this.#from = from;
    this.#to = to;
    this.#across = tapsFor(from.width, to.width);
    this.#down = tapsFor(from.height, to.height);
    const { count } = this.#down;
    const length = to.width * BYTES_PER_PIXEL;
    this.#lines = Array.from({ length: count }, () => new Int32Array(length));
    this.#lineIn = new Int32Array(count);
    this.#sums = new Int32Array(length);
  }

  /** Scales BGR bytes, row-major and without padding, into the window of `target`. */
  scale(pixels: Uint8Array, target: Uint8Array, { offset, stride }: Window): void {
    this.#lineIn.fill(-1);
    for (let y = 0; y < this.#to.height; y++) {
      this.#sum(pixels, y);
      if (this.#linear) this.#putLight(target, offset + y * stride);
      else this.#putLevels(target, offset + y * stride);
    }
  }

  #putLevels(target: Uint8Array, start: number): void {
    const sums = this.#sums;
    const lastBits = this.#lastBits;
    for (let i = 0, at = start; i < sums.length; i++, at++) {
      const value = sums[i]! >> lastBits;
      target[at] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }

  #putLight(target: Uint8Array, start: number): void {
    const sums = this.#sums;
    for (let i = 0, at = start; i < sums.length; i++, at++) {
      const light = sums[i]! >> this.#lastBits;
      target[at] = LEVEL[light < 0 ? 0 : light > BRIGHTEST ? BRIGHTEST : light]!;
    }
  }

  /** Adds up the lines of input that make line `y` of the output. */
  #sum(pixels: Uint8Array, y: number): void {
    const { count, positions, weights } = this.#down;
    const sums = this.#sums.fill(1 << (this.#lastBits - 1));
    for (let tap = y * count; tap < (y + 1) * count; tap++) {
      const weight = weights[tap]!;
      if (weight === 0) continue;
      const line = this.#line(pixels, positions[tap]!);
      for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + Math.imul(line[i]!, weight);
    }
  }

  /** Line `y` of the input, scaled across: made once for all the lines of output it belongs to. */
  #line(pixels: Uint8Array, y: number): Int32Array {
    const slot = y % this.#down.count;
    const line = this.#lines[slot]!;
    if (this.#lineIn[slot] === y) return line;
    this.#lineIn[slot] = y;
    const start = y * this.#from.width * BYTES_PER_PIXEL;
    if (this.#linear) this.#scaleLine(this.#lit(pixels, start), 0, line);
    else this.#scaleLine(pixels, start, line);
    return line;
  }

  /** One line of input as light. */
  #lit(pixels: Uint8Array, start: number): Int32Array {
    const light = this.#light;
    for (let i = 0; i < light.length; i++) light[i] = LIGHT[pixels[start + i]!]!;
    return light;
  }

  /** Scales one line of input, which begins at `start`, across. */
  #scaleLine(input: Uint8Array | Int32Array, start: number, line: Int32Array): void {
    const { count, positions, weights } = this.#across;
    const betweenBits = this.#betweenBits;
    for (let x = 0, tap = 0; x < this.#to.width; x++) {
      let blue = 0;
      let green = 0;
      let red = 0;
      for (const end = tap + count; tap < end; tap++) {
        const at = start + positions[tap]! * BYTES_PER_PIXEL;
        const weight = weights[tap]!;
        blue += Math.imul(input[at]!, weight);
        green += Math.imul(input[at + 1]!, weight);
        red += Math.imul(input[at + 2]!, weight);
      }
      line[x * BYTES_PER_PIXEL] = blue >> betweenBits;
      line[x * BYTES_PER_PIXEL + 1] = green >> betweenBits;
      line[x * BYTES_PER_PIXEL + 2] = red >> betweenBits;
    }
  }
}

/** Shrinks or enlarges one line of `from` inputs to `to` outputs. */
function tapsFor(from: number, to: number): Taps {
  const step = from / to;
  const shrinks = step > 1;
  const count = shrinks ? Math.ceil(step) + 1 : step === 1 ? 1 : 4;
  const positions = new Int32Array(to * count);
  const weights = new Int32Array(to * count);
  for (let output = 0; output < to; output++) {
    const first =
      shrinks || count === 1
        ? Math.floor(output * step)
        : Math.floor((output + 0.5) * step - 0.5) - 1;
    const exact: number[] = [];
    for (let tap = 0; tap < count; tap++) {
      const position = first + tap;
      positions[output * count + tap] = Math.max(0, Math.min(from - 1, position));
      exact.push(
        shrinks
          ? overlap(position, output * step, (output + 1) * step)
          : catmullRom(position + 0.5 - (output + 0.5) * step),
      );
    }
    weights.set(wholeWeights(exact), output * count);
  }
  return { count, positions, weights };
}

/** How much of the input `position`, one wide, lies between `start` and `end`. */
const overlap = (position: number, start: number, end: number): number =>
  Math.max(0, Math.min(position + 1, end) - Math.max(position, start));

/** The interpolating cubic through four points (Catmull and Rom, 1974), `x` inputs from the middle. */
function catmullRom(x: number): number {
  const d = Math.abs(x);
  if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
  return d < 2 ? ((2.5 - 0.5 * d) * d - 4) * d + 2 : 0;
}

/** Rounds weights so that they add up to {@link ONE}: a plain area keeps its level exactly. */
function wholeWeights(exact: readonly number[]): readonly number[] {
  const total = exact.reduce((sum, weight) => sum + weight, 0);
  const whole = exact.map((weight) => Math.round((weight / total) * ONE));
  const missing = ONE - whole.reduce((sum, weight) => sum + weight, 0);
  const largest = whole.indexOf(Math.max(...whole));
  return whole.map((weight, i) => (i === largest ? weight + missing : weight));
}
