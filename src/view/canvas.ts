/** A pane's picture in pixels instead of cells, as large as the line to the terminal allows. */
import { deflateSync } from "node:zlib";
import type { Frame, Size } from "../frame/frame.js";
import { Letterbox } from "../frame/letterbox.js";
import { swapRedAndBlue } from "../frame/swap.js";
import { kittyDraw, kittyErase } from "../render/pixels/kitty.js";
import type { Pixels } from "../render/pixels/detect-pixels.js";
import { SixelEncoder } from "../render/pixels/sixel.js";
import { COARSEST } from "../render/pace.js";
import type { Rect } from "../render/rect.js";

/** A way to write pictures of a terminal. */
interface Writer {
  /** Ways to write one, from the best to the smallest. */
  readonly steps: number;
  /** Pixels to show of a picture of `frame`'s size in a box of `box`, which is the room there is. */
  sizeFor(frame: Size, box: Size, step: number): Size;
  write(frame: Frame, rect: Rect, step: number): Uint8Array;
  erase(): Uint8Array;
}

const NOTHING = new Uint8Array(0);
/** More pixels than this take longer to pack than pictures are apart. */
const MOST_PIXELS = 300_000;
/** How much smaller a picture gets where the line is short; the terminal enlarges it. */
const SCALES = [1, 0.75, 0.5, 0.35, 0.25];
/** Speed matters more than the last few bytes. */
const DEFLATE = { level: 1 };
/** Images are named by two numbers in turn: the old one goes when the new one is there. */
const NAMES = [7887, 7888] as const;

class KittyWriter implements Writer {
  readonly steps = SCALES.length;
  #name = 0;
  #shown: number | undefined;

  sizeFor(frame: Size, box: Size, step: number): Size {
    const enough = Math.max(frame.width / box.width, frame.height / box.height);
    const fast = Math.sqrt(MOST_PIXELS / (box.width * box.height));
    const scale = Math.min(1, enough, fast) * SCALES[step]!;
    return {
      width: Math.max(1, Math.round(box.width * scale)),
      height: Math.max(1, Math.round(box.height * scale)),
    };
  }

  write({ width, height, pixels }: Frame, rect: Rect): Uint8Array {
    const data = deflateSync(swapRedAndBlue(pixels), DEFLATE).toString("base64");
    this.#name = 1 - this.#name;
    const id = NAMES[this.#name]!;
    const drawn = kittyDraw({ id, size: { width, height }, data }, rect);
    const erased = this.#shown === undefined ? "" : kittyErase(this.#shown);
    this.#shown = id;
    return Buffer.from(drawn + erased);
  }

  erase(): Uint8Array {
    if (this.#shown === undefined) return NOTHING;
    this.#shown = undefined;
    // Both: an update on its way may never have left.
    return Buffer.from(NAMES.map(kittyErase).join(""));
  }
}

class SixelWriter implements Writer {
  /** With grain and without. */
  readonly steps = 2;
  readonly #encoder = new SixelEncoder();

  sizeFor(_frame: Size, box: Size): Size {
    return box;
  }

  write(frame: Frame, { x, y }: Rect, step: number): Uint8Array {
    const drawn = this.#encoder.encode(frame, step === 0);
    return Buffer.concat([Buffer.from(`\x1b[${y + 1};${x + 1}H`), drawn]);
  }

  /** Whatever is written there takes its place. */
  erase(): Uint8Array {
    return NOTHING;
  }
}

/** So much more than meant asks for a smaller picture, and so much less allows a larger one. */
const TOO_MUCH = 1.2;
const EASY = 0.4;
/** Easy pictures in a row before a larger one is tried, doubled each time that this fails within as many. */
const TRIAL = 20;
const MOST_TRIAL = 640;
/** Even the smallest is so much more than meant, so often in a row: cells do better. */
const HOPELESS = 2.5;
const PATIENCE = 8;

export class Canvas {
  /** Bytes that each picture should take. */
  target = Infinity;
  readonly #writer: Writer;
  readonly #cell: Size;
  #letterbox = new Letterbox({ width: 1, height: 1 });
  #box = "";
  #step = 0;
  #failures = 0;
  #easy = 0;
  #trial = TRIAL;
  #sinceTrial = MOST_TRIAL;
  #last: Frame | undefined;

  /** `cell`: a cell's size in pixels of the terminal. */
  constructor(pixels: Pixels, cell: Size) {
    this.#writer = pixels === "kitty" ? new KittyWriter() : new SixelWriter();
    this.#cell = cell;
  }

  /** The line is too slow for any pixels. */
  get hopeless(): boolean {
    return this.#failures > PATIENCE;
  }

  /** How much coarser than meant the last picture is, from 1 to {@link COARSEST}. */
  get coarseness(): number {
    return 1 + ((COARSEST - 1) * this.#step) / (this.#writer.steps - 1);
  }

  /** Pixels of so many cells. */
  sizeOf({ cols, rows }: Pick<Rect, "cols" | "rows">): Size {
    return { width: cols * this.#cell.width, height: rows * this.#cell.height };
  }

  /** The bytes that show `frame`; empty where the same picture is there already, unless `anew`. */
  draw(frame: Frame, rect: Rect, anew: boolean): Uint8Array {
    if (!anew && this.#last && isSame(this.#last, frame)) return NOTHING;
    this.#last = frame;
    const bytes = this.#writer.write(this.#fit(frame, rect), rect, this.#step);
    this.#steer(bytes.length);
    return bytes;
  }

  /** The bytes that take the picture away. */
  erase(): Uint8Array {
    this.#last = undefined;
    return this.#writer.erase();
  }

  #fit(frame: Frame, rect: Rect): Frame {
    const size = this.#writer.sizeFor(frame, this.sizeOf(rect), this.#step);
    const box = `${size.width}x${size.height}`;
    if (box !== this.#box) this.#letterbox = new Letterbox(size);
    this.#box = box;
    return this.#letterbox.fit(frame);
  }

  #steer(bytes: number): void {
    const load = bytes / this.target;
    const last = this.#writer.steps - 1;
    const hopeless = load > HOPELESS && this.#step === last;
    this.#failures = hopeless ? this.#failures + 1 : 0;
    this.#sinceTrial++;
    this.#easy = load < EASY ? this.#easy + 1 : 0;
    if (load > TOO_MUCH) this.#coarsen(last);
    else if (this.#easy >= this.#trial && this.#step > 0) this.#refine();
  }

  #coarsen(last: number): void {
    const failed = this.#sinceTrial < TRIAL;
    this.#trial = failed ? Math.min(MOST_TRIAL, 2 * this.#trial) : TRIAL;
    this.#step = Math.min(last, this.#step + 1);
  }

  #refine(): void {
    this.#step--;
    this.#easy = 0;
    this.#sinceTrial = 0;
  }
}

const isSame = (a: Frame, b: Frame): boolean =>
  a.width === b.width && a.height === b.height && Buffer.compare(a.pixels, b.pixels) === 0;
