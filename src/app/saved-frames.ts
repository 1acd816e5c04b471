/** `--save-frames`: every n-th received picture as a PNG, written by sharp one at a time. */
import { join } from "node:path";
import type { Frame } from "../frame/frame.js";
import { makeFolder } from "./folder.js";
import { writePng } from "./png.js";

export class SavedFrames {
  readonly #folder: string;
  readonly #every: number;
  readonly #onTrouble: (error: Error) => void;
  #seen = 0;
  #told = false;
  #writing: Promise<unknown> | undefined;

  /**
   * Makes the folder. The first picture that cannot be written is told to `onTrouble`; others are tried all the same.
   *
   * @throws when the folder cannot be made.
   */
  constructor(
    { folder, every }: { readonly folder: string; readonly every: number },
    onTrouble: (error: Error) => void,
  ) {
    this.#folder = folder;
    this.#every = every;
    this.#onTrouble = onTrouble;
    makeFolder(folder);
  }

  /** Takes note of `frame`; one that comes due while the last is still being written is left out. */
  offer(frame: Frame): void {
    const index = this.#seen++;
    if (index % this.#every !== 0 || this.#writing) return;
    const path = join(this.#folder, `frame-${String(index).padStart(6, "0")}.png`);
    this.#writing = this.#write(frame, path).finally(() => {
      this.#writing = undefined;
    });
  }

  async finish(): Promise<void> {
    await this.#writing;
  }

  async #write(frame: Frame, path: string): Promise<void> {
    try {
      await writePng(frame, path);
    } catch (error) {
      if (!this.#told) this.#onTrouble(error as Error);
      this.#told = true;
    }
  }
}
