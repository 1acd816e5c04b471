/**
 * RNNoise: takes fans and hiss out of speech, 10 ms at a time, for about 2 % of a core.
 *
 * The package's own start-up code does not run in Node, so its WebAssembly is loaded here. It was
 * compiled with short names; `e` is its `main` and must not be called.
 */
import { readFile } from "node:fs/promises";
import { PER_MS } from "../voice/sound.js";

const BLOCK = 10 * PER_MS;
const BLOCK_BYTES = BLOCK * Float32Array.BYTES_PER_ELEMENT;

interface RnNoise {
  readonly c: WebAssembly.Memory;
  /** Runs constructors of static objects. */
  d(): void;
  /** `rnnoise_create`. */
  f(model: number): number;
  /** `malloc`. */
  g(bytes: number): number;
  /** `rnnoise_process_frame`: how likely it is speech, 0 to 1. */
  j(state: number, out: number, input: number): number;
}

export class Denoiser {
  readonly #noise: RnNoise;
  readonly #state: number;
  readonly #block: number;

  private constructor(noise: RnNoise) {
    this.#noise = noise;
    this.#state = noise.f(0);
    this.#block = noise.g(BLOCK_BYTES);
  }

  static async open(): Promise<Denoiser> {
    const code = new URL(import.meta.resolve("@jitsi/rnnoise-wasm/dist/rnnoise.wasm"));
    const copyWithin = (to = 0, from = 0, count = 0): void =>
      void new Uint8Array(noise.c.buffer).copyWithin(to, from, from + count);
    const { instance } = await WebAssembly.instantiate(await readFile(code), {
      a: { a: refuseToGrow, b: copyWithin },
    });
    const noise = instance.exports as unknown as RnNoise;
    noise.d();
    return new Denoiser(noise);
  }

  /** Writes over `frame`, whole multiples of 10 ms, what is left of it 10 ms later. */
  clean(frame: Int16Array): void {
    for (let at = 0; at < frame.length; at += BLOCK) {
      const block = new Float32Array(this.#noise.c.buffer, this.#block, BLOCK);
      block.set(frame.subarray(at, at + BLOCK));
      this.#noise.j(this.#state, this.#block, this.#block);
      for (let n = 0; n < BLOCK; n++) {
        frame[at + n] = Math.max(-32_768, Math.min(32_767, Math.round(block[n] as number)));
      }
    }
  }
}

/** It asks for memory once, at the start, and has enough. */
const refuseToGrow = (): number => 0;
