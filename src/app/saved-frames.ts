/** `--save-frames`: every n-th received picture as a PNG, written by sharp one at a time. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "../frame/frame.js";
import { writePng } from "./png.js";

export class SavedFrames {
  readonly #folder: string;
  readonly #every: number;
  #seen = 0;
  #writing: Promise<unknown> | undefined;

  /** Makes the folder. @throws when it cannot be made. */
  constructor({ folder, every }: { readonly folder: string; readonly every: number }) {
    this.#folder = folder;
    this.#every = every;
    mkdirSync(folder, { recursive: true });
  }

  /** Takes note of `frame`; one that comes due while the last is still being written is left out. */
  offer(frame: Frame): void {
    const index = this.#seen++;
    if (index % this.#every !== 0 || this.#writing) return;
    const path = join(this.#folder, `frame-${String(index).padStart(6, "0")}.png`);
    this.#writing = writePng(frame, path).finally(() => {
      this.#writing = undefined;
    });
  }

  async finish(): Promise<void> {
    await this.#writing;
  }
}
