/**
 * What is said between us and the process that holds the windows: lines of JSON
 * both ways, and after a "show" line the picture's raw BGR pixels.
 */
import { BYTES_PER_PIXEL, type Size } from "../frame/frame.js";

export type WindowName = "remote" | "preview";

/** The sizes that windows open with, and of pictures that fill them. */
export const WINDOW_SIZES: Readonly<Record<WindowName, Size>> = {
  remote: { width: 640, height: 360 },
  preview: { width: 160, height: 90 },
};

export type WindowOrder =
  /** Followed by `width * height * 3` bytes. */
  | ({ readonly do: "show"; readonly window: WindowName } & Size)
  /** The remote window goes back to its words, the preview goes away. */
  | { readonly do: "clear"; readonly window: WindowName }
  /** Words for the remote window while it has no picture. */
  | { readonly do: "say"; readonly lines: readonly string[] }
  | { readonly do: "title"; readonly title: string };

export type WindowEvent =
  /** The remote window is on the screen. */
  | { readonly event: "ready" }
  | { readonly event: "shown"; readonly window: WindowName }
  /** The user closed the preview, and only that. */
  | { readonly event: "hidden"; readonly window: WindowName }
  /** The user pressed q, Q or Esc, or closed the remote window. */
  | { readonly event: "leave" }
  /** The user pressed a or d. */
  | { readonly event: "answer" }
  | { readonly event: "decline" };

export function writeOrder(order: WindowOrder): string {
  return `${JSON.stringify(order)}\n`;
}

const NEWLINE = 10;

/** Takes orders apart, however the pipe cut them. */
export class OrderReader {
  readonly #obey: (order: WindowOrder, pixels: Uint8Array) => void;
  #rest: Uint8Array = new Uint8Array(0);
  #order: WindowOrder | undefined;

  /** `obey` is given an order and its pixels, which stay valid; there are none unless it shows. */
  constructor(obey: (order: WindowOrder, pixels: Uint8Array) => void) {
    this.#obey = obey;
  }

  push(chunk: Uint8Array): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#order ? this.#takePixels(this.#order) : this.#takeLine());
  }

  /** Whether a whole line was there. */
  #takeLine(): boolean {
    const end = this.#rest.indexOf(NEWLINE);
    if (end < 0) return false;
    this.#order = JSON.parse(new TextDecoder().decode(this.#rest.subarray(0, end))) as WindowOrder;
    this.#rest = this.#rest.subarray(end + 1);
    return true;
  }

  /** Whether all pixels were there. */
  #takePixels(order: WindowOrder): boolean {
    const length = order.do === "show" ? order.width * order.height * BYTES_PER_PIXEL : 0;
    if (this.#rest.length < length) return false;
    const pixels = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(length);
    this.#order = undefined;
    this.#obey(order, pixels);
    return true;
  }
}
