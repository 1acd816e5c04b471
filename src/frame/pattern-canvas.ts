/**
 * Smooth shapes on a picture, enough to draw test patterns with.
 *
 * A place on the canvas is measured in half heights from its middle: y runs from
 * -1 at the top to 1 at the bottom, x as far as the aspect goes. A drawing made
 * so looks the same at every size. A shape is its signed distance (negative
 * inside), which gives smooth edges and lets shapes be cut with one another.
 */
import { BYTES_PER_PIXEL, type Size } from "./frame.js";

/** A colour as people write it: 0xrrggbb. */
export type Color = number;

export interface Shape {
  /** Nothing of the shape lies outside of these. */
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** How far (x, y) is from the edge: negative inside. Exact near the edge only. */
  distance(x: number, y: number): number;
}

export interface Round {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
}

export function ellipse({ x, y, rx, ry }: Round): Shape {
  const distance = (px: number, py: number): number => {
    const dx = (px - x) / rx;
    const dy = (py - y) / ry;
    const reach = Math.sqrt(dx * dx + dy * dy);
    const slope = Math.sqrt((dx * dx) / (rx * rx) + (dy * dy) / (ry * ry));
    return slope === 0 ? -Math.min(rx, ry) : (reach * (reach - 1)) / slope;
  };
  return { left: x - rx, top: y - ry, right: x + rx, bottom: y + ry, distance };
}

/** A straight stroke with round ends, `width` wide. */
export function stroke(from: Point, to: Point, width: number): Shape {
  const radius = width / 2;
  const [ax, ay] = from;
  const dx = to[0] - ax;
  const dy = to[1] - ay;
  const length = dx * dx + dy * dy || 1;
  const distance = (px: number, py: number): number => {
    const along = Math.max(0, Math.min(1, ((px - ax) * dx + (py - ay) * dy) / length));
    const ex = px - ax - along * dx;
    const ey = py - ay - along * dy;
    return Math.sqrt(ex * ex + ey * ey) - radius;
  };
  return {
    left: Math.min(ax, to[0]) - radius,
    top: Math.min(ay, to[1]) - radius,
    right: Math.max(ax, to[0]) + radius,
    bottom: Math.max(ay, to[1]) + radius,
    distance,
  };
}

export type Point = readonly [x: number, y: number];

/** What lies in both. */
export function both(a: Shape, b: Shape): Shape {
  return {
    left: Math.max(a.left, b.left),
    top: Math.max(a.top, b.top),
    right: Math.min(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
    distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)),
  };
}

/** What lies in `shape` and not in `hole`. */
export function without(shape: Shape, hole: Shape): Shape {
  return { ...shape, distance: (x, y) => Math.max(shape.distance(x, y), -hole.distance(x, y)) };
}

/** `amount` 0 is `from`, 1 is `to`. */
export function blend(from: Color, to: Color, amount: number): Color {
  const part = (shift: number): number => {
    const a = (from >> shift) & 255;
    return Math.round(a + (((to >> shift) & 255) - a) * amount) << shift;
  };
  return part(16) | part(8) | part(0);
}

/** A picture being drawn; its pixels are BGR, row-major, `width * height * 3`. */
export class Canvas {
  readonly pixels: Uint8Array;
  /** The x of the right edge. */
  readonly aspect: number;
  readonly #width: number;
  readonly #height: number;
  /** Pixels in half a height. */
  readonly #unit: number;

  constructor({ width, height }: Size) {
    this.pixels = new Uint8Array(width * height * BYTES_PER_PIXEL);
    this.aspect = width / height;
    this.#width = width;
    this.#height = height;
    this.#unit = height / 2;
  }

  /** Fills everything, from `top` to `bottom`. */
  gradient(top: Color, bottom: Color): void {
    const row = this.#width * BYTES_PER_PIXEL;
    for (let y = 0; y < this.#height; y++) {
      const color = blend(top, bottom, y / Math.max(1, this.#height - 1));
      for (let at = y * row; at < (y + 1) * row; at += BYTES_PER_PIXEL) {
        this.pixels[at] = color & 255;
        this.pixels[at + 1] = (color >> 8) & 255;
        this.pixels[at + 2] = color >> 16;
      }
    }
  }

  /** Lays `shape` over what is there; `opacity` 0 leaves no trace. */
  paint(shape: Shape, color: Color, opacity = 1): void {
    this.shade(shape, () => color, opacity);
  }

  /** Like {@link paint}, in a colour that depends on the place. */
  shade(shape: Shape, colorAt: (x: number, y: number) => Color, opacity = 1): void {
    const { pixels } = this;
    const unit = this.#unit;
    const middle = this.#width / 2;
    const first = Math.max(0, Math.floor(middle + shape.left * unit - 1));
    const last = Math.min(this.#width - 1, Math.ceil(middle + shape.right * unit));
    const top = Math.max(0, Math.floor((1 + shape.top) * unit - 1));
    const bottom = Math.min(this.#height - 1, Math.ceil((1 + shape.bottom) * unit));
    for (let row = top; row <= bottom; row++) {
      const y = (row + 0.5) / unit - 1;
      for (let column = first; column <= last; column++) {
        const x = (column + 0.5 - middle) / unit;
        const inside = 0.5 - shape.distance(x, y) * unit;
        if (inside <= 0) continue;
        const cover = Math.min(1, inside) * opacity;
        const color = colorAt(x, y);
        const at = (row * this.#width + column) * BYTES_PER_PIXEL;
        pixels[at] = mix(pixels[at] as number, color & 255, cover);
        pixels[at + 1] = mix(pixels[at + 1] as number, (color >> 8) & 255, cover);
        pixels[at + 2] = mix(pixels[at + 2] as number, color >> 16, cover);
      }
    }
  }
}

function mix(under: number, over: number, cover: number): number {
  return under + (over - under) * cover + 0.5;
}
