import { SETTLED } from "./stillness.js";

/** Errors and lambdas are in sixteenths, so that whole numbers do. */
export const SIXTEENTHS = 4;

/**
 * Lambda by how long a cell has stood still, as a multiple of the base. What
 * moves is painted again soon and seen badly meanwhile; what stands still is
 * looked at, and every byte spent on it is of use for many pictures. Against
 * one lambda for all this saves a fifth of the bytes at equal PSNR.
 */
const BY_STILLNESS = [3.5, 2, 1, ...Array.from({ length: SETTLED - 3 }, () => 0.6), 0.4];
/**
 * The same for a cell that moves and shows nothing yet. The next picture is
 * painted over it in a moment, and a slow line should soon show one: a first
 * picture takes two thirds of the bytes (webcam 55 -> 34 kB) and the first
 * twenty no more than before. Where it still takes much, see `beginning`.
 */
export const UNSEEN = 14;
/** Which lambda that is. */
export const OF_UNSEEN = SETTLED + 1;
/** More wrong than eight pixels of any colour can be: what a cell shows is not known. */
export const UNKNOWN = 1 << 25;

/** The coarsest the steering goes: beyond it horizontal streaks show, and fewer pictures look better. */
const COARSEST = 10;
/** How fast steering follows, up and down. */
const FASTEST_UP = 1.6;
const FASTEST_DOWN = 0.75;

/** The squared error that one byte is worth: the one knob between bytes and beauty. */
export class Lambda {
  /** In {@link SIXTEENTHS}, by how long a cell has stood still; and {@link OF_UNSEEN}. */
  readonly byStillness = new Int32Array(OF_UNSEEN + 1);
  readonly #base: number;
  #coarseness = 1;
  #unseen = UNSEEN;

  constructor(base: number) {
    this.#base = base;
    this.#weigh();
  }

  /** How many times the base it is: from 1 to 10. */
  get coarseness(): number {
    return this.#coarseness;
  }

  /** The multiple of the base where nothing is shown yet: {@link UNSEEN} if not said. */
  set unseen(multiple: number) {
    if (multiple === this.#unseen) return;
    this.#unseen = multiple;
    this.#weigh();
  }

  /**
   * Steers towards paints of `target` bytes after one of `bytes`. Bytes fall
   * about as the square root of lambda rises, so half of an overshoot is met
   * at once; less would lag behind a moving hand.
   */
  steer(bytes: number, target: number): void {
    const change = Math.sqrt((bytes + 1) / (target + 1));
    const step = Math.min(FASTEST_UP, Math.max(FASTEST_DOWN, change));
    const coarseness = Math.min(COARSEST, Math.max(1, this.#coarseness * step));
    if (coarseness === this.#coarseness) return;
    this.#coarseness = coarseness;
    this.#weigh();
  }

  #weigh(): void {
    const base = this.#base * this.#coarseness * (1 << SIXTEENTHS);
    for (let still = 0; still <= SETTLED; still++) {
      this.byStillness[still] = Math.round(base * BY_STILLNESS[still]!);
    }
    this.byStillness[OF_UNSEEN] = Math.round(base * this.#unseen);
  }
}
