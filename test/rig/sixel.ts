/** Draws sixels as a terminal does, from their description and not from our encoder. */
import { type Frame, makeFrame } from "../../src/frame/frame.js";

const ESC = "\u001B";
const SIXELS = new RegExp(`^${ESC}P[\\d;]*q([^${ESC}]*)${ESC}\\\\`);
const RASTER = /^"\d+;\d+;(?<width>\d+);(?<height>\d+)/;
const PIECE =
  /#(?<color>\d+)(?:;2;(?<rgb>\d+;\d+;\d+))?|(?:!(?<count>\d+))?(?<column>[?-~])|(?<move>[$-])/gy;

interface Sixels {
  readonly frame: Frame;
  /** Pixels that were not drawn. */
  readonly missing: number;
}

/** The first sixel picture in `text`. @throws where it is not one, or not inside its own size. */
export function drawSixels(text: string): Sixels {
  const body = SIXELS.exec(text.slice(text.indexOf(`${ESC}P`)))?.[1];
  if (body === undefined) throw new Error("there are no sixels");
  const { 0: raster = "", groups = {} } = RASTER.exec(body) ?? {};
  const sheet = new Sheet(Number(groups["width"]), Number(groups["height"]));
  let read = raster.length;
  for (const { 0: piece, groups: parts = {} } of body.slice(read).matchAll(PIECE)) {
    read += piece.length;
    sheet.obey(parts);
  }
  if (read !== body.length) throw new Error(`no sixels: ${body.slice(read, read + 20)}`);
  return sheet.drawn();
}

class Sheet {
  readonly #width: number;
  readonly #height: number;
  readonly #pixels: Uint8Array;
  readonly #known: Uint8Array;
  readonly #palette = new Map<number, readonly number[]>();
  #color = -1;
  #x = 0;
  #top = 0;

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
    this.#pixels = new Uint8Array(width * height * 3);
    this.#known = new Uint8Array(width * height);
  }

  drawn(): Sixels {
    return {
      frame: makeFrame(this.#width, this.#height, this.#pixels, 0),
      missing: this.#known.filter((each) => each === 0).length,
    };
  }

  obey({ color, rgb, count = "1", column, move }: Readonly<Record<string, string>>): void {
    if (color !== undefined) this.#choose(Number(color), rgb);
    if (move !== undefined) this.#x = 0;
    if (move === "-") this.#top += 6;
    if (column === undefined) return;
    for (let n = Number(count); n > 0; n--) this.#column(column.charCodeAt(0) - 63);
  }

  /** A definition chooses nothing here, as in xterm; the manual leaves it open. */
  #choose(color: number, rgb: string | undefined): void {
    const percents = rgb?.split(";").map(Number);
    if (percents) {
      const channels = percents.map((each) => Math.round(each * 2.55));
      this.#palette.set(color, channels);
    } else if (this.#palette.has(color)) this.#color = color;
    else throw new Error(`color ${color} is not defined`);
  }

  #column(bits: number): void {
    const [red = 0, green = 0, blue = 0] = this.#palette.get(this.#color) ?? [];
    for (let y = this.#top; y < this.#top + 6; y++) {
      if (((bits >> (y - this.#top)) & 1) === 0) continue;
      if (this.#x >= this.#width || y >= this.#height) throw new Error("a pixel is outside");
      const pixel = y * this.#width + this.#x;
      this.#pixels.set([blue, green, red], pixel * 3);
      this.#known[pixel] = 1;
    }
    this.#x++;
  }
}
