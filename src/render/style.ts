import { unreachable } from "../util/unreachable.js";
import { AnsiInks } from "./colors/ansi.js";
import { DirectInks } from "./colors/direct.js";
import { IndexedInks } from "./colors/indexed.js";
import type { Inks } from "./colors/inks.js";
import { MonoInks } from "./colors/mono.js";
import { Exact } from "./exact.js";
import { type Glyphs, glyphSetOf } from "./glyphs/glyph-set.js";
import { HalfBlocks } from "./half-blocks.js";
import { Letters } from "./letters.js";
import type { Method } from "./method.js";
import { Mosaic } from "./mosaic.js";
import { type Hand, Thrifty } from "./thrifty.js";

/** How many colours the terminal can show. */
export type Colors = "truecolor" | "256" | "16" | "mono";

export interface PainterOptions {
  /** The shapes to paint with; half blocks if not said. */
  readonly glyphs?: Glyphs;
  /** Shows every picture as well as colours and shapes can, whatever it takes. */
  readonly lossless?: boolean;
  /** The squared error of a cell that one byte is worth; what suits the colours if not said. */
  readonly lambda?: number;
  /** Every paint begins and ends with the cursor on the pane's first cell, wherever that is; see `Pen`. */
  readonly afloat?: boolean;
}

/**
 * More where colours are far apart anyway; where there are none so much that
 * sensor noise turns no pixel from black to white and back.
 */
const LAMBDA: Readonly<Record<Colors, number>> = {
  truecolor: 3.7,
  "256": 36,
  "16": 180,
  mono: 1000,
};
/** The most for letters, which have ten shades in any colour. */
const OF_LETTERS = 36;

/** What a picture is made of. */
export interface Style {
  readonly inks: Inks;
  /** Pixels of a cell. */
  readonly across: number;
  readonly down: number;
  /** A method for a pane of so many cells of which nothing is shown yet. */
  newMethod(cells: number): Method;
  /** One that spares nothing, and can take turns with the other. */
  newExact(cells: number): Method;
}

/** The style for a terminal of so many colours. */
export function styleFor(colors: Colors, options: PainterOptions): Style {
  const { glyphs = "half", lossless = false } = options;
  // letters have shades of their own
  const inks = inksFor(colors, glyphs !== "ascii");
  const lambda = lossless ? 0 : (options.lambda ?? LAMBDA[colors]);
  // few colours take so little that a first picture need not be rougher
  const thrifty = (hand: Hand, newExact: () => Method): Method =>
    new Thrifty(hand, lambda, inks.all ? newExact() : undefined);
  if (glyphs === "half") {
    const newExact = (cells: number): Method => new Exact(cells, inks);
    const newMethod = (cells: number): Method =>
      lossless ? newExact(cells) : thrifty(new HalfBlocks(inks), () => newExact(cells));
    return { inks, across: 1, down: 2, newMethod, newExact };
  }
  if (glyphs === "ascii") {
    const newMethod = (): Method => new Thrifty(new Letters(inks), Math.min(lambda, OF_LETTERS));
    return {
      inks,
      across: 1,
      down: 1,
      newMethod,
      newExact: () => new Thrifty(new Letters(inks), 0),
    };
  }
  const set = glyphSetOf(glyphs);
  const { across, down } = set;
  const newExact = (cells: number): Method => new Thrifty(new Mosaic(cells, set, inks), 0);
  const newMethod = (cells: number): Method =>
    lossless ? newExact(cells) : thrifty(new Mosaic(cells, set, inks), () => newExact(cells));
  return { inks, across, down, newMethod, newExact };
}

function inksFor(colors: Colors, grained: boolean): Inks {
  switch (colors) {
    case "truecolor":
      return new DirectInks();
    case "256":
      return new IndexedInks(grained);
    case "16":
      return new AnsiInks(grained);
    case "mono":
      return new MonoInks(grained);
    default:
      return unreachable(colors);
  }
}
