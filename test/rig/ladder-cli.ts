/**
 * Draws the pictures of docs/RENDERING.md, from our own test pattern:
 *
 *     node dist/test/rig/ladder-cli.js docs
 */
import { join } from "node:path";
import { makeFrame, type Frame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { type Colors, PanePainter, type PainterOptions } from "../../src/render/pane-painter.js";
import { HeadlessTerminal } from "./headless-terminal.js";
import { shoot } from "./shot.js";

const SOURCE = { width: 960, height: 540 };
const TIME = 4200;
/** Cells of one picture, and between two. */
const PANE = { cols: 40, rows: 11 };
const GAP = 1;

interface Step extends PainterOptions {
  readonly label: string;
  readonly colors: Colors;
  /** How often the picture is painted; as often as refines it, if not said. */
  readonly paints?: number;
}

const SHEETS: Readonly<Record<string, readonly Step[]>> = {
  colors: [
    { label: "truecolor", colors: "truecolor" },
    { label: "256", colors: "256" },
    { label: "16, as xterm has them", colors: "16" },
    { label: "none", colors: "mono" },
  ],
  glyphs: [
    { label: "half, 1x2 pixels a cell", colors: "truecolor" },
    { label: "quadrant, 2x2", colors: "truecolor", glyphs: "quadrant" },
    { label: "sextant, 2x3", colors: "truecolor", glyphs: "sextant" },
    { label: "octant, 2x4", colors: "truecolor", glyphs: "octant" },
  ],
  letters: [
    { label: "braille, 2x4", colors: "truecolor", glyphs: "braille" },
    { label: "ascii", colors: "truecolor", glyphs: "ascii" },
  ],
  progress: [
    { label: "first paint", colors: "truecolor", paints: 1 },
    { label: "second, 33 ms later", colors: "truecolor", paints: 2 },
    { label: "third", colors: "truecolor", paints: 3 },
    { label: "after a second", colors: "truecolor" },
  ],
};
const PAINTS = 30;

/** Paints a step at a place; returns its bytes. */
async function paintStep(
  terminal: HeadlessTerminal,
  picture: Frame,
  { colors, paints = PAINTS, ...options }: Step,
  { x, y }: { readonly x: number; readonly y: number },
): Promise<number> {
  const painter = new PanePainter(colors, options);
  painter.place({ x, y, ...PANE }, new Uint8Array(PANE.cols * PANE.rows).fill(1));
  const fitted = new Letterbox(painter.size, painter.stretch(2)).fit(picture);
  let bytes = 0;
  for (let n = 0; n < paints; n++) {
    const painted = painter.paint(fitted);
    bytes += painted.length;
    await terminal.write(painted);
  }
  return bytes;
}

async function drawSheet(path: string, steps: readonly Step[]): Promise<void> {
  const { width, height } = SOURCE;
  const picture = makeFrame(width, height, paintPattern("face", SOURCE, TIME), TIME);
  const rows = (steps.length >> 1) * (PANE.rows + 1 + GAP) - GAP;
  const terminal = new HeadlessTerminal(2 * PANE.cols + GAP, rows);
  for (const [n, step] of steps.entries()) {
    const x = (n % 2) * (PANE.cols + GAP);
    const y = (n >> 1) * (PANE.rows + 1 + GAP);
    const bytes = await paintStep(terminal, picture, step, { x, y: y + 1 });
    await terminal.write(`\x1b[${y + 1};${x + 1}H${step.label}: ${bytes} bytes`);
  }
  await shoot(terminal, path);
}

const [folder = "."] = process.argv.slice(2);
for (const [name, steps] of Object.entries(SHEETS)) {
  await drawSheet(join(folder, `rendering-${name}.png`), steps);
}
