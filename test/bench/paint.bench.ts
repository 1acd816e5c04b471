/**
 * What a paint costs, how many bytes it takes and how good it looks, beside other programs on the
 * same frames in the same run. By hand: node dist/test/bench/paint.bench.js [columns rows [clip]]
 */
import { cpus } from "node:os";
import type { Frame } from "../../src/frame/frame.js";
import { type Colors, PanePainter, type PainterOptions } from "../../src/render/pane-painter.js";
import { HeadlessTerminal } from "../rig/headless-terminal.js";
import { type Clip, clips } from "./clips.js";
import { runPeers } from "./peers.js";

const PASSES = 8;
/** Where painters are compared by bytes alone, in dB, and the lambdas that it lies between. */
const EVEN = 40;
const LAMBDAS = [1, 2, 4, 8, 16, 32];
const SHOW_CURSOR = "\x1b[?25h";
/** Every so many frames are looked at on a terminal. */
const LOOK_EVERY = 15;

function painterFor(
  { width, height }: Frame,
  options: PainterOptions,
  colors: Colors = "truecolor",
): PanePainter {
  const painter = new PanePainter(colors, options);
  const cells = (width * height) / 2;
  painter.place({ x: 0, y: 0, cols: width, rows: height / 2 }, new Uint8Array(cells).fill(1));
  return painter;
}

/** Microseconds of processor time for each frame of the quickest pass, median and 95th percentile. */
function cost(clip: Clip, options: PainterOptions): readonly [number, number] {
  const passes = Array.from({ length: PASSES }, () => {
    const painter = painterFor(clip.frames[0]!, options);
    return clip.frames.map((frame) => {
      const start = process.hrtime.bigint();
      painter.paint(frame);
      return Number(process.hrtime.bigint() - start) / 1000;
    });
  });
  const best = clip.frames.map((_, n) => Math.min(...passes.map((pass) => pass[n]!)));
  const sorted = best.toSorted((a, b) => a - b);
  return [sorted[sorted.length >> 1]!, sorted[Math.floor(sorted.length * 0.95)]!];
}

function squaredError(terminal: HeadlessTerminal, { width, height, pixels }: Frame): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const { glyph, fg = 0, bg = 0 } = terminal.cell(x, y >> 1);
      const front =
        glyph === "█" || (glyph === "▀" && y % 2 === 0) || (glyph === "▄" && y % 2 === 1);
      const color = front ? fg : bg;
      for (const [channel, shift] of [0, 8, 16].entries()) {
        sum += (((color >> shift) & 255) - pixels[(y * width + x) * 3 + channel]!) ** 2;
      }
    }
  }
  return sum / pixels.length;
}

interface Outcome {
  readonly bytes: number;
  readonly first: number;
  readonly psnr: number;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

async function play(clip: Clip, options: PainterOptions): Promise<Outcome> {
  const { width, height } = clip.frames[0]!;
  const painter = painterFor(clip.frames[0]!, options);
  const terminal = new HeadlessTerminal(width, height / 2);
  const lengths: number[] = [];
  const errors: number[] = [];
  for (const [n, frame] of clip.frames.entries()) {
    const bytes = painter.paint(frame);
    lengths.push(bytes.length);
    await terminal.write(bytes);
    if (n % LOOK_EVERY === LOOK_EVERY - 1) errors.push(squaredError(terminal, frame));
  }
  const error = mean(errors);
  return {
    bytes: mean(lengths.slice(1)),
    first: lengths[0]!,
    psnr: error === 0 ? Infinity : 10 * Math.log10(255 ** 2 / error),
  };
}

/** Mean bytes of all pictures but the first. */
function bytesOf(clip: Clip, colors: Colors): number {
  const painter = painterFor(clip.frames[0]!, {}, colors);
  return mean(clip.frames.map((frame) => painter.paint(frame).length).slice(1));
}

/** Bytes at {@link EVEN} dB, between the two nearest of a few lambdas; undefined if none is that near. */
async function bytesAtEvenQuality(clip: Clip): Promise<number | undefined> {
  let before: Outcome | undefined;
  for (const lambda of LAMBDAS) {
    const now = await play(clip, { lambda });
    if (now.psnr <= EVEN && before !== undefined) {
      const part = (before.psnr - EVEN) / (before.psnr - now.psnr);
      return before.bytes ** (1 - part) * now.bytes ** part;
    }
    if (now.psnr <= EVEN) return undefined;
    before = now;
  }
  return undefined;
}

/** How near the first picture of a peer comes. */
async function psnrOf(first: Uint8Array, frame: Frame): Promise<number> {
  // one row more, for they end with a line feed; and before they tidy up
  const terminal = new HeadlessTerminal(frame.width, frame.height / 2 + 1);
  const all = new TextDecoder().decode(first).replaceAll(/\r?\n/g, "\r\n");
  const end = all.lastIndexOf(SHOW_CURSOR);
  const text = end < 0 ? all : all.slice(0, end);
  await terminal.write(text);
  const error = squaredError(terminal, frame);
  return error === 0 ? Infinity : 10 * Math.log10(255 ** 2 / error);
}

const row = (...cells: readonly (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? `${cell}`.padEnd(26) : `${cell}`.padStart(9))).join("");

const percent = (part: number, whole: number): string => `${Math.round((100 * part) / whole)} %`;

async function report(clip: Clip): Promise<readonly string[]> {
  const lines = [row(clip.name, "us", "p95 us", "bytes", "of exact", "first", "of exact", "dB")];
  const exact = await play(clip, { lossless: true });
  for (const [name, options] of [
    ["lossless", { lossless: true }],
    ["default", {}],
  ] as const) {
    const { bytes, first, psnr } = await play(clip, options);
    const [median, late] = cost(clip, options).map(Math.round) as [number, number];
    const shares = [percent(bytes, exact.bytes), first, percent(first, exact.first)] as const;
    lines.push(row(`  ${name}`, median, late, Math.round(bytes), ...shares, psnr.toFixed(1)));
  }
  lines.push(row("  256 colours", "", "", Math.round(bytesOf(clip, "256"))));
  const even = await bytesAtEvenQuality(clip);
  if (even !== undefined) {
    lines.push(row(`  at ${EVEN} dB`, "", "", Math.round(even), percent(even, exact.bytes)));
  }
  for (const { name, cost: us, bytes, first } of runPeers(clip, PASSES)) {
    const share = percent(bytes, exact.bytes);
    const own =
      first === undefined
        ? []
        : [
            first.length,
            percent(first.length, exact.first),
            (await psnrOf(first, clip.frames[0]!)).toFixed(1),
          ];
    lines.push(row(`  ${name}`, Math.round(us), "", Math.round(bytes), share, ...own));
  }
  return lines;
}

const [cols = 160, rows = 45] = process.argv.slice(2, 4).map(Number);
const only = process.argv[4] ?? "";
const print = (text: string): boolean => process.stdout.write(`${text}\n`);
print(`${cols}x${rows} cells; ${cpus()[0]?.model ?? "?"}, Node ${process.version}`);
for (const clip of clips({ width: cols, height: 2 * rows }, only)) {
  for (const line of await report(clip)) print(line);
}
