/**
 * How rough the first picture is: with nothing on the screen it should be
 * there soon, and the next is painted over it in a moment. Most take a seventh
 * of what they would take exactly; edges and plain areas are where little can
 * be left out, and a lambda that is worth leaving it is looked for by trying.
 */
import { UNSEEN } from "./lambda.js";

/** What it may take of the bytes that it would take exactly. */
const SHARE = 1 / 3;
/** A cell takes a byte at least, and a row a move of about eight: half as much again is allowed, to show something. */
const LEAST = 1.5;
const ROW = 8;
/** How much rougher than usual it can become, and how often that range is halved. */
const ROUGHEST = 128;
const HALVINGS = 5;

/** Bytes that the first picture of so many cells may take if it would take `exact` of them exactly. */
export function allowance(exact: number, { cols, rows }: Grid): number {
  return Math.max(exact * SHARE, rows * (cols + ROW) * LEAST);
}

interface Grid {
  readonly cols: number;
  readonly rows: number;
}

/**
 * The multiple of lambda's base with which a first picture takes what it may,
 * about the least one; `bytesWith` says what it takes with another.
 */
export function roughness(allowed: number, bytesWith: (unseen: number) => number): number {
  if (bytesWith(UNSEEN) <= allowed) return UNSEEN;
  let tooFine = 1;
  let rough: number = ROUGHEST;
  for (let n = 0; n < HALVINGS; n++) {
    const between = Math.sqrt(tooFine * rough);
    if (bytesWith(UNSEEN * between) <= allowed) rough = between;
    else tooFine = between;
  }
  return UNSEEN * rough;
}
