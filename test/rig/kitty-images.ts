/** Keeps the pictures that a terminal with kitty's graphics protocol would show. */
import { inflateSync } from "node:zlib";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { swapRedAndBlue } from "../../src/frame/swap.js";
import type { Rect } from "../../src/render/rect.js";

export interface Placed {
  readonly rect: Rect;
  readonly frame: Frame;
}

const ESC = "\u001B";
const SEQUENCE = new RegExp(
  `${ESC}\\[(?<row>\\d+);(?<col>\\d+)H|${ESC}_G(?<control>[^;${ESC}]*)(?:;(?<data>[^${ESC}]*))?${ESC}\\\\`,
  "g",
);

export class KittyImages {
  /** By their numbers. */
  readonly shown = new Map<string, Placed>();
  /** The most that there were at a time after an update. */
  most = 0;
  #cursor = { x: 0, y: 0 };
  #control: ReadonlyMap<string, string> = new Map();
  #data = "";

  /** Obeys a whole update. @throws where the protocol is not kept to. */
  write(text: string): void {
    for (const { groups = {} } of text.matchAll(SEQUENCE)) {
      const { row, col, control, data = "" } = groups;
      if (control === undefined) this.#cursor = { x: Number(col) - 1, y: Number(row) - 1 };
      else
        this.#obey(
          new Map(control.split(",").map((each) => each.split("=") as [string, string])),
          data,
        );
    }
    this.most = Math.max(this.most, this.shown.size);
  }

  #obey(control: ReadonlyMap<string, string>, data: string): void {
    if (data.length > 4096) throw new Error(`a chunk of ${data.length}`);
    if (control.get("a") === "q") return;
    if (control.get("a") === "d") {
      this.shown.delete(control.get("i") ?? "");
      return;
    }
    if (control.has("a")) {
      this.#control = control;
      this.#data = "";
    }
    this.#data += data;
    if (control.get("m") !== "0") return;
    this.#place();
  }

  #place(): void {
    const number = (key: string): number => Number(this.#control.get(key));
    const rgb = inflateSync(Buffer.from(this.#data, "base64"));
    const frame = makeFrame(number("s"), number("v"), swapRedAndBlue(rgb), 0);
    const rect = { ...this.#cursor, cols: number("c"), rows: number("r") };
    if (this.#control.get("f") !== "24" || this.#control.get("q") !== "2")
      throw new Error("not ours");
    this.shown.set(this.#control.get("i") ?? "", { rect, frame });
  }
}
