import type { Writable } from "node:stream";
import { type PictureHeader, writeHeader } from "./picture-pipe.js";

/** Writes pictures into a pipe; while it is full, holds one, and the newest wins. */
export class PictureWriter {
  readonly #pipe: Writable;
  #busy = false;
  #held: readonly [PictureHeader, Uint8Array] | undefined;

  constructor(pipe: Writable) {
    this.#pipe = pipe;
  }

  /** `pixels` belong to the writer from now on. */
  put(header: PictureHeader, pixels: Uint8Array): void {
    if (this.#busy) {
      this.#held = [header, pixels];
      return;
    }
    this.#busy = true;
    this.#pipe.cork();
    this.#pipe.write(writeHeader(header));
    this.#pipe.write(pixels, () => this.#written());
    this.#pipe.uncork();
  }

  #written(): void {
    this.#busy = false;
    const held = this.#held;
    this.#held = undefined;
    if (held) this.put(...held);
  }
}
