/**
 * How sharp the shapes are: one picture of 1280x720 in 160x45 cells, compared
 * with itself pixel by pixel (8x16 to a cell), beside chafa with the same shapes.
 *
 *     npm run build && node dist/test/bench/glyphs.bench.js [clip]
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Frame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { type Glyphs, glyphSetOf } from "../../src/render/glyphs/glyph-set.js";
import { PanePainter, type PainterOptions } from "../../src/render/pane-painter.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { psnr } from "../rig/psnr.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { clips } from "./clips.js";

const COLS = 160;
const ROWS = 45;
const CELL = { width: 8, height: 16 } as const;
const PASSES = 20;

/** Our names for shapes and chafa's; it has no octants. */
const SHAPES: readonly (readonly [Glyphs, string | undefined])[] = [
  ["half", "vhalf+space+solid"],
  ["quadrant", "quad+half+space+solid"],
  ["sextant", "sextant+half+space+solid"],
  ["octant", undefined],
];

/** Which of its pixels a glyph has in the foreground's colour, and how it divides the cell. */
interface Division {
  readonly across: number;
  readonly down: number;
  readonly mask: number;
}

const DIVISIONS: ReadonlyMap<string, Division> = new Map(
  (["octant", "sextant", "quadrant"] as const).flatMap((name) => {
    const { words, lengths, across, down } = glyphSetOf(name);
    return Array.from(words, (word, mask) => {
      const bytes = [0, 8, 16, 24].map((shift) => (word >>> shift) & 255).slice(0, lengths[mask]);
      return [new TextDecoder().decode(Uint8Array.from(bytes)), { across, down, mask }] as const;
    });
  }),
);

/** What the terminal shows, every cell {@link CELL} pixels. */
function rasterOf(terminal: HeadlessTerminal): Uint8Array {
  const width = COLS * CELL.width;
  const pixels = new Uint8Array(width * ROWS * CELL.height * 3);
  for (let y = 0; y < ROWS * CELL.height; y++) {
    for (let x = 0; x < width; x++) {
      const { glyph, fg, bg } = terminal.seen(
        Math.floor(x / CELL.width),
        Math.floor(y / CELL.height),
      );
      const division = DIVISIONS.get(glyph);
      if (division === undefined) throw new Error(`odd glyph ${glyph}`);
      const { across, down, mask } = division;
      const col = Math.floor(((x % CELL.width) * across) / CELL.width);
      const row = Math.floor(((y % CELL.height) * down) / CELL.height);
      const color = (mask >> (row * across + col)) & 1 ? fg : bg;
      pixels.set([color & 255, (color >> 8) & 255, color >> 16], (y * width + x) * 3);
    }
  }
  return pixels;
}

interface Outcome {
  readonly bytes: number;
  readonly dB: number;
  /** Microseconds; of chafa with its start. */
  readonly us: number;
}

async function shown(parts: readonly (Uint8Array | string)[], picture: Frame): Promise<number> {
  const terminal = new HeadlessTerminal(COLS, ROWS + 1);
  for (const part of parts) await terminal.write(part);
  return psnr(rasterOf(terminal), picture.pixels);
}

/** Painted `times` over: the first time is a rough one unless it is lossless. */
async function ours(picture: Frame, options: PainterOptions, times: number): Promise<Outcome> {
  const make = (): PanePainter => {
    const painter = new PanePainter("truecolor", options);
    painter.place({ x: 0, y: 0, cols: COLS, rows: ROWS }, new Uint8Array(COLS * ROWS).fill(1));
    return painter;
  };
  const painter = make();
  const small = new Letterbox(painter.size, painter.stretch(2)).fit(picture);
  const parts = Array.from({ length: times }, () => painter.paint(small).slice());
  const took = Array.from({ length: PASSES }, () => {
    const fresh = make();
    const start = process.hrtime.bigint();
    for (let n = 0; n < times; n++) fresh.paint(small);
    return Number(process.hrtime.bigint() - start) / 1000;
  });
  const bytes = parts.reduce((sum, part) => sum + part.length, 0);
  return { bytes, dB: await shown(parts, picture), us: Math.min(...took) };
}

async function chafa(picture: Frame, symbols: string): Promise<Outcome | undefined> {
  using folder = temporaryFolder();
  const path = join(folder.path, "picture.ppm");
  const png = join(folder.path, "picture.png");
  const { width, height, pixels } = picture;
  const rgb = pixels.map((_, i) => pixels[i - (i % 3) + 2 - (i % 3)]!);
  writeFileSync(path, Buffer.concat([Buffer.from(`P6 ${width} ${height} 255\n`), rgb]));
  spawnSync("ffmpeg", ["-v", "fatal", "-i", path, png]);
  const size = `${COLS}x${ROWS}`;
  const args = ["-f", "symbols", "-c", "full", "--symbols", symbols, "-s", size, "--stretch", png];
  const start = process.hrtime.bigint();
  const { stdout, status } = spawnSync("chafa", args, { maxBuffer: 1 << 26 });
  if (status !== 0) return undefined;
  const us = Number(process.hrtime.bigint() - start) / 1000;
  const text = stdout.toString().replaceAll(/\r?\n/g, "\r\n");
  return { bytes: stdout.length, dB: await shown([text], picture), us };
}

const said = (name: string, outcome: Outcome | undefined): string =>
  outcome === undefined
    ? `${name} none`
    : `${name} ${outcome.bytes} bytes ${outcome.dB.toFixed(2)} dB ${Math.round(outcome.us)} us`;

const size = { width: COLS * CELL.width, height: ROWS * CELL.height };
for (const { name, frames } of clips(size, process.argv[2] ?? "webcam", 11)) {
  const picture = frames.at(-1)!;
  process.stdout.write(`${name}\n`);
  for (const [glyphs, symbols] of SHAPES) {
    const peer = symbols === undefined ? undefined : await chafa(picture, symbols);
    const row = [
      said("chafa", peer),
      said("lossless", await ours(picture, { glyphs, lossless: true }, 1)),
      said("default, painted three times", await ours(picture, { glyphs }, 3)),
    ];
    process.stdout.write(`  ${glyphs.padEnd(9)} ${row.join("; ")}\n`);
  }
}
