import type { Film, FilmStats } from "../render/film.js";
import { Samples } from "../util/measure.js";

/** As many pictures as their costs are remembered of. */
const REMEMBERED = 10_000;

/** What a film took, gathered picture by picture. */
export class RenderFigures {
  readonly #wanted: boolean;
  readonly #costs = new Samples(REMEMBERED);
  #errors = 0;

  /** `wanted`: whether anybody will ask; comparing pictures takes time. */
  constructor(wanted: boolean) {
    this.#wanted = wanted;
  }

  /** The film's last picture took so many milliseconds. */
  encoded(cost: number, film: Film): void {
    if (!this.#wanted) return;
    this.#costs.add(cost * 1000);
    this.#errors += film.error();
  }

  /** All of it as a sentence, or as one line of JSON. */
  tell({ frames, bytes, first }: FilmStats, as: "text" | "json"): string {
    const bytesPerFrame = Math.round(bytes / Math.max(1, frames));
    const p50 = Math.round(this.#costs.quantile(0.5) ?? 0);
    const p95 = Math.round(this.#costs.quantile(0.95) ?? 0);
    const error = this.#errors / Math.max(1, frames);
    const psnr = error === 0 ? null : Math.round(1000 * Math.log10(255 ** 2 / error)) / 100;
    if (as === "json")
      return JSON.stringify({
        frames,
        bytes,
        bytesPerFrame,
        bytesFirst: first,
        encodeUsP50: p50,
        encodeUsP95: p95,
        psnrDb: psnr,
      });
    const likeness = psnr === null ? "shown exactly" : `${psnr} dB`;
    if (frames === 1) return `1 picture, ${bytes} bytes; encoded in ${p50} µs; ${likeness}`;
    return `${frames} pictures, ${bytes} bytes, ${bytesPerFrame} a picture (the first ${first}); encoded in ${p50} µs (p95 ${p95}); ${likeness}`;
  }
}
