/**
 * Paints with letters: the one way that works in every font and encoding.
 *
 * A cell has one pixel. Its brightness chooses a letter by how much ink that
 * has, its hue the letter's colour; what lies behind is the terminal's own
 * background, taken for black.
 */
import { COVERED } from "./cells.js";
import * as color from "./colors/distance.js";
import type { Inks } from "./colors/inks.js";
import { SIXTEENTHS } from "./lambda.js";
import type { Task } from "./method.js";
import { type Hand, isSpent, type Span } from "./thrifty.js";

const { distance } = color;

/** From no ink to the most, in steps that look even in common fonts. */
const RAMP = Uint8Array.from(" .:-=+*#%@", (letter) => letter.charCodeAt(0));
const LAST = RAMP.length - 1;

/** Bytes, about: to go to a cell that the pen does not stand on, of a letter, and of a colour's introducer and end. */
const MOVE = 4;
const LETTER = 1;
const INTRODUCER = 2;

export class Letters implements Hand {
  readonly #inks: Inks;

  constructor(inks: Inks) {
    this.#inks = inks;
  }

  paintSpan(task: Task, { row, from, to }: Span, lambdas: Int32Array): number {
    const { coverage, cols, stillness } = task.cells;
    for (let col = from; col < to; col++) {
      const cell = row * cols + col;
      if (coverage[cell] === COVERED) continue;
      if (isSpent(task)) return col;
      this.#paintCell(task, cell, lambdas[stillness.of[cell]!]!);
    }
    return to;
  }

  #paintCell({ cells, pen, x, y }: Task, cell: number, lambda: number): void {
    const wanted = cells.wanted[cell]!;
    const left = distance(wanted, cells.shown[cell]!) << SIXTEENTHS;
    if (left <= lambda) return;
    const row = y + Math.floor(cell / cells.cols);
    const col = x + (cell % cells.cols);
    const ink = this.#inks.nearest(hue(wanted));
    const rank = Math.round((brightness(wanted) * LAST) / 255);
    const go = Math.imul(lambda, LETTER + (pen.isAt(row, col) ? 0 : MOVE));
    const anew = Math.imul(lambda, INTRODUCER + this.#inks.bytes(ink));
    const reuse = go + (distance(wanted, inked(pen.fg, rank)) << SIXTEENTHS);
    const renew = go + anew + (distance(wanted, inked(ink, rank)) << SIXTEENTHS);
    if (left <= reuse && left <= renew) return;
    pen.moveTo(row, col);
    if (renew < reuse) pen.set(ink, pen.bg);
    pen.glyph(RAMP[rank]!, 1);
    cells.shown[cell] = inked(pen.fg, rank);
  }
}

const brightness = (one: number): number => Math.max(one >> 16, (one >> 8) & 255, one & 255);

/** A colour at its full brightness; white for black. */
function hue(one: number): number {
  const most = brightness(one);
  return most === 0 ? 0xffffff : scaled(one, 255 / most);
}

/** What a letter of this rank in this ink looks like from afar. */
const inked = (ink: number, rank: number): number => scaled(ink, rank / LAST);

const scaled = (one: number, factor: number): number =>
  (Math.round((one >> 16) * factor) << 16) |
  (Math.round(((one >> 8) & 255) * factor) << 8) |
  Math.round((one & 255) * factor);
