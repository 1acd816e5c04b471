import type { Size } from "../frame/frame.js";
import { type Pixels, PIXELS_QUERY, pixelsIn } from "../render/pixels/detect-pixels.js";
import { Canvas } from "./canvas.js";
import { type Area, cellPixels, SIXEL_SIZE_QUERY } from "./cell-size.js";

/** A cell's size where the terminal does not say it, and scales pictures itself. */
const USUAL = { width: 8, height: 16 };

/** Whether the terminal shows pixels, and how: as the user said, or as it answers. */
export class PixelSupport {
  readonly #asks: boolean;
  #pixels: Pixels | undefined;
  #cell: Size | undefined;
  #canvas: Canvas | undefined;

  constructor(wish: Pixels | "ask" | "off") {
    this.#asks = wish === "ask";
    this.#pixels = wish === "ask" || wish === "off" ? undefined : wish;
    this.#remake();
  }

  /** To be written at the beginning. */
  get query(): string {
    return this.#asks ? PIXELS_QUERY : "";
  }

  /** To be written when the terminal has another size. */
  get sizeQuery(): string {
    return this.#asks || this.#pixels === "sixel" ? SIXEL_SIZE_QUERY : "";
  }

  /** Shows pictures in pixels; undefined where nothing can. Another one when cells have another size. */
  get canvas(): Canvas | undefined {
    return this.#canvas;
  }

  /** Takes note of a reply of the terminal; whether {@link canvas} is another now. */
  take(reply: string, area: Area): boolean {
    const cell = cellPixels(reply, area) ?? this.#cell;
    const found = this.#asks ? pixelsIn(reply) : undefined;
    const pixels = this.#pixels ?? found;
    const isSame = cell?.width === this.#cell?.width && cell?.height === this.#cell?.height;
    if (isSame && pixels === this.#pixels) return false;
    this.#cell = cell;
    this.#pixels = pixels;
    this.#remake();
    return this.#canvas !== undefined;
  }

  /** Sixels are as large as they are: without a cell's size there are none. */
  #remake(): void {
    const cell = this.#cell ?? (this.#pixels === "kitty" ? USUAL : undefined);
    this.#canvas = this.#pixels && cell && new Canvas(this.#pixels, cell);
  }
}
