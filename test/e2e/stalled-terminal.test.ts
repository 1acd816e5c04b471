/** A terminal that takes nothing for ten seconds, in the middle of a call. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { remotePicture } from "../rig/pane.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { makeVideo, openCv, readLetterboxed, stampNumber } from "../rig/video.js";

const SIZE = { width: 320, height: 180 };
const FPS = 20;
/** As many as there are numbers. */
const PICTURES = 256;
const STALL = 10_000;

/** The number of the picture in the pane. */
function numberOn(pty: Pty): number | undefined {
  const shown = remotePicture(pty);
  return shown && readLetterboxed(shown, SIZE);
}

test(
  "a terminal that stalls for ten seconds costs the other side nothing, and then shows the present",
  { skip: noPty || openCv },
  async (context) => {
    using folder = temporaryFolder();
    const video = join(folder.path, "numbers.avi");
    const blank = (): Uint8Array => new Uint8Array(SIZE.width * SIZE.height * 3).fill(90);
    const picture = (n: number): Uint8Array => stampNumber(blank(), SIZE, n);
    await makeVideo(video, { ...SIZE, fps: FPS, frames: PICTURES, picture });
    await using bob = await Peer.listening("--auto-answer", "--source", video, "--size", "160x90");
    const args = [PROGRAM, "call", bob.address, "--no-listen", "--source", "pattern:ball"];
    await using ann = openPty({ command: process.execPath, args });
    await ann.until("numbers", () => (numberOn(ann) ?? 0) > 5);
    await bob.until("pictures", ({ event, fpsIn = 0 }) => event === "stats" && Number(fpsIn) > 20);

    ann.readAt(0);
    const before = { number: numberOn(ann) ?? 0, at: performance.now(), stats: bob.stats.length };
    await sleep(STALL);
    const seen = bob.stats.slice(before.stats + 1).map(({ fpsIn = 0 }) => fpsIn);
    context.diagnostic(`pictures a second that the other side saw: ${seen.join(" ")}`);
    assert.equal(bob.at, "live");
    assert.ok(Math.min(...seen) > 5, `${seen.join(" ")} pictures a second`);

    const behind = (): number => {
      const passed = Math.round(((performance.now() - before.at) * FPS) / 1000);
      const present = before.number + passed;
      return (present - (numberOn(ann) ?? before.number) + PICTURES) % PICTURES;
    };
    const shown = new Set<number>();
    const resumed = performance.now();
    ann.readAt(Infinity);
    await ann.until("the present", () => {
      shown.add(numberOn(ann) ?? -1);
      return behind() < FPS / 2 || behind() > PICTURES - FPS;
    });
    context.diagnostic(
      `the present after ${Math.round(performance.now() - resumed)} ms and ${shown.size} pictures`,
    );
    // What was on its way when it stalled, and the present.
    assert.ok(shown.size < 8, `${shown.size} pictures of the past were shown`);
  },
);
