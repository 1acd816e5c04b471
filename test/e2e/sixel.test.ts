import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { findProgram } from "../../src/native/command.js";
import { loadSharp } from "../../src/native/load.js";
import { freshHome, PROGRAM } from "../rig/peer.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { noDisplay, xDisplay } from "../rig/x-display.js";

const SIZE = { width: 400, height: 200 };
/** Red, green and blue of the quarters, of sixel's cube. */
const QUARTERS = [
  [255, 51, 0],
  [0, 153, 102],
  [51, 0, 204],
  [255, 255, 153],
] as const;

const xterm = findProgram("xterm") ? false : "there is no xterm here";

/** A picture whose quarters have a colour each. */
async function flagIn(folder: string): Promise<string> {
  const { width, height } = SIZE;
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const quarter = (at % width >= width / 2 ? 1 : 0) + (at >= (width * height) / 2 ? 2 : 0);
    rgb.set(QUARTERS[quarter]!, at * 3);
  }
  const path = join(folder, "flag.png");
  await loadSharp()(rgb, { raw: { ...SIZE, channels: 3 } })
    .png()
    .toFile(path);
  return path;
}

test("a real terminal shows sixels where they belong", { skip: noDisplay || xterm }, async () => {
  using folder = temporaryFolder();
  const path = await flagIn(folder.path);
  await using display = await xDisplay();
  const size = ["-geometry", "80x24+0+0", "-b", "0", "-bw", "0"];
  const env = { ...freshHome(folder.path), DISPLAY: display.env["DISPLAY"] };
  const played = [process.execPath, PROGRAM, "play", path];
  const child = spawn("xterm", ["-ti", "vt340", ...size, "-e", ...played], { env });
  const gone = once(child, "exit");
  // With xterm's usual font cells are 6x13: the picture is 480x240 in the middle of 480x286.
  const room = { width: 480, height: 286 };
  const colorAt = (pixels: Uint8Array, x: number, y: number): readonly number[] => {
    const at = (y * room.width + x) * 3;
    return [pixels[at + 2]!, pixels[at + 1]!, pixels[at]!];
  };
  const quarters = (pixels: Uint8Array): readonly (readonly number[])[] =>
    [35, 250].flatMap((y) => [20, 460].map((x) => colorAt(pixels, x, y)));
  let seen: readonly (readonly number[])[] = [];
  const deadline = performance.now() + 20_000;
  while (JSON.stringify(seen) !== JSON.stringify(QUARTERS) && performance.now() < deadline)
    seen = quarters(await display.photograph(room));
  assert.deepEqual(seen, QUARTERS);
  child.kill("SIGTERM");
  await gone;
});
