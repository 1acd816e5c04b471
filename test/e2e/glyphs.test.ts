import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { paintPattern } from "../../src/frame/pattern.js";
import { mosaicIn } from "../rig/mosaic.js";
import { pictureIn } from "../rig/pane.js";
import { PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { makeVideo, openCv } from "../rig/video.js";

const SIZE = { width: 640, height: 320 };
const FINEST = { width: 320, height: 176 };

/** How near a picture is to the original, in pixels finer than any glyph's. */
function likeness(shown: Frame, own: Frame): number {
  const enlarged = new Letterbox(FINEST).fit(shown).pixels;
  return psnr(enlarged, new Letterbox(FINEST).fit(own).pixels);
}

test(
  "finer shapes are asked finer pictures for, and show them",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "clip.avi");
    const pixels = paintPattern("face", SIZE, 0);
    await makeVideo(path, { ...SIZE, fps: 5, frames: 40, picture: () => pixels });
    const own = makeFrame(SIZE.width, SIZE.height, pixels, 0);
    const seen = async (glyphs: "half" | "octant"): Promise<number> => {
      await using play: Pty = openPty({
        command: process.execPath,
        args: [PROGRAM, "play", path, "--loop", "--lossless", "--glyphs", glyphs],
        cols: 80,
        rows: 24,
      });
      const rect = { x: 0, y: 0, cols: 80, rows: 22 };
      const picture = (): Frame | undefined =>
        glyphs === "half" ? pictureIn(play.screen, rect) : mosaicIn(play.screen, rect, glyphs);
      await play.until(
        "a whole picture",
        () => picture() !== undefined && play.text().includes("640x320"),
      );
      play.write(" ");
      await play.shows("paused");
      return likeness(picture() as Frame, own);
    };
    const [coarse, fine] = [await seen("half"), await seen("octant")];
    assert.ok(fine > coarse + 2, `${coarse} dB in half blocks, ${fine} dB in octants`);
  },
);
